/*
 * What the stream of a run says of one test: its reports, how the executions that had it were
 * announced, and the end of what these wrote to stderr. With the journal of the run it makes the
 * test's story (test_story.h); without one it is all that is known.
 */
#ifndef TESTR_RUN_STORY_EVIDENCE_H
#define TESTR_RUN_STORY_EVIDENCE_H

#include "core/stream_reports.h"
#include "model/outcome.h"
#include "store/repository.h"

/* A report of the test. */
struct test_report {
	int execution; /* -1: not told */
	enum status status;
	enum outcome outcome; /* OUTCOME_UNDECIDED: it is no end */
	bool is_retried;      /* it failed, and was to be run again */
	bool is_cut_off;      /* testr said so of an attempt that was cut off */
	int64_t stamp_ns;
	char *reason; /* why testr answered for the test: owned; NULL if it did not */
};

/* An execution of the run. */
struct told_execution {
	int number, worker, attempt;
	char *instance; /* owned; NULL: this machine */
	int64_t stamp_ns;
	GString *errors; /* the end of its stderr */
};

struct story_evidence {
	struct sink sink;
	struct stream_reports reports; /* of all tests */
	const char *test_id;           /* borrowed */
	GArray *of_test;               /* of struct test_report, as they arrived */
	GHashTable *executions;        /* number to struct told_execution */
};

/* Reads run `run`. False with an error if it cannot be read. */
bool story_evidence_read(struct story_evidence *evidence, struct repository *repository,
			 int64_t run, const char *test_id, GError **error);

/* The execution with this number; NULL if the stream does not have it. */
const struct told_execution *story_evidence_execution(const struct story_evidence *evidence,
						      int number);

void story_evidence_clear(struct story_evidence *evidence);

#endif
