#include "engine/signal_watch.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/trial.h"

#define TESTS_BY_SCRIPT                                                                            \
	"test_command=./tests $LISTOPT $IDOPTION\n"                                                \
	"test_list_option=--list\n"                                                                \
	"test_id_option=--load-list $IDFILE\n"

#define LIST_FIRST "[ \"$1\" = --list ] && exec $RUNNER suite --list\n"

/* Sends a signal to testr, once in a trial, and waits to be ended. */
#define SIGNAL_AND_WAIT "mkdir once && { kill -$SIGNAL $TESTR_PID; sleep 1000; }\n"

static void let_children_signal_us(const char *name)
{
	g_autofree char *pid = g_strdup_printf("%d", (int)getpid());

	g_setenv("TESTR_PID", pid, TRUE);
	g_setenv("SIGNAL", name, TRUE);
}

static const struct {
	const char *name;
	int number;
} interrupting[] = {{"INT", SIGINT}, {"TERM", SIGTERM}, {"HUP", SIGHUP}};

/* At what stage of the run the signal comes: the script that sends it, and what that does. */
static const struct {
	const char *script;
	const char *commands;
} stages[] = {
	{"provision", "mkdir instance-1; echo instance-1\n" SIGNAL_AND_WAIT},
	{"tests", "[ \"$1\" = --list ] && " SIGNAL_AND_WAIT},
	{"tests", LIST_FIRST SIGNAL_AND_WAIT},
	{"dispose", "mkdir once && kill -$SIGNAL $TESTR_PID; rm -r \"$@\"\n"},
};

static void each_signal_at_each_stage_ends_the_run_in_order(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++)
		for (size_t stage = 0; stage < G_N_ELEMENTS(stages); stage++) {
			cleared(trial) trial = {0};
			trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a");
			trial_script(&trial, "tests", LIST_FIRST "exec $RUNNER suite \"$@\"\n");
			trial_script(&trial, stages[stage].script, stages[stage].commands);
			let_children_signal_us(interrupting[i].name);
			trial_run(&trial, 1);

			g_assert_no_error(trial.error);
			g_assert_cmpint(trial.report.verdict, ==, VERDICT_INTERRUPTED);
			g_assert_cmpint(trial.report.signal, ==, interrupting[i].number);
			g_assert_false(trial.report.was_abandoned);
			trial_assert_all_gone(&trial);
		}
}

static void a_test_that_was_interrupted_was_not_run(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT, "pass.a hang.b pass.c");
	trial_script(&trial, "tests",
		     LIST_FIRST "(until grep -q hang.b log; do :; done; kill -INT $TESTR_PID) &\n"
				"$RUNNER suite \"$@\" | tee log\n");
	let_children_signal_us("INT");
	trial_run(&trial, 1);
	g_autofree char *outcomes = trial_outcomes(&trial);

	g_assert_cmpstr(outcomes, ==, "hang.b not-run\npass.a success\npass.c not-run\n");
	g_assert_nonnull(strstr(trial_result(&trial, "hang.b")->reason, "was interrupted"));
}

static void the_second_skips_the_grace(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "trap 'kill -TERM $TESTR_PID' TERM; kill -INT $TESTR_PID\n"
				"while :; do sleep 0.01; done\n");
	trial.request.options.limits.kill_grace_us = INT64_C(1000) * G_USEC_PER_SEC;
	let_children_signal_us("INT");
	trial_run(&trial, 1);

	g_assert_cmpint(trial.report.signal, ==, SIGINT);
	trial_assert_all_gone(&trial);
}

/* Runs in a process of its own, for what is abandoned is never freed. Exits with 0 if it was. */
static void be_abandoned(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "echo $$ > pid\n"
				"trap 'kill -TERM $TESTR_PID' TERM; kill -INT $TESTR_PID\n"
				"while :; do sleep 0.01; done\n");
	/* The second signal has the execution killed, and disposing begins; then comes this one. */
	trial_script(&trial, "dispose", "kill -HUP $TESTR_PID; sleep 1000\n");
	trial.request.options.limits.kill_grace_us = INT64_C(1000) * G_USEC_PER_SEC;
	let_children_signal_us("INT");
	trial_run(&trial, 1);
	g_assert_null(strstr(trial.ledger->str, "strike"));
	_exit(trial.report.was_abandoned && trial.report.signal == SIGINT ? 0 : 1);
}

static void the_third_abandons_everything(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		be_abandoned();
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void one_that_was_ignored_stays_ignored(void)
{
	cleared(trial) trial = {0};
	void (*before)(int) = signal(SIGHUP, SIG_IGN);

	trial_init(&trial, TESTS_BY_SCRIPT, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "kill -HUP $TESTR_PID; exec $RUNNER suite \"$@\"\n");
	let_children_signal_us("HUP");
	trial_run(&trial, 1);
	(void)signal(SIGHUP, before);

	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
	g_assert_cmpint(trial.report.signal, ==, 0);
}

static void job_control_stops_and_continues_the_children_too(void)
{
	cleared(trial) trial = {0};

	/*
	 * Somebody in another session stops testr, sees that both stand still, and continues it.
	 * The command waits without starting anything: a shell whose child is stopped on its way to
	 * exec(2) does not stand still by itself.
	 */
	trial_init(&trial, TESTS_BY_SCRIPT, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "mkfifo gate; setsid ./stopper $$ &\n"
				"read word <gate\n"
				"exec $RUNNER suite \"$@\"\n");
	trial_script(&trial, "stopper",
		     "stands() { grep -q '^State:.T' /proc/$1/status; }\n"
		     "kill -TSTP $TESTR_PID\n"
		     "until stands $TESTR_PID && stands $1; do kill -0 $TESTR_PID || exit; done\n"
		     "kill -CONT $TESTR_PID; echo on >gate\n");
	trial.request.options.limits.no_output_timeout_us = 60 * G_USEC_PER_SEC;
	let_children_signal_us("TSTP");
	trial_run(&trial, 1);

	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
}

#define ADD(test) g_test_add_func("/engine/signal_watch/" #test, test)

/* Whoever runs the tests may have had signals ignored (nohup does), and that is inherited. */
static void stop_ignoring(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++)
		(void)signal(interrupting[i].number, SIG_DFL);
	(void)signal(SIGTSTP, SIG_DFL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	stop_ignoring();
	ADD(each_signal_at_each_stage_ends_the_run_in_order);
	ADD(a_test_that_was_interrupted_was_not_run);
	ADD(the_second_skips_the_grace);
	ADD(the_third_abandons_everything);
	ADD(one_that_was_ignored_stays_ignored);
	ADD(job_control_stops_and_continues_the_children_too);
	return g_test_run();
}
