#include "engine/provision_callout.h"

#include <signal.h>

#include "support/trial.h"

#define PROVISION_BY(command)                                                                      \
	TRIAL_TESTS "instance_provision=" command "\n" TRIAL_EXECUTE TRIAL_DISPOSE

/* A trial of one test whose instances come from the shell command `script`. */
static void try(struct trial *trial, const char *script, int concurrency)
{
	trial_init(trial, PROVISION_BY("exec ./script $INSTANCE_COUNT"), "pass.a");
	trial_script(trial, "script", script);
	trial_run(trial, concurrency);
}

static void assert_failed(const struct trial *trial, enum verdict verdict, const char *why)
{
	g_test_message("%s", trial->error ? trial->error->message : "no error");
	g_assert_cmpint(trial->report.verdict, ==, verdict);
	g_assert_error(trial->error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT);
	g_assert_true(g_str_has_prefix(trial->error->message, "cannot provision instances: "));
	g_assert_nonnull(strstr(trial->error->message, why));
	trial_assert_all_gone(trial);
}

static void is_asked_for_as_many_as_there_are_workers(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo $1 > asked; exec ./provision $1\n", 3);
	g_autofree char *asked = trial_read(&trial, "asked");

	g_assert_cmpstr(asked, ==, "3\n");
	g_assert_no_error(trial.error);
	g_assert_true(g_str_has_prefix(trial.ledger->str, "intend 3\n"));
	trial_assert_all_gone(&trial);
}

static void an_instance_is_used_while_the_callout_still_runs(void)
{
	cleared(trial) trial = {0};

	/* Provisioning ends when the execution says so; if that never began, neither ended. */
	trial_init(&trial, PROVISION_BY("./script"), "pass.a");
	trial_script(&trial, "script", "mkfifo used; ./provision 1; read line < used\n");
	trial_script(&trial, "execute",
		     "mkdir once 2>/dev/null && echo > used\n"
		     "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n");
	trial_run(&trial, 1);

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial_result(&trial, "pass.a")->outcome, ==, OUTCOME_SUCCESS);
}

static void its_stderr_is_shown_and_no_id(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo not-an-id >&2; exec ./provision $1\n", 1);

	g_assert_no_error(trial.error);
	g_assert_nonnull(strstr(trial.errors->str, "not-an-id\n"));
	g_assert_null(strstr(trial.ledger->str, "not-an-id"));
}

static void one_that_fails_is_shown_and_its_ids_are_disposed_of(void)
{
	cleared(trial) trial = {0};

	try(&trial, "./provision $1; echo no room >&2; exit 9\n", 2);

	assert_failed(&trial, VERDICT_PROVISIONING_FAILED,
		      "the provisioning callout exited with status 9\n"
		      "  command: exec ./script 2\n"
		      "  stderr:\n"
		      "    no room");
	g_assert_nonnull(strstr(trial.ledger->str, "add instance-2\n"));
}

static void one_that_dies_by_a_signal_failed(void)
{
	cleared(trial) trial = {0};

	try(&trial, "./provision $1; kill -KILL $$\n", 1);
	assert_failed(&trial, VERDICT_PROVISIONING_FAILED, "was killed by SIGKILL");
}

static void no_ids_are_an_error_and_no_loop(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo x >> calls\n", 2);
	g_autofree char *calls = trial_read(&trial, "calls");

	assert_failed(&trial, VERDICT_BAD_INSTANCES, "printed no instance ids");
	assert_failed(&trial, VERDICT_BAD_INSTANCES, "\n  command: exec ./script 2");
	g_assert_cmpstr(calls, ==, "x\n");
}

static void too_few_are_asked_for_once_more(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo $1 >> asked; exec ./provision 1\n", 2);
	g_autofree char *asked = trial_read(&trial, "asked");

	g_assert_no_error(trial.error);
	g_assert_cmpstr(asked, ==, "2\n1\n");
	trial_assert_all_gone(&trial);
}

static void too_few_twice_are_an_error(void)
{
	cleared(trial) trial = {0};

	try(&trial, "[ $1 = 3 ] && exec ./provision 1; exit 0\n", 3);
	assert_failed(&trial, VERDICT_BAD_INSTANCES, "printed 1 of 3");
}

static void too_many_are_all_disposed_of(void)
{
	cleared(trial) trial = {0};

	/* All at once: what comes after the run is over is not waited for. */
	try(&trial, "mkdir instance-1 instance-2 instance-3 instance-4; echo instance-*\n", 2);

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial.report.summary.instances, ==, 4);
	trial_assert_all_gone(&trial);
}

static void a_repeated_id_is_refused_and_disposed_of(void)
{
	cleared(trial) trial = {0};

	/* Two are wanted: a callout that owes one is heard to its end, also when the tests end. */
	try(&trial, "./provision 1; echo instance-1\n", 2);
	assert_failed(&trial, VERDICT_BAD_INSTANCES, "the provisioning callout");
}

static void ids_that_cannot_be_used_are_named_and_stay_on_record(void)
{
	static const char *const ids[] = {"-rf", "--no-preserve-root", "x\\377", "\\033[2J"};
	static const char *const shown[] = {"'-rf'", "'--no-preserve-root'", "'x\\xff'",
					    "'\\x1b[2J'"};

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		cleared(trial) trial = {0};
		g_autofree char *script =
			g_strdup_printf("./provision 1; printf '%%b\\n' '%s'\n", ids[i]);

		try(&trial, script, 2);
		g_assert_cmpint(trial.report.verdict, ==, VERDICT_BAD_INSTANCES);
		g_assert_nonnull(strstr(trial.error->message, shown[i]));
		g_assert_nonnull(strstr(trial.error->message, "never given to the disposing"));
		/* The good one beside it is gone. */
		g_assert_nonnull(strstr(trial.ledger->str, "strike instance-1\n"));
		g_assert_nonnull(strstr(trial.ledger->str, "leave "));
	}
}

static void a_word_without_end_fails_the_run(void)
{
	cleared(trial) trial = {0};

	try(&trial, "./provision 1; head -c 1000000 /dev/zero | tr '\\0' x\n", 2);

	g_assert_error(trial.error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT);
	g_assert_nonnull(strstr(trial.error->message, "more than 4096 bytes"));
	trial_assert_all_gone(&trial);
}

static void a_server_that_it_starts_lives_as_long_as_it_is_wanted(void)
{
	cleared(trial) trial = {0};

	/* The server holds stdout and stderr, and writes to them all along. */
	trial_init(&trial, PROVISION_BY("./script"), "pass.a");
	trial_script(&trial, "script",
		     "(trap 'exit 0' TERM; while :; do echo noise >&2; sleep 0.01; done) &\n"
		     "echo $! > server; exec ./provision 1\n");
	trial_script(&trial, "dispose",
		     "kill -TERM $(cat server) && echo alive > was; rm -rf $@\n");
	trial_run(&trial, 1);
	g_autofree char *was = trial_read(&trial, "was");

	g_assert_no_error(trial.error);
	g_assert_cmpstr(was, ==, "alive\n");
	g_assert_nonnull(strstr(trial.warnings->str, "left a process that holds its output"));
	trial_assert_all_gone(&trial);
}

static void says_so_when_it_takes_long(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, PROVISION_BY("./script"), "pass.a");
	trial_script(&trial, "script", "sleep 0.3; exec ./provision 1\n");
	trial.request.patience_us = G_USEC_PER_SEC / 10;
	trial_run(&trial, 1);
	g_assert_nonnull(strstr(trial.warnings->str, "provisioning has taken "));
}

#define ADD(test) g_test_add_func("/engine/provision_callout/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(is_asked_for_as_many_as_there_are_workers);
	ADD(an_instance_is_used_while_the_callout_still_runs);
	ADD(its_stderr_is_shown_and_no_id);
	ADD(one_that_fails_is_shown_and_its_ids_are_disposed_of);
	ADD(one_that_dies_by_a_signal_failed);
	ADD(no_ids_are_an_error_and_no_loop);
	ADD(too_few_are_asked_for_once_more);
	ADD(too_few_twice_are_an_error);
	ADD(too_many_are_all_disposed_of);
	ADD(a_repeated_id_is_refused_and_disposed_of);
	ADD(ids_that_cannot_be_used_are_named_and_stay_on_record);
	ADD(a_word_without_end_fails_the_run);
	ADD(a_server_that_it_starts_lives_as_long_as_it_is_wanted);
	ADD(says_so_when_it_takes_long);
	return g_test_run();
}
