/*
 * Reads the journal of a run (core/journal.h), with the reports of its stream, record by record.
 *
 * What a testr that was killed has left is read as far as it goes: a record that was cut short
 * ends the journal, and so does one about a report that the stream does not have.
 */
#ifndef TESTR_CORE_JOURNAL_READER_H
#define TESTR_CORE_JOURNAL_READER_H

#include <glib.h>

#include "base/bytes.h"
#include "base/scoped.h"
#include "core/protocol.h"
#include "core/stream_reports.h"

enum record_kind {
	RECORD_INPUT,
	RECORD_ACTION,
};

struct journal_record {
	enum record_kind kind;
	int64_t at_us; /* since the run's start: when it happened, or what it followed from did */
	/* RECORD_INPUT: with the time to give the coordinator, which may be a little before
	 * `at_us`. Of a report, `test` is its index, SIZE_MAX if it is not listed. */
	struct input input;
	int64_t input_us;
	size_t test;
	struct action action; /* RECORD_ACTION; its tests have the ids of the stream */
};

struct journal_reader;

/*
 * A reader of `journal`, which belongs to the stream with these `reports`; both are borrowed and
 * outlive it. NULL with JOURNAL_ERROR if it is no journal, or none that this testr knows.
 */
struct journal_reader *journal_reader_new(struct bytes journal,
					  const struct stream_reports *reports, GError **error);

/* The options that the run's coordinator was given. Borrowed. */
const struct coordinator_options *journal_reader_options(const struct journal_reader *reader);

/* When the run began, in microseconds since 1970 UTC. */
int64_t journal_reader_began_us(const struct journal_reader *reader);

/* Sets `record` to the next one, valid until the next call; false at the end. */
bool journal_reader_next(struct journal_reader *reader, struct journal_record *record);

/* True if the journal ended within a record, or beyond its stream. */
bool journal_reader_is_cut(const struct journal_reader *reader);

/* How many tests were listed; 0 before they were, and if the listing was open. */
size_t journal_reader_test_count(const struct journal_reader *reader);

/* The id of a listed test; NULL if neither stream nor journal has it. Valid as the reader is. */
const char *journal_reader_id(const struct journal_reader *reader, size_t test);

/* Begins again with the first record. */
void journal_reader_rewind(struct journal_reader *reader);

void journal_reader_free(struct journal_reader *reader);
SCOPED(journal_reader)

enum journal_error {
	JOURNAL_ERROR_FORM, /* it is no journal of this version */
};
GQuark journal_error_quark(void);
#define JOURNAL_ERROR journal_error_quark()

#endif
