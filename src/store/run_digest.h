/*
 * The digest of a run: what the index is to know of it, put together from its events, whether they
 * are being recorded or read again. For the files of this folder only.
 *
 * Unlike the collector (model/result.h), which shows all that was reported, it holds one answer
 * for each test, the worse when there are two (outcome_worse), and no attachments: about 150
 * bytes for a test.
 */
#ifndef TESTR_STORE_RUN_DIGEST_H
#define TESTR_STORE_RUN_DIGEST_H

#include <glib.h>

#include "base/arena.h"
#include "base/scoped.h"
#include "model/execution_announcement.h"
#include "model/outcome.h"
#include "store/run_markers.h"

/* What a run says of one test. */
struct test_digest {
	struct text test_id;  /* a view of `name` */
	uint64_t hash;        /* of the id (base/hash.h) */
	enum outcome outcome; /* OUTCOME_UNDECIDED: none yet */
	bool is_running;      /* it has been started, and not ended since */
	bool is_retried;      /* it failed and was to be run again: it has one answer from there */
	int worker;           /* who answered last; -1: not known */
	int execution;        /* in which execution; -1: not known */
	int64_t started_ns;   /* of the latest start; TIME_NONE: not known */
	int64_t duration_ns;  /* of the latest answer; -1: not known */
	/* Of its test in the index, once test_numbers_assign() has looked there. */
	int64_t number;
	bool is_known;       /* it was there already */
	int64_t known_us;    /* with this duration; -1: not known */
	uint64_t begin, end; /* its events in the stream, from the first to the last, in bytes */
	char name[];         /* the id, NUL-terminated */
};

struct run_digest {
	struct run_markers markers;
	GPtrArray *results;    /* of struct test_digest *, in order of their first events */
	GPtrArray *executions; /* of struct execution_announcement *, each with its own instance, by
				  arrival */
	/*
	 * By results: a test that was answered twice counts twice, unless it was run again because
	 * it had failed. Of OUTCOME_NOT_RUN only tests are counted that have no other answer.
	 */
	struct tally tally;
	int64_t first_ns, last_ns; /* of events about tests; TIME_NONE: there is none */
	int64_t work_ns;           /* sum of durations */
	bool is_damaged;           /* some of the stream could not be read: tests may be missing */

	struct arena memory; /* of all struct test_digest */
	GHashTable *by_id;   /* of struct test_digest *, found by their id */
	struct test_digest
		*latest;    /* the one of the latest event: the next is likely about it too */
	GHashTable *routes; /* char * to struct execution_announcement * */
};

/* An empty one. Owned by the caller. */
struct run_digest *run_digest_new(void);

/* Takes `event`, which stands in the stream from byte `begin` up to, not including, `end`. */
void run_digest_add(struct run_digest *digest, const struct event *event, uint64_t begin,
		    uint64_t end);

/*
 * The run is over: tests that are still running get an answer, OUTCOME_FAIL (as the collector
 * says it), or, if the run was interrupted, OUTCOME_NOT_RUN. Call once.
 */
void run_digest_end(struct run_digest *digest);

/* True if all there is to the run is known: it was not interrupted, though maybe cut short. */
bool run_digest_has_ended(const struct run_digest *digest);

/*
 * True if tests that the run lacks need not be remembered as failing (docs/design/store.md): it
 * ran to its end with nothing filtered, had tests at all, and all of it could be read.
 */
bool run_digest_is_full(const struct run_digest *digest);

void run_digest_free(struct run_digest *digest);
SCOPED(run_digest)

#endif
