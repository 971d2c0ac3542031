/*
 * The coordinator decides what a run does next. It is pure: no I/O, no clock, no globals. Inputs go
 * in with the time at which they happened; actions come out as a queue (core/protocol.h has both).
 * The engine carries the actions out; so does the simulator, in virtual time.
 *
 *	coordinator_start -> [actions] -> coordinator_input -> [actions] -> ... -> ACTION_FINISH
 *
 * A run goes through these stages:
 *
 *	PROVISIONING  instances are asked for; those that are ready already work
 *	LISTING       the first instance (or this machine) lists the tests
 *	EXECUTING     batches are handed out to workers as they become free
 *	DISPOSING     everything has been decided; instances are being disposed of
 *	FINISHED
 *
 * Provisioning overlaps with listing and executing. A worker is a slot with a number below the
 * concurrency; it has an instance (or this machine) and runs at most one execution at a time.
 *
 * Promises, which the simulator checks:
 * - every listed test is answered exactly once, by the runner or by ACTION_ANSWER;
 * - every id that was printed is disposed of exactly once, and never used afterwards (an id that
 *   is printed again after its disposal began is an error, and disposed of once more); or it is
 *   kept, as options.instances.keep asks, and never both;
 * - after an interrupt nothing is started but disposals;
 * - it ends.
 *
 * What the driver owes in return: what an action started is reported ended exactly once
 * (INPUT_PROVISIONING_ENDED, INPUT_LISTED or INPUT_LISTING_FAILED, INPUT_EXECUTION_ENDED,
 * INPUT_PROBED, INPUT_DISPOSED), also when it could not be started, also when it had to be killed
 * and would not die. All times are the coordinator's: it asks for each signal, TERM and KILL, by
 * an action, and the driver needs no timer but the one for coordinator_deadline_us().
 *
 * How the end of an execution is judged stands in docs/design/execution-ends.md and in
 * core/judge.h.
 *
 * Provisioning. An instance is used as soon as it is printed. The first callout asks for one
 * instance per worker; if it ends well with too few, it is asked once more for the rest, then it
 * is an error. A callout that asks for replacements may fail or yield too few: the run goes on in
 * what it has. A callout is carried to its end, even if the tests end sooner or cannot be listed:
 * one cut short may leave something that it had not printed yet, and how it ends decides whether it
 * has failed. Only an interrupt, the end of the run's time, or ids that cannot be used cut it
 * short, and a retry that is not needed any more is given up. Ids beyond those asked for are never
 * used, only disposed of.
 *
 * Retries. A listed test that fails is run again, up to `retries` times, after all others have been
 * handed out, and not in the instance in which it failed last if there is another. Crashed, timed
 * out and silent tests are among them, but not tests that have had several attempts already
 * (REASON_KILLS_INSTANCES, REASON_NO_PROGRESS). If it passes then it is flaky. Whatever else comes
 * of it (it is skipped, the run is stopped, no instance is left), its failure stands. Of a group
 * only those that failed are run again, together. A bad exit status of an execution whose failed
 * tests will all be run again is explained by them.
 *
 * Failures are counted when they are final. When there are `max_failures` of them (unlisted tests
 * and returncodes count, too), the run is stopped, unless nothing is left to be run. Before that,
 * retries come first as soon as they could stop it.
 *
 * Unlisted tests. A report of a test that is not in the execution's batch never answers for a
 * listed test; its failure is counted in `unlisted_failed` and fails the run. If the test is listed
 * elsewhere, the failure also stands in the stream: no later pass makes that test flaky.
 */
#ifndef TESTR_CORE_COORDINATOR_H
#define TESTR_CORE_COORDINATOR_H

#include <glib.h>

#include "base/scoped.h"
#include "core/protocol.h"

/* What happened, for the closing lines. */
struct coordinator_summary {
	struct tally tally; /* over the listed tests; sums to the number listed */
	size_t listed;
	size_t unlisted_failed; /* failures reported for tests that were not listed */
	int executions;
	size_t returncodes;  /* ACTION_RETURNCODEs; each fails the run */
	int instances;       /* ids that were printed */
	int instances_extra; /* of these, beyond what had been asked for: never used */
	int instances_lost;
	int instances_replaced;
	/* Tests, each counted as often: */
	size_t handed_out_again; /* handed out again, what ran it being lost */
	size_t retried;          /* run again, having failed */
	size_t not_retried;      /* not run again, though it was due: the run ended */
	bool disposal_failed;    /* disposing of some instance that was not lost failed for good */
	int64_t ready_us;        /* from the start to the first worker's being there */
	int64_t listing_us;      /* what listing the tests took */
};

struct coordinator;

/* A coordinator that has not started. `options` is copied. */
struct coordinator *coordinator_new(const struct coordinator_options *options);

/* Begins the run at `now_us` (any epoch; never goes back). Call once, before any input. */
void coordinator_start(struct coordinator *coordinator, int64_t now_us);

/*
 * Takes `input`, which happened at `now_us`. Inputs about what has ended already are ignored, so
 * whoever drives it need not care about races.
 */
void coordinator_input(struct coordinator *coordinator, int64_t now_us, const struct input *input);

/* Takes the next action off the queue. Returns false when there is none now. */
bool coordinator_next(struct coordinator *coordinator, struct action *action);

/* When INPUT_TIME is wanted next, on the clock of `now_us`; INT64_MAX for never. */
int64_t coordinator_deadline_us(const struct coordinator *coordinator);

/* How the run ended; VERDICT_RUNNING before ACTION_FINISH. */
enum verdict coordinator_verdict(const struct coordinator *coordinator);

/*
 * What a report of a test's status by `execution`, which the coordinator is about to be told, means
 * for the test: nothing special; a failure after which it will be run again; or a pass after
 * failures.
 */
enum report_meaning {
	MEANS_WHAT_IT_SAYS,
	MEANS_RETRY,
	MEANS_FLAKY,
};
enum report_meaning coordinator_meaning(const struct coordinator *coordinator, int execution,
					struct text test_id, enum status status);

/* The index of the test with this id in the listing; SIZE_MAX if it is not listed. */
size_t coordinator_find(const struct coordinator *coordinator, struct text test_id);

/* How often test `test` (an index into the listing) has been handed out: 1 is the first attempt. */
int coordinator_attempt(const struct coordinator *coordinator, size_t test);

/*
 * For VERDICT_BAD_INSTANCES: what is wrong with what the callout printed, in words, with what to
 * do. Borrowed; NULL for other verdicts.
 */
const char *coordinator_complaint(const struct coordinator *coordinator);

/* Fills `summary` with what has happened so far. */
void coordinator_summarise(const struct coordinator *coordinator,
			   struct coordinator_summary *summary);

/* The tests that are running now, for the live line: calls `visit` with each, oldest first. */
void coordinator_running(const struct coordinator *coordinator,
			 void (*visit)(size_t test, int worker, int64_t started_us, void *data),
			 void *data);

void coordinator_free(struct coordinator *coordinator);
SCOPED(coordinator)

#endif
