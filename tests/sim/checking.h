/* What the checker's parts share. Only they include this header. */
#ifndef TESTR_SIM_CHECKING_H
#define TESTR_SIM_CHECKING_H

#include "sim/checker.h"

/* ---- facts about tests ---- */

enum whereabouts {
	TEST_WAITS, /* nobody has it */
	TEST_OUT,   /* an execution has it */
	TEST_DUE,   /* the coordinator has to answer it now, as `due` says */
	TEST_ANSWERED,
};

/* Answers that are right: an outcome, and one of several reasons. */
struct due {
	enum outcome outcome;
	unsigned reasons; /* bits, by enum reason */
};

/* What the stream tells of a test. */
struct told {
	enum outcome outcome;
	bool is_retried;        /* a failure after which it will be run again */
	bool is_by_others;      /* executions that do not have it speak of it, too */
	bool has_stray_failure; /* and say that it failed */
};

struct test_facts {
	const char *id; /* NULL: repeats an earlier one */
	const char *group;
	size_t bytes;        /* that its id takes in a command */
	int64_t duration_us; /* as recorded; -1: not */
	bool has_failed;     /* it, or a test of its group, is known to be failing */
	size_t unit;         /* the first test of its group; itself if it has none */
	enum whereabouts whereabouts;
	struct due due;
	enum outcome outcome; /* of its present attempt */
	enum outcome derived; /* the worst under ids derived from its own, in this attempt */
	enum outcome failure; /* what its failed attempts came to; UNDECIDED: there are none */
	int retries;          /* how often it was run again after a failure */
	bool is_due;          /* answered, but to be run again when its execution has ended */
	bool is_retry;        /* waits, because it failed */
	int failed_in;        /* the instance in which it failed last */
	int execution;        /* that has it or had it last; -1: none */
	int64_t started_us;   /* in that execution; -1: not started */
	int attempts;
	int losses;
	int stalls;
	size_t largest_part; /* of a batch that got nowhere, of which it has a part; 0: none */
	size_t culprits;     /* that were known then */
	bool is_to_be_alone;
	struct told told;
};

/* ---- facts about executions ---- */

/* A set-up that did not pass. */
struct fixture_fact {
	const char *id; /* interned */
	enum outcome outcome;
};

struct execution_facts {
	int number;
	int worker;
	int instance;
	GArray *batch; /* of size_t */
	int64_t began_us;
	int64_t spoke_us;
	int64_t term_us, kill_us; /* when it got them; -1: not */
	unsigned time_up;         /* the reasons why its time was up: bits, by enum reason */
	bool got_somewhere;
	bool has_failure;
	bool has_lasting;    /* one that nothing is run again for */
	GArray *fixtures;    /* of struct fixture_fact, in order of their ends */
	enum outcome others; /* the worst of results that have to do with no test */
	size_t other_count;
	bool is_cut; /* its stream is */
	bool has_ended;
	bool is_judged;
	bool is_returncode_due;
	struct ending ending;
};

/* ---- facts about instances ---- */

enum custody {
	CUSTODY_HERE,
	CUSTODY_LEAVING,
	CUSTODY_GONE,
	CUSTODY_UNDISPOSED,
	CUSTODY_KEPT,
};

struct instance_facts {
	char *id;
	enum custody custody;
	bool is_usable; /* it was asked for, and its id is good */
	bool is_lost;
	bool was_used;   /* something has run in it */
	bool has_failed; /* and something failed, or ended before its time */
	int users;       /* what runs in it */
	int disposal;    /* the last that it was given to */
	bool is_probed;  /* a probe runs in it */
	bool is_probe_stopped;
};

struct disposal_facts {
	GPtrArray *ids; /* of char *, borrowed from the instances */
	bool is_running;
	bool is_stopped;
	bool is_loss;
	bool is_retry;
	bool is_to_be_retried;
	int64_t retry_us; /* when, unless the user is impatient */
	bool is_undisposed_due;
};

struct provisioning_facts {
	bool is_running;
	bool is_stopped;
	bool may_retry; /* the last one failed, and may be tried again */
	int64_t began_us;
	int asked;
	int printed;
	int retries;
	int stage; /* 0: first ask, 1: the rest, 2: replacements */
	int replacements;
};

struct checker {
	const struct plan *plan;
	struct coordinator_options options;
	int64_t now_us;
	char *complaint;
	GArray *tests; /* of struct test_facts */
	GHashTable *by_id;
	GPtrArray *executions; /* of struct execution_facts, by number */
	GPtrArray *instances;  /* of struct instance_facts, by number */
	GPtrArray *disposals;  /* of struct disposal_facts, by number */
	struct provisioning_facts provisioning;
	bool is_listing;
	bool is_listed;
	int listing_instance;
	struct ending listing_ending;
	bool is_listing_stopped;  /* it has got TERM */
	bool is_listing_in_doubt; /* it failed, and its instance is to be probed */
	bool is_listing_owed;     /* it failed, and is to be tried in another instance */
	int listing_avoided;      /* an instance in which it failed, which lives; -1: none */
	int listing_retries;      /* because of 255 from a living instance */
	bool has_given_up;        /* nothing can be run any more */
	bool is_disposing;        /* the last stage has begun */
	bool is_finished;
	bool got_somewhere; /* some execution did */
	size_t culprits;    /* tests that kept the runner from starting any, alone */
	size_t stalled;     /* executions that got nowhere */
	size_t unlisted_failed;
	GHashTable *failed_fixtures; /* set of char *, interned */
	size_t returncodes;
	int interrupts;
	enum verdict stopped; /* VERDICT_RUNNING: it was not */
	enum reason stop_reason;
};

static inline bool is_stopping(const struct checker *checker)
{
	return checker->stopped != VERDICT_RUNNING;
}

/* The run has to stop now, because of `verdict`. */
void check_stop(struct checker *checker, enum verdict verdict);

/* ---- check_tests.c: what tests are owed ---- */

void check_listed(struct checker *checker, const struct input *input);
void check_report(struct checker *checker, const struct input *input);
void check_answer(struct checker *checker, const struct action *action);
void check_note(struct checker *checker, const struct action *action);
void check_answers_settled(struct checker *checker);
void check_tests_finished(struct checker *checker, const struct coordinator *coordinator);

/* True if there is nowhere to run a test, and will not be. */
bool check_is_nowhere(const struct checker *checker);

/* True if one command has room for all tests of the group of `test`, or `test` has none. */
bool check_group_has_room(const struct checker *checker, const struct test_facts *test);

/* True if all tests are answered and nothing is being executed. */
bool check_is_worked_off(const struct checker *checker);

/* The test with this index. Valid until another is entered. */
struct test_facts *check_test(const struct checker *checker, size_t index);

/* ---- check_related.c: what results under other ids than those of the tests mean ---- */

/* A report of something that is no test of the execution's batch. */
void check_related(struct checker *checker, struct execution_facts *execution,
		   const struct input *input);

/* A test of the batch has a result of its own. */
void check_own_result(struct checker *checker, struct test_facts *test);

/* True if such results answer for a test without outcome. */
bool check_has_related(const struct execution_facts *execution, const struct test_facts *test);

/* The execution has ended: some of its tests are owed what such results say of them. */
void check_related_ended(struct checker *checker, const struct execution_facts *execution);

/* The runner ended well and never spoke of the test. */
void check_unreported(struct checker *checker, const struct execution_facts *execution,
		      struct test_facts *test, size_t open);

/* ---- check_stream.c: what readers of the stream make of it ---- */

/* The stream gets the answer of the coordinator. */
void check_stream_answer(struct test_facts *test, const struct action *action);

void check_stream_finished(struct checker *checker, const struct test_facts *test);

/* ---- check_retries.c: what becomes of tests that failed ---- */

/* An execution has ended: its tests that are due wait to be run again. */
void check_retries_begin(struct checker *checker, const struct execution_facts *execution);

/* What waits to be run again will not be: its failure stands. */
void check_retries_end(struct checker *checker);

/* `action` hands out tests that failed. */
void check_retries_given(struct checker *checker, const struct action *action);

/* True if the answer would have the test run again. */
bool check_wants_retry(const struct checker *checker, const struct test_facts *test,
		       enum outcome outcome, enum reason reason);

/* The failures that are final: listed and unlisted tests, returncodes. */
size_t check_count_failures(const struct checker *checker);

/* True if there is something left to stop. */
bool check_has_more(const struct checker *checker);

/* What a test counts as in the end. */
enum outcome check_outcome(const struct test_facts *test);

/* ---- check_executions.c: where they run, and how long; check_order.c: in which order ---- */

void check_execute(struct checker *checker, const struct action *action);
void check_stop_execution(struct checker *checker, const struct action *action);
void check_execution_ended(struct checker *checker, const struct input *input);
void check_overdue(struct checker *checker);

/* The tests of a batch are in the order that is asked for. */
void check_order(struct checker *checker, const struct action *action);

/* The execution with this number if it runs, else NULL. */
struct execution_facts *check_running(const struct checker *checker, int number);

/* ---- check_ends.c: what the end of an execution means ---- */

/* How many tests of the execution have no answer. */
size_t check_count_open(const struct checker *checker, const struct execution_facts *execution);

/* The test is owed this answer, for one of these reasons (bits). */
void check_owe(struct test_facts *test, enum outcome outcome, unsigned reasons);

/* It is to be handed out again, if that is possible. */
void check_put_back(struct checker *checker, struct test_facts *test);

/* Works out what the tests of an execution are owed, now that it is known how it ended. */
void check_judge(struct checker *checker, struct execution_facts *execution, bool is_lost);

/* True if it has to be asked whether the execution's instance lives. */
bool check_is_in_doubt(const struct checker *checker, const struct execution_facts *execution);

void check_returncode(struct checker *checker, const struct action *action);

/* ---- check_halves.c: how the test is found that keeps the runner from starting any ---- */

/* An execution of a living machine got nowhere: its test is owed a part of the batch, or an end. */
void check_divide(struct checker *checker, const struct execution_facts *execution,
		  struct test_facts *test);

/* `action` hands out a test that is owed a part of a batch. */
void check_part(struct checker *checker, const struct action *action,
		const struct test_facts *test);

/* Of one culprit: it is found in few executions. */
void check_halves_finished(struct checker *checker);

/* ---- check_instances.c: where they come from, and that they go ---- */

void check_provision(struct checker *checker, const struct action *action);
void check_printed(struct checker *checker, const char *id);
void check_provisioning_ended(struct checker *checker, struct ending ending);
void check_stop_provisioning(struct checker *checker, const struct action *action);
void check_provisioning_settled(struct checker *checker);
void check_probe(struct checker *checker, const struct action *action);
void check_probed(struct checker *checker, const struct input *input);
void check_instances_finished(struct checker *checker);

/* `action` starts something in its instance. */
void check_use(struct checker *checker, const struct action *action);

/* Something failed in the instance with this number, or ended before its time. */
void check_note_failure(struct checker *checker, int instance);

/* True if nothing runs in any instance. */
bool check_is_unused(const struct checker *checker);

/* How many instances can be used; on this machine one. */
int check_usable(const struct checker *checker);

/* ---- check_listing.c: where the tests are listed ---- */

void check_list(struct checker *checker, const struct action *action);
void check_listing_ended(struct checker *checker, const struct input *input);

/* The instance in which it failed has been probed. */
void check_listing_probed(struct checker *checker, int instance, bool is_lost);

/* Stops the run if the tests are to be listed, and there will be nothing to list them in. */
void check_listing_hope(struct checker *checker);

/* ---- check_disposals.c: that each is disposed of once, or kept ---- */

void check_keep(struct checker *checker, const struct action *action);
void check_dispose(struct checker *checker, const struct action *action);
void check_disposed(struct checker *checker, const struct input *input);
void check_undisposed(struct checker *checker, const struct action *action);
void check_disposals_settled(struct checker *checker);

#endif
