/*
 * Writes the journal of a run (core/journal.h) as it goes on. Pure: what is written waits in
 * memory, for the caller to take.
 */
#ifndef TESTR_CORE_JOURNAL_WRITER_H
#define TESTR_CORE_JOURNAL_WRITER_H

#include <glib.h>

#include "base/scoped.h"
#include "core/protocol.h"

struct journal_writer;

/* A writer of a journal in which nothing stands yet. Owned by the caller. */
struct journal_writer *journal_writer_new(void);

/*
 * The run begins: at `now_us`, on the clock of all further times, and `real_us` after 1970. The
 * options are those that the coordinator is given.
 */
void journal_writer_begin(struct journal_writer *writer, const struct coordinator_options *options,
			  int64_t now_us, int64_t real_us);

/* The coordinator has been told of `input`; but for reports of tests. */
void journal_writer_input(struct journal_writer *writer, int64_t now_us, const struct input *input);

/*
 * It has been told of a report, INPUT_TEST_STARTED or INPUT_TEST_ENDED, at `now_us`: as
 * journal_arrival_us() has it, or at the time of the report before. In the stream it has the time
 * `stamp_ns`. `test` is the index of its test, SIZE_MAX if that is not listed.
 */
void journal_writer_report(struct journal_writer *writer, int64_t now_us, const struct input *input,
			   size_t test, int64_t stamp_ns);

/* It has asked for `action`. */
void journal_writer_action(struct journal_writer *writer, const struct action *action);

/*
 * What has been written since the last call: valid until the next call of anything. `names` is a
 * record that is needed only if the run does not come to its end; empty if there is none.
 */
void journal_writer_take(struct journal_writer *writer, struct bytes *records, struct bytes *names);

void journal_writer_free(struct journal_writer *writer);
SCOPED(journal_writer)

#endif
