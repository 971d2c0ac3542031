/*
 * The coordinator: decides what a run does next. It is pure: no I/O, no clock, no globals. Inputs
 * go in with the time at which they happened; actions come out as a queue. The engine carries the
 * actions out; the simulator does too, in virtual time.
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
 *   kept, as options.keep asks, and never both;
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
 * out and silent tests are among them; those are not that have been run several times already
 * (REASON_KILLS_INSTANCES, REASON_NO_PROGRESS). If it passes then it is flaky. Whatever else comes
 * of it (it is skipped, the run is stopped, no instance is left), its failure stands. Of a group
 * only those that failed are run again, together. A bad exit status of an execution whose failed
 * tests will all be run again is explained by them.
 *
 * Failures are counted when they are final. When there are `max_failures` of them (strangers and
 * returncodes count, too), the run is stopped, unless nothing is left to be run. Before that,
 * retries come first as soon as they could stop it.
 *
 * Strangers. A report of a test that is not in the execution's batch never answers for a listed
 * test; its failure is counted in `unlisted_failed` and fails the run. Of a listed
 * test it also stands in the stream: no later pass makes that test flaky.
 */
#ifndef TESTR_CORE_COORDINATOR_H
#define TESTR_CORE_COORDINATOR_H

#include <glib.h>

#include "base/order.h"
#include "base/scoped.h"
#include "model/ending.h"
#include "model/outcome.h"

/* "No instance": the execution or listing is for this machine. */
#define INSTANCE_NONE (-1)

/*
 * Which instances are kept instead of being disposed of at the end of a run, however it ends: of
 * those that are alive and in which something was executed,
 */
enum keep_instances {
	KEEP_NEVER,  /* none */
	KEEP_FAILED, /* those in which a test failed, an execution ended early or ran out of time,
			or the listing failed; but not for being stopped with the run */
	KEEP_ALWAYS, /* all */
};

/* How long after a disposing callout has failed it is tried once more. */
#define DISPOSAL_PAUSE_US INT64_C(1000000)

struct coordinator_options {
	int concurrency;     /* workers, at least 1 */
	bool uses_instances; /* there is an instance_provision callout */
	bool can_choose;     /* the test command can run chosen tests; else one batch of all */
	bool is_static;      /* one batch for each worker, balanced by duration */
	bool is_isolated;    /* one test (or group) in each execution */
	enum keep_instances keep;
	struct order order; /* of tests in batches, and of handing out; a random one has a seed */
	int instance_replacements; /* how many lost instances may be replaced; -1: concurrency */
	int provision_retries;     /* how often a failed provisioning is tried again, for what it
				      still owes; waiting 1, 2, 4, ... at most 60 seconds */
	int retries;               /* how often a test that fails is run again */
	bool is_flaky_failure;     /* flaky tests fail the run */
	int max_failures;          /* so many stop the run; 0: no number does */
	/* Microseconds; 0 is no limit. */
	int64_t test_timeout_us;      /* from a test's start to its outcome */
	int64_t no_output_timeout_us; /* of an execution that says nothing */
	int64_t execute_timeout_us;   /* of one execution, and of the listing */
	int64_t provision_timeout_us;
	int64_t dispose_timeout_us;
	int64_t run_timeout_us;   /* of all of it */
	int64_t probe_timeout_us; /* how long an instance may take to answer a probe */
	int64_t kill_grace_us;    /* from TERM to KILL; 0: KILL follows at once */
};

/* One test of the listing. An id that comes again is ignored: it is neither run nor counted. */
struct planned_test {
	const char *id;
	const char *group;   /* tests of one group run together, in listing order; NULL: none */
	int64_t duration_us; /* as recorded; -1 when it has never run */
	bool has_failed;     /* it is known to be failing */
};

enum input_kind {
	INPUT_INSTANCE,           /* the provisioning callout printed an id */
	INPUT_PROVISIONING_ENDED, /* and it ended */
	INPUT_LISTED,             /* the listing execution ended well: the tests to run */
	INPUT_LISTING_FAILED,     /* it did not */
	INPUT_OUTPUT,             /* an execution wrote something to stdout */
	INPUT_TEST_STARTED,
	INPUT_TEST_ENDED,
	INPUT_EXECUTION_ENDED,
	INPUT_PROBED,      /* a probe ended */
	INPUT_DISPOSED,    /* a disposing callout ended */
	INPUT_TIME,        /* coordinator_deadline() has come */
	INPUT_INTERRUPTED, /* the user wants it to stop; each further one is more urgent */
	INPUT_FAILED,      /* the engine cannot go on (a full disk): stop, dispose, finish */
};

struct input {
	enum input_kind kind;
	/* INPUT_INSTANCE: as printed, any bytes but white space and NUL (which separates ids, too).
	 * Copied. */
	const char *instance_id;
	/* INPUT_PROVISIONING_ENDED, INPUT_EXECUTION_ENDED, INPUT_DISPOSED, INPUT_LISTING_FAILED */
	struct ending ending;
	/* INPUT_OUTPUT, INPUT_TEST_*, INPUT_EXECUTION_ENDED: from ACTION_EXECUTE */
	int execution;
	/* INPUT_TEST_*: as reported; may be no test of ours. INPUT_TEST_ENDED: a final status */
	struct text test_id;
	enum status status;
	/* INPUT_TEST_*: the event's own time, which outruns buffers; TIME_NONE if it has none */
	int64_t time_ns;
	/* INPUT_PROBED: from ACTION_PROBE; alive if it exited by itself with status 0 */
	int instance;
	bool is_alive;
	/* INPUT_DISPOSED: from ACTION_DISPOSE */
	int disposal;
	/* INPUT_LISTED: copied. `is_open`: the tests cannot be listed, run whatever there is */
	const struct planned_test *tests;
	size_t test_count;
	bool is_open;
};

enum action_kind {
	ACTION_PROVISION,         /* run the provisioning callout for `count` instances */
	ACTION_STOP_PROVISIONING, /* send `signal` to it */
	ACTION_LIST,              /* list the tests in `instance` */
	ACTION_EXECUTE,           /* run `tests` in `instance` as `execution` of `worker` */
	ACTION_STOP_EXECUTION,    /* send `signal` to the process group of `execution` */
	ACTION_STOP_LISTING,      /* send `signal` to the listing */
	ACTION_PROBE,             /* ask `instance` whether it is alive */
	ACTION_STOP_PROBE,        /* send `signal` to the probe of `instance` */
	ACTION_DISPOSE,           /* run the disposing callout for `instances` as `disposal` */
	ACTION_STOP_DISPOSING,    /* send `signal` to `disposal` */
	ACTION_KEEP,   /* `instances` are kept: they stay on record, and nothing disposes of them */
	ACTION_UNGONE, /* disposing of `instances` failed for good: they stay on record */
	ACTION_ANSWER, /* the core answers for `test`: `outcome`, because of `reason` */
	ACTION_RETURNCODE, /* `execution` ended badly and no result says so: a failing
			      `process-returncode`, because of `reason` if there is one */
	ACTION_FINISH,     /* it is over; coordinator_verdict() tells how */
};

/* Why the core answered for a test itself. */
enum reason {
	REASON_NONE,
	REASON_NO_RESULT,           /* started; the runner exited 0 without a result */
	REASON_NOT_REPORTED,        /* the runner exited 0 and never spoke of it */
	REASON_CRASHED,             /* it was running when the runner ended early */
	REASON_NO_PROGRESS,         /* the runner ended early, again, before it started any test */
	REASON_TIMED_OUT,           /* test_timeout: no outcome in time */
	REASON_NO_OUTPUT,           /* no_output_timeout */
	REASON_EXECUTION_TIMED_OUT, /* execute_timeout */
	REASON_KILLS_INSTANCES,     /* three instances were lost while it ran */
	REASON_NO_INSTANCE,         /* no instance left and none to be had */
	REASON_CANNOT_CHOOSE, /* the runner ended early, and chosen tests cannot be run again */
	REASON_INTERRUPTED,
	REASON_RUN_TIMED_OUT,
	REASON_TOO_MANY_FAILURES,
	REASON_STOPPED, /* the run could not go on: see the verdict */
};

/* An action. Pointers are borrowed from the coordinator, valid until its next input. */
struct action {
	enum action_kind kind;
	int count;
	int signal;
	int instance;            /* number of an instance in order of printing, or INSTANCE_NONE */
	const char *instance_id; /* its id; NULL for INSTANCE_NONE */
	int execution;           /* number of an execution in this run, from 0 */
	int worker;
	const size_t *tests; /* ACTION_EXECUTE: indexes into the listing, in running order */
	size_t test_count;
	bool is_everything; /* ACTION_EXECUTE: the listing as it is, so ids need not be given */
	int disposal;
	/* ACTION_DISPOSE, ACTION_KEEP, ACTION_UNGONE: ids, NULL-terminated */
	const char *const *instances;
	bool is_loss;        /* ACTION_DISPOSE: because the instance was lost */
	size_t test;         /* ACTION_ANSWER: index into the listing */
	const char *test_id; /* ACTION_ANSWER: its id; an open listing has no other */
	int attempt; /* ACTION_ANSWER: how often it was handed out; ACTION_EXECUTE: the most so */
	enum outcome outcome;  /* of this attempt */
	bool is_to_be_retried; /* ACTION_ANSWER: it is a failure, and the test will be run again */
	enum reason reason;
	/* ACTION_ANSWER, ACTION_RETURNCODE: how the execution ended (`execution` -1: there was
	 * none); ENDING_TIMED_OUT if the core ended it because a time was up */
	struct ending ending;
};

/* How the run ended: the first of these that holds. */
enum verdict {
	VERDICT_RUNNING, /* it has not yet */
	VERDICT_INTERRUPTED,
	VERDICT_FAILED, /* INPUT_FAILED */
	VERDICT_PROVISIONING_FAILED,
	VERDICT_BAD_INSTANCES, /* none, too few, or ids that cannot be used; see complaint */
	VERDICT_LISTING_FAILED,
	VERDICT_RUN_TIMED_OUT,
	VERDICT_TOO_MANY_FAILURES,
	VERDICT_TESTS_FAILED, /* or are flaky, where that is a failure */
	VERDICT_NO_TESTS,
	VERDICT_PASSED,
};

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
	bool disposal_failed;    /* some instance is undisposed */
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
