/*
 * The state of a run, which the parts of the coordinator share. Only they include this header.
 *
 *	coordinator.c   inputs in, actions out; the stages
 *	provisioning.c  asks for instances: the first, the rest, the replacements
 *	test_listing.c  lists the tests
 *	executing.c     gives batches to workers, and watches the time
 *	reporting.c     what executions say of their tests
 *	indirect.c      what results under other ids mean for the tests
 *	settling.c      what the end of an execution means
 *	halving.c       finds the test that keeps the runner from starting any
 *	retrying.c      runs failed tests again
 *	disposing.c     gives instances to disposing callouts, or keeps them
 *	stopping.c      ends a run before its end
 */
#ifndef TESTR_CORE_RUN_STATE_H
#define TESTR_CORE_RUN_STATE_H

#include "core/action_queue.h"
#include "core/coordinator.h"
#include "core/instance_table.h"
#include "core/task.h"
#include "core/test_table.h"
#include "core/timers.h"
#include "sched/scheduler.h"

enum stage {
	STAGE_PROVISIONING, /* nothing is ready yet */
	STAGE_LISTING,
	STAGE_EXECUTING,
	STAGE_DISPOSING,
	STAGE_FINISHED,
};

struct provisioning {
	struct task task;
	struct timer retry; /* set while the next try is waited for */
	enum ask ask;
	int asked;        /* of the callout that is running, or is to be tried again */
	int printed;      /* by it, extra ones included */
	int retries;      /* of this ask, so far */
	int replacements; /* how many may still be asked for */
};

struct listing_state {
	struct task task;
	int worker; /* in which it runs, or ran last */
	int instance;
	int avoided;      /* an instance in which it has failed; INSTANCE_NONE: none */
	int retries;      /* because of a status that only says that an instance is lost */
	bool is_in_doubt; /* it has failed, and its instance is being probed */
	struct ending ending;
	int64_t began_us;
	bool has_ended; /* for good */
	bool is_open;
};

/* A slot that executions run in. */
struct worker {
	int instance;                /* its instance; INSTANCE_NONE: this machine, or none yet */
	bool is_ready;               /* it has what it runs in */
	struct execution *execution; /* the one it runs; NULL: it is idle */
};

struct execution {
	struct task task; /* its number is the execution's */
	int worker;
	int instance;
	GArray *batch; /* of size_t */
	enum batch_kind kind;
	size_t undecided; /* tests of the batch without outcome */
	size_t indirect;  /* how many of these have an indirect answer, now that it has ended */
	struct running running;
	enum reason time_up; /* why its time was up; REASON_NONE: it was not */
	bool got_somewhere;
	bool has_failure;    /* a failure was reported in it, unlisted tests included */
	bool has_lasting;    /* and one after which nothing is run again */
	GArray *fixtures;    /* that were skipped or failed in it; of indirect.c */
	enum outcome others; /* the worst that it reported of what has to do with no listed test */
	size_t other_count;
	enum stream_completeness completeness;
	struct ending ending;
	int64_t began_us, ended_us;
	int64_t spoke_us; /* when it last wrote something */
	/* Of the first event to the last result, by the execution's own clock: that of its events,
	 * which outruns buffers, if the first of them bears a time; else ours. -1: not yet. */
	int64_t first_start_us, last_result_us;
	bool has_clock;    /* the first event has come */
	bool is_own_clock; /* and it bore a time */
};

/* One use of the disposing callout. */
struct disposal {
	struct task task;   /* its number is the disposal's */
	struct timer retry; /* set while another one for the same ids is waited for */
	const char **ids;
	bool is_loss;
	bool is_retry;
};

struct coordinator {
	struct coordinator_options options;
	enum stage stage;
	int64_t started_us, now_us;
	struct action_queue actions;
	struct timers timers;
	struct timer run_timer;
	struct instance_table instances;
	struct test_table tests;
	struct scheduler *scheduler; /* NULL until the tests are listed */
	struct provisioning provisioning;
	struct listing_state listing;
	struct worker *workers;      /* options.concurrency of them */
	GQueue free_workers;         /* of int: without instance */
	GQueue idle_workers;         /* of int: ready, without execution */
	GQueue retries;              /* of struct retry *: what is to be run again */
	size_t retries_waiting;      /* tests in it */
	GHashTable *executions;      /* int * to struct execution: those not yet judged */
	int probes;                  /* how many are running */
	GHashTable *failed_fixtures; /* set of char * */
	GPtrArray *disposals;        /* of struct disposal, by number */
	int disposals_open;          /* how many run or are to be tried again */
	const char **kept;           /* ids, NULL-terminated; NULL: it is not known yet which are */
	int interrupts;
	bool run_got_somewhere;  /* some execution did */
	GArray *series;          /* of bool: of each series of suspects, if its culprit is known */
	size_t culprits;         /* tests that kept the runner from starting any, alone */
	enum verdict stopped;    /* why it was stopped; VERDICT_RUNNING: it was not */
	enum reason stop_reason; /* what that means for the tests */
	char *complaint;
	struct coordinator_summary summary; /* what is not counted elsewhere */
};

/* Names an instance in an action. */
void coordinator_name_instance(const struct coordinator *coordinator, struct action *action,
			       int instance);

/* Notes a decision about a test, for `reason`, after `execution`; NULL: none has had it. */
void coordinator_note(struct coordinator *coordinator, size_t test, enum decision decision,
		      enum reason reason, const struct execution *execution);

/* How many failures there are for good: listed and unlisted tests, returncodes. */
size_t coordinator_count_failures(const struct coordinator *coordinator);

static inline bool coordinator_is_stopping(const struct coordinator *coordinator)
{
	return coordinator->stopped != VERDICT_RUNNING;
}

/* ---- provisioning.c ---- */

/* Asks for an instance for each worker. */
void provisioning_start(struct coordinator *coordinator);

/* An id was printed: it is put to use, or kept to be disposed of. */
void provisioning_printed(struct coordinator *coordinator, const char *id);

/* The callout has ended: what it owes is asked for once more, or the run goes on or stops. */
void provisioning_ended(struct coordinator *coordinator, struct ending ending);

/* The pause before the next try is over. */
void provisioning_retry(struct coordinator *coordinator);

/* Asks for replacements if there is work for them, or may be, and the budget allows. */
void provisioning_replace(struct coordinator *coordinator);

/* The tests are all answered: no failed provisioning is tried again. */
void provisioning_wind_up(struct coordinator *coordinator);

/* True while a callout runs or is to be tried again: more instances may come. */
bool provisioning_is_open(const struct coordinator *coordinator);

/* ---- test_listing.c ---- */

/* Lists the tests as soon as there is where. If there will be nothing, listing has failed. */
void listing_begin(struct coordinator *coordinator);

/* The tests are listed. */
void listing_succeeded(struct coordinator *coordinator, const struct input *input);

/*
 * They are not. If its instance may be lost it is probed; if it is lost, or was said to be, another
 * one lists.
 */
void listing_failed(struct coordinator *coordinator, struct ending ending);

/* The instance has been probed; it is idle, or gone. */
void listing_probed(struct coordinator *coordinator, int instance, bool is_lost);

/* ---- executing.c ---- */

/* `worker` has what it runs in: `instance`, or this machine. */
void executing_add_worker(struct coordinator *coordinator, int worker, int instance);

/*
 * Gives batches to idle workers, as long as there are both. Returns true if it stopped at a test
 * that no command can name, `unnamed`: when that is answered it is to be called again.
 */
bool executing_hand_out(struct coordinator *coordinator, size_t *unnamed);

/* The timer of an execution has fired: one of its times may be up. */
void executing_expire(struct coordinator *coordinator, int execution);

/* Sees to it that the timer fires when the first of the execution's times is up, or sooner. */
void executing_watch(struct coordinator *coordinator, struct execution *execution);

/* The tests are known now, as INPUT_LISTED says. */
void executing_listed(struct coordinator *coordinator, const struct input *listed);

/* The execution with this number if it still runs, else NULL. */
struct execution *executing_find(struct coordinator *coordinator, int execution);

/* ---- reporting.c ---- */

/* It wrote something at `now_us`. */
void reporting_output(struct coordinator *coordinator, int64_t now_us, int execution);

/* It says that a test has started. */
void reporting_started(struct coordinator *coordinator, const struct input *input);

/* It reports a status of a test; one that is not final changes nothing. */
void reporting_ended(struct coordinator *coordinator, const struct input *input);

/* ---- indirect.c ---- */

/* For struct execution. Owned by the caller. */
GArray *indirect_new_fixtures(void);

/* It reports something that is no test of its batch. */
void indirect_started(struct coordinator *coordinator, struct execution *execution, struct text id);
void indirect_ended(struct coordinator *coordinator, struct execution *execution, struct text id,
		    enum outcome outcome);

/* The test is answered under its own id: what was derived from it is apart. */
void indirect_contradict(struct coordinator *coordinator, struct test *test);

struct indirect_answer {
	enum outcome outcome;
	enum reason reason;
	const char *fixture; /* REASON_FIXTURE: its id; else NULL */
};

/*
 * True if results under other ids answer for a test of the execution, which has ended: `answer` is
 * filled then.
 */
bool indirect_answer(const struct execution *execution, const struct test *test,
		     struct indirect_answer *answer);

/* ---- settling.c ---- */

/* An execution has ended: it is judged, at once or when its instance has been probed. */
void settling_ended(struct coordinator *coordinator, const struct input *input);

/* Probes an instance. */
void settling_probe(struct coordinator *coordinator, int instance);

/* The probe of an instance has ended: if it is not alive, it is lost. */
void settling_probed(struct coordinator *coordinator, int instance, bool is_alive);

/* Answers every undecided test that no execution has. */
void settling_answer_pending(struct coordinator *coordinator, enum outcome outcome,
			     enum reason reason);

/* No command has room for the id of a test that waits: it fails, or its failure stands. */
void settling_answer_unnamed(struct coordinator *coordinator, size_t index);

/* ---- halving.c ---- */

/* True if it is not the tests: the runner starts none, whichever it is given. */
bool halving_is_hopeless(const struct coordinator *coordinator);

/*
 * `tests` (of size_t), which are pending, are all of a batch that got nowhere: they are handed out
 * again in halves, before anything else.
 */
void halving_divide(struct coordinator *coordinator, const GArray *tests);

/* The test kept the runner from starting any when it was alone. */
void halving_found(struct coordinator *coordinator, size_t index);

/* ---- retrying.c ---- */

/* True if the test, should `outcome` be its answer for `reason`, will be run again. */
bool retrying_wants(const struct coordinator *coordinator, const struct test *test,
		    enum outcome outcome, enum reason reason);

/* The execution has ended: of its tests those wait to be run again that are due. */
void retrying_collect(struct coordinator *coordinator, const struct execution *execution);

/*
 * Appends to `batch` (of size_t) a part of what waits, for `worker`. Returns false if nothing does,
 * or only what is better run in another instance.
 */
bool retrying_take(struct coordinator *coordinator, int worker, GArray *batch);

/* True if what is to be run again comes before the rest. */
bool retrying_comes_first(const struct coordinator *coordinator);

/* Nothing is run again any more. */
void retrying_clear(struct coordinator *coordinator);

/* ---- disposing.c ---- */

/* Disposes of an instance that is lost. */
void disposing_lost(struct coordinator *coordinator, struct instance *instance);

/* Keeps what is to be kept, and disposes of all else that is still here, at once. */
void disposing_rest(struct coordinator *coordinator);

/*
 * A callout has ended: if it failed it is tried once more, DISPOSAL_PAUSE_US later; then its
 * instances stay undisposed.
 */
void disposing_ended(struct coordinator *coordinator, int disposal, struct ending ending);

/* Its time is up, or its grace. */
void disposing_expire(struct coordinator *coordinator, int disposal);

/* The pause after it has failed is over. */
void disposing_retry(struct coordinator *coordinator, int disposal);

/* All these pauses are over. */
void disposing_hurry(struct coordinator *coordinator);

/* ---- stopping.c ---- */

/* Ends the run because of `verdict`: nothing is handed out any more, what runs gets TERM. */
void stopping_begin(struct coordinator *coordinator, enum verdict verdict);

/* The user wants it to stop: once, or more urgently. */
void stopping_interrupt(struct coordinator *coordinator);

#endif
