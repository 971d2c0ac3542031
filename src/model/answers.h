/*
 * The answers of a run: the one fold of its events. Events go in, whether they come from runners or
 * from a stored stream; out come the answer of each test, what came of each attempt at it, the
 * tally and the times. Status, summary, index and running order are made from it, so they agree.
 *
 * The rules. Events about one test belong to one attempt until its final status; what outcome that
 * is, outcome_of_event() tells, and what bears TAG_AGAIN is none. Each final status ends an
 * attempt; one that comes without a start is an attempt too. A test whose events bear several route
 * codes (after the part that names an announced execution, model/execution_announcement.h) has an
 * attempt for each. When a test that is running with one execution speaks from another it has been
 * lost with the first: what was said there is no outcome.
 *
 * The answer is the worst outcome of the attempts (outcome_worse). But from a failure on after
 * which the test was run again (TAG_RETRY) its outcomes are taken together, for `flaky` makes good
 * what was retried (outcome_after). It makes good no failure that was not.
 *
 * An attempt that has been started when the stream is over has failed; or, when the run was
 * interrupted, the test was not run.
 *
 * What the tests attached is not held (model/result.h does that), only where it stands in the
 * stream. Memory: about 140 bytes for a test, and 72 for each further attempt.
 */
#ifndef TESTR_MODEL_ANSWERS_H
#define TESTR_MODEL_ANSWERS_H

#include <glib.h>

#include "base/arena.h"
#include "base/scoped.h"
#include "model/origins.h"
#include "model/outcome.h"

/* Of a test that has more attempts, the latest takes the place of the one before. */
#define ATTEMPTS_MAX 100

/* The end_number of an attempt that came to no end. */
#define ATTEMPT_RUNS UINT32_MAX

/* What the stream says of one attempt at a test. */
struct attempt {
	struct attempt *before; /* the attempt before it; NULL: it is the first */
	struct answer *test;
	struct origin origin;
	int64_t started_ns;  /* time of `inprogress`; TIME_NONE: not known */
	int64_t duration_ns; /* -1: not known */
	uint64_t begin, end; /* its events in the stream, first to last, in bytes */
	uint32_t end_number; /* how many attempts of the run ended before it; or ATTEMPT_RUNS */
	int worker;          /* -1: not known */
	uint8_t outcome;     /* enum outcome; OUTCOME_UNDECIDED: it came to none */
	bool is_started;
	bool is_open;       /* neither has it ended nor has it been lost */
	bool is_unfinished; /* the stream ended before it did */
};

/* What a run says of one test. */
struct answer {
	struct text test_id;    /* a view of `name`; first, as it is what the test is found by */
	struct attempt *latest; /* never NULL */
	struct attempt first;
	uint8_t standing; /* enum outcome: the worst outcome but for what was retried */
	uint8_t retried;  /* enum outcome: what came of the first failure that was retried */
	bool has_lasting; /* a later failure was not retried: nothing makes it good */
	uint8_t attempts; /* how many are held, up to ATTEMPTS_MAX */
	char name[];      /* the id, NUL-terminated */
};

struct answers {
	GPtrArray *tests;       /* of struct answer *, in order of their first events */
	struct origins origins; /* with the executions that were announced */
	/*
	 * By outcomes: a test with two has two, unless it was run again because it had failed, or
	 * is a fixture (model/relation.h) that failed several times. Of OUTCOME_NOT_RUN only tests
	 * are counted that have no other. So there are failures in it if and only if the answer of
	 * a test is one.
	 */
	struct tally tally;
	int64_t first_ns, last_ns; /* of events about tests; TIME_NONE: there is none */
	int64_t work_ns;           /* sum of durations */

	/* ---- for answers.c only ---- */
	int references;
	struct arena memory;   /* of all struct answer and struct attempt */
	GHashTable *by_id;     /* of struct answer *, found by their id */
	struct answer *latest; /* of the latest event: the next is likely about it too */
	GHashTable
		*elsewhere; /* of struct attempt *: those open that are not their test's latest */
	uint32_t ended;     /* attempts */
};

/* None yet. Owned by the caller. */
struct answers *answers_new(void);

/*
 * Takes `event`, which stands in the stream from byte `begin` up to, not including, `end` (both 0
 * if that is not known). Events about no test are passed over, but for announcements of executions.
 */
void answers_add(struct answers *answers, const struct event *event, uint64_t begin, uint64_t end);

/* The stream is over, because the run was interrupted or not. Call once. */
void answers_end(struct answers *answers, bool was_interrupted);

/* The attempts that have been started and not ended (struct attempt *). The array is the caller's.
 */
GPtrArray *answers_running(const struct answers *answers);

/* The ids of the tests with this answer (char *, sorted). The array is the caller's, they are not.
 */
GPtrArray *answers_ids(const struct answers *answers, enum outcome outcome);

/* The answer of a test; OUTCOME_UNDECIDED: it was only attached to, or told to run again. */
enum outcome answer_outcome(const struct answer *answer);

/* From where its events stand in the stream, in bytes. */
static inline uint64_t answer_begin(const struct answer *answer)
{
	return answer->first.begin;
}

/* And up to where. */
uint64_t answer_end(const struct answer *answer);

/* Its latest attempt that has ended, or the latest if none has. */
const struct attempt *answer_last_attempt(const struct answer *answer);

/* What was announced of the execution of `attempt`; NULL: nothing. */
const struct execution_announcement *answers_execution(const struct answers *answers,
						       const struct attempt *attempt);

/* Shares `answers`, which it returns: one answers_free() more is to be called. */
struct answers *answers_share(struct answers *answers);

void answers_free(struct answers *answers);
SCOPED(answers)

#endif
