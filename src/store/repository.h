/*
 * The repository: `.testrepository/` beside a project (docs/design/store.md). The streams are the
 * truth; index.db is an index over them that is rebuilt when it is missing. Several processes may
 * use one repository at once.
 *
 * A run being recorded is `runs/N.subunit` (plain, appended as events arrive, locked by its
 * owner); a finished one is `runs/N.subunit.zst`. Finishing: stream compressed beside and synced,
 * index committed, old name removed. Opening a repository finishes what a killed process left:
 * each event that had arrived is kept and the run is marked interrupted. A run that has both names
 * is finished: only of the stored stream is all on the disk if the machine crashes.
 */
#ifndef TESTR_STORE_REPOSITORY_H
#define TESTR_STORE_REPOSITORY_H

#include <glib.h>

#include "base/scoped.h"
#include "model/outcome.h"
#include "model/sink.h"
#include "store/repository_error.h"
#include "store/run_recorder.h"

struct repository;

/* Makes `.testrepository` in `folder`. Fails with EXISTS when there is one already. */
bool repository_create(const char *folder, GError **error);

/*
 * Opens the repository in `folder`. Recoveries are appended to `notices` (char *, a line each;
 * may be NULL). A folder that cannot be written to is opened for reading: then recording fails
 * and recovery waits.
 */
struct repository *repository_open(const char *folder, GPtrArray *notices, GError **error);

void repository_close(struct repository *repository); /* accepts NULL */
static inline void repository_free(struct repository *repository)
{
	repository_close(repository);
}
SCOPED(repository)

/*
 * Where a guardian writes what it has to say for the project in `folder`. Owned by the caller.
 * There may be no such file, and no repository.
 */
char *repository_guardian_log(const char *folder);

/* ---- recording ---- */

/* Begins a run under the next number, taken atomically. Owned by the caller. */
struct run_recorder *repository_record(struct repository *repository, const struct run_start *start,
				       GError **error);

/* ---- asking ---- */

struct run {
	int64_t number;
	int64_t started_ns, ended_ns; /* since 1970 UTC; of the first and last event */
	bool is_partial;
	bool is_interrupted;
	bool flaky_fails;   /* a flaky test has failed it */
	struct tally tally; /* of results in the stream */
	int64_t work_ns;    /* sum of the tests' durations */
};

/* True if `run` has to be called failed. */
bool run_has_failed(const struct run *run);

/* The last finished run. NO_RUN if there is none. */
bool repository_last(struct repository *repository, struct run *run, GError **error);

/* Run `number`. NO_RUN if there is none. */
bool repository_run(struct repository *repository, int64_t number, struct run *run, GError **error);

/* The finished run before `number`. NO_RUN if there is none. */
bool repository_previous(struct repository *repository, int64_t number, struct run *run,
			 GError **error);

/* How many finished runs there are; -1 on error. */
int64_t repository_run_count(struct repository *repository, GError **error);

/* Reads the stream of run `number` into `sink`. */
bool repository_read(struct repository *repository, int64_t number, struct sink *sink,
		     GError **error);

/*
 * The journal of run `number` (core/journal.h). NO_RUN if it has none: an older testr ran it, or it
 * was loaded. Owned by the caller.
 */
GBytes *repository_journal(struct repository *repository, int64_t number, GError **error);

/* The ids of the failing tests, sorted (char *, owned by the caller). */
GPtrArray *repository_failing(struct repository *repository, GError **error);

/* The same as a set. */
GHashTable *repository_failing_set(struct repository *repository, GError **error);

/* Reads, of each failing test, the events of its last failure into `sink`, by run and arrival. */
bool repository_read_failing(struct repository *repository, struct sink *sink, GError **error);

struct test_duration {
	const char *test_id;
	int64_t duration_us;
};

/*
 * The tests of run `number` by duration, longest first, ties by id; `limit` of them or all (-1).
 * An array of struct test_duration whose clear function frees the ids; owned by the caller.
 */
GArray *repository_slowest(struct repository *repository, int64_t number, int64_t limit,
			   GError **error);

/* The answer of a test in a run, and where it was given. */
struct test_place {
	const char *test_id;
	const char *outcome; /* as outcome_name() has it */
	int64_t duration_us; /* -1: not known; so the others */
	int worker, execution;
	int attempt;          /* how often the tests of that execution had been handed out */
	const char *instance; /* its id; NULL: this machine, or not known */
};

/*
 * All tests of run `number`, by id: an array of struct test_place whose clear function frees the
 * strings; owned by the caller.
 */
GArray *repository_places(struct repository *repository, int64_t number, GError **error);

/*
 * What is known of how long tests take: char * to int64_t * (microseconds), a weighted mean that
 * follows change. Owned by the caller.
 */
GHashTable *repository_durations(struct repository *repository, GError **error);

#endif
