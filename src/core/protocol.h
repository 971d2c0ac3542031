/*
 * The protocol between the coordinator and its driver (the engine, the simulator, a forecast): the
 * options of a run, the inputs that the coordinator is told, the actions that it asks for, and the
 * reasons and verdicts in them. Plain data, and no functions. core/coordinator.h says how they go
 * together. Journals of runs hold the numbers of these enums (core/journal.h): add at their ends.
 */
#ifndef TESTR_CORE_PROTOCOL_H
#define TESTR_CORE_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/ending.h"
#include "model/outcome.h"
#include "model/policy.h"
#include "model/stream_completeness.h"
#include "sched/batch_kind.h"
#include "sched/planned_test.h"

/* "No instance": the execution or listing is for this machine. */
#define INSTANCE_NONE (-1)

/* How long after a disposing callout has failed it is tried once more. */
#define DISPOSAL_PAUSE_US INT64_C(1000000)

struct coordinator_options {
	int concurrency;     /* workers, at least 1 */
	bool uses_instances; /* there is an instance_provision callout */
	bool can_choose;     /* the test command can run chosen tests; else one batch of all */
	struct scheduling scheduling;
	struct failure_policy failures;
	struct instance_policy instances;
	struct time_limits limits;
	int64_t probe_timeout_us; /* how long a probe may take; 0: no limit */
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
	 * One that cannot be used (base/instance_id.h) comes back in no action. Copied. */
	const char *instance_id;
	/* INPUT_PROVISIONING_ENDED, INPUT_EXECUTION_ENDED, INPUT_DISPOSED, INPUT_LISTING_FAILED */
	struct ending ending;
	/* INPUT_OUTPUT, INPUT_TEST_*, INPUT_EXECUTION_ENDED: from ACTION_EXECUTE */
	int execution;
	/* INPUT_EXECUTION_ENDED: whether what it wrote is all of what its format promises */
	enum stream_completeness completeness;
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
	/*
	 * INPUT_LISTED: how many bytes the ids of one batch may take in a command (planned_test.h
	 * has what each takes), 0: any number; and whether a batch of all tests in listing order
	 * takes none
	 */
	size_t max_bytes;
	bool all_are_free;
};

enum action_kind {
	ACTION_PROVISION,         /* run the provisioning callout for `count` instances */
	ACTION_STOP_PROVISIONING, /* send `signal` to it */
	ACTION_LIST,              /* list the tests in `instance` */
	ACTION_EXECUTE,           /* run `tests` in `instance` as `execution` of `worker` */
	ACTION_STOP_EXECUTION,    /* send `signal` to the process group of `execution` */
	ACTION_STOP_LISTING,      /* send `signal` to the listing */
	ACTION_PROBE,             /* find out whether `instance` is alive */
	ACTION_STOP_PROBE,        /* send `signal` to the probe of `instance` */
	ACTION_DISPOSE,           /* run the disposing callout for `instances` as `disposal` */
	ACTION_STOP_DISPOSING,    /* send `signal` to `disposal` */
	ACTION_KEEP, /* `instances` are kept: they stay on record, and nothing disposes of them */
	ACTION_UNDISPOSED, /* disposing of `instances` failed for good: they stay on record */
	ACTION_ANSWER,     /* the core answers for `test`: `outcome`, because of `reason` */
	ACTION_RETURNCODE, /* `execution` ended badly and no result says so: a failing
			      `process-returncode`, because of `reason` if there is one */
	ACTION_FINISH,     /* it is over: `verdict` */
	ACTION_NOTE, /* nothing to do: the core has taken `decision` about `test`, for `reason` */
};

/* What the core decides about a test without an answer of its own. */
enum decision {
	DECISION_AGAIN,  /* it is handed out again */
	DECISION_ALONE,  /* the same, in an execution of its own */
	DECISION_APART,  /* the same, with half of its batch: some test in that keeps the runner
			    from starting any */
	DECISION_STANDS, /* it is not run again, though that was due: its failure stands */
};

/* What a provisioning callout is asked for. */
enum ask {
	ASK_FIRST,        /* one instance for each worker */
	ASK_REST,         /* what the first one owed */
	ASK_REPLACEMENTS, /* for instances that were lost */
};

/* Why the core answered for a test itself, or decided what it notes about one. */
enum reason {
	REASON_NONE,
	REASON_NO_RESULT,    /* started; the runner exited 0 without a result */
	REASON_NOT_REPORTED, /* the runner exited 0 and never spoke of it */
	REASON_FIXTURE,      /* the action's `fixture` was skipped or failed */
	REASON_DERIVED,     /* results under ids derived from its own are its answer: the stream has
			       them, and nothing is added */
	REASON_OTHERS,      /* run alone, it gave other results, which are its answer: likewise */
	REASON_CRASHED,     /* it was running when the runner ended early */
	REASON_NO_PROGRESS, /* the runner ended early, again, before it started any test */
	REASON_TIMED_OUT,   /* test_timeout: no outcome in time */
	REASON_NO_OUTPUT,   /* no_output_timeout */
	REASON_EXECUTION_TIMED_OUT, /* execute_timeout */
	REASON_KILLS_INSTANCES,     /* three instances were lost while it ran */
	REASON_NO_INSTANCE,         /* no instance left and none to be had */
	REASON_CANNOT_CHOOSE, /* the runner ended early, and chosen tests cannot be run again */
	REASON_INTERRUPTED,
	REASON_RUN_TIMED_OUT,
	REASON_TOO_MANY_FAILURES,
	REASON_STOPPED, /* the run could not go on: see the verdict */
	/* These only in notes: */
	REASON_FAILED,        /* it failed, and failed tests are run again */
	REASON_INSTANCE_LOST, /* its instance was lost */
	REASON_NOT_REACHED,   /* the runner ended before it started the test */
	/* These in answers: */
	REASON_NO_ROOM, /* its id has no room in a command */
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

/* An action. Pointers are borrowed from the coordinator, valid until its next input. */
struct action {
	enum action_kind kind;
	int count;
	enum ask ask; /* ACTION_PROVISION */
	int signal;
	int instance;            /* number of an instance in order of printing, or INSTANCE_NONE */
	const char *instance_id; /* its id; NULL for INSTANCE_NONE */
	int execution;           /* number of an execution in this run, from 0 */
	int worker;
	const size_t *tests; /* ACTION_EXECUTE: indexes into the listing, in running order */
	size_t test_count;
	bool is_everything;    /* ACTION_EXECUTE: the listing as it is, so ids need not be given */
	enum batch_kind batch; /* ACTION_EXECUTE: why these tests, and so many */
	int disposal;
	/* ACTION_DISPOSE, ACTION_KEEP, ACTION_UNDISPOSED: ids, NULL-terminated */
	const char *const *instances;
	bool is_loss;        /* ACTION_DISPOSE, ACTION_UNDISPOSED: because the instance was lost */
	size_t test;         /* ACTION_ANSWER, ACTION_NOTE: index into the listing */
	const char *test_id; /* ACTION_ANSWER: its id; an open listing has no other */
	int attempt; /* ACTION_ANSWER: how often it was handed out; ACTION_EXECUTE: the most so */
	enum outcome outcome;  /* of this attempt */
	bool is_to_be_retried; /* ACTION_ANSWER: it is a failure, and the test will be run again */
	enum reason reason;
	const char *fixture;    /* REASON_FIXTURE: its id */
	enum decision decision; /* ACTION_NOTE */
	enum verdict verdict;   /* ACTION_FINISH */
	/* ACTION_ANSWER, ACTION_RETURNCODE, ACTION_NOTE: how the execution ended (`execution` -1:
	 * there was none); ENDING_TIMED_OUT if the core ended it because a time was up */
	struct ending ending;
};

#endif
