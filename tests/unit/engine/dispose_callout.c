#include "engine/dispose_callout.h"

#include "support/trial.h"

/* A trial of one test whose instances are disposed of by the shell commands `script`. */
static void try(struct trial *trial, const char *script, int concurrency)
{
	trial_init(trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial_script(trial, "dispose", script);
	trial_run(trial, concurrency);
}

static void assert_given_up(const struct trial *trial, const char *ids)
{
	g_autofree char *kept = g_strdup_printf("leave %s\n", ids);
	g_autofree char *named =
		g_strdup_printf("cannot dispose of %s: the disposing callout ", ids);

	g_test_message("%s", trial->error ? trial->error->message : "no error");
	g_assert_error(trial->error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT);
	g_assert_true(g_str_has_prefix(trial->error->message, named));
	g_assert_true(g_str_has_suffix(trial->ledger->str, kept));
	g_assert_null(strstr(trial->ledger->str, "strike"));
	g_assert_true(trial->report.summary.disposal_failed);
}

static void gets_every_id_once(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo \"$@\" >> disposed; rm -r \"$@\"\n", 3);
	g_autofree char *disposed = trial_read(&trial, "disposed");

	g_assert_no_error(trial.error);
	g_assert_cmpstr(disposed, ==, "instance-1 instance-2 instance-3\n");
	trial_assert_all_gone(&trial);
}

static void one_that_fails_is_tried_once_more(void)
{
	cleared(trial) trial = {0};

	try(&trial, "mkdir once 2>/dev/null && exit 1; rm -r \"$@\"\n", 2);

	g_assert_no_error(trial.error);
	trial_assert_all_gone(&trial);
}

static void one_that_fails_twice_is_named_and_the_results_are_kept(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo x >> calls; echo no way >&2; exit 6\n", 2);
	g_autofree char *calls = trial_read(&trial, "calls");

	assert_given_up(&trial, "instance-1 instance-2");
	g_assert_nonnull(strstr(trial.error->message, "exited with status 6\n"
						      "  command: ./dispose instance-1 instance-2\n"
						      "  stderr:\n"
						      "    no way\n"));
	g_assert_nonnull(strstr(trial.error->message, "`testr instances dispose`"));
	g_assert_cmpstr(calls, ==, "x\nx\n");
	g_assert_cmpint(trial_result(&trial, "pass.a")->outcome, ==, OUTCOME_SUCCESS);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
}

static void one_that_takes_too_long_is_killed_and_has_failed(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "dispose", "trap '' TERM; while :; do sleep 0.01; done\n");
	trial.request.options.limits.kill_grace_us = 0;
	trial.request.options.limits.dispose_timeout_us = G_USEC_PER_SEC / 10;
	trial_run(&trial, 1);
	assert_given_up(&trial, "instance-1");
	g_assert_nonnull(strstr(trial.error->message, "ran out of time, and was stopped"));
}

static void one_that_ends_well_only_because_it_was_stopped_has_failed(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial,
		   TRIAL_TESTS TRIAL_PROVISION TRIAL_EXECUTE
		   "instance_dispose=trap 'exit 0' TERM; : $INSTANCE_IDS; while :; do :; done\n",
		   "pass.a");
	trial.request.options.limits.dispose_timeout_us = G_USEC_PER_SEC / 10;
	trial_run(&trial, 1);
	assert_given_up(&trial, "instance-1");
}

static void says_so_when_it_takes_long(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "dispose", "sleep 0.3; rm -r \"$@\"\n");
	trial.request.patience_us = G_USEC_PER_SEC / 10;
	trial_run(&trial, 1);
	g_assert_nonnull(strstr(trial.warnings->str, "disposing of instances has taken "));
}

static void what_it_prints_is_shown(void)
{
	cleared(trial) trial = {0};

	try(&trial, "echo bye; rm -r \"$@\"\n", 1);
	g_assert_nonnull(strstr(trial.errors->str, "bye\n"));
}

static void a_lost_instance_is_disposed_of_alone_and_once(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a pass.b");
	/* The first execution that is no listing loses its instance. */
	trial_script(
		&trial, "execute",
		"id=$1; while [ \"$1\" != -- ]; do shift; done; shift; [ -d $id ] || exit 255\n"
		"case \"$*\" in *--load-list*|\"$RUNNER suite \")\n"
		"  mkdir once 2>/dev/null && { rmdir $id; exit 1; };;\n"
		"esac\n"
		"exec \"$@\"\n");
	trial_script(&trial, "dispose", "echo \"$@\" >> disposed; rm -rf \"$@\"\n");
	trial_run(&trial, 2);
	g_autofree char *disposed = trial_read(&trial, "disposed");

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial.report.summary.instances_lost, ==, 1);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
	g_assert_true(g_str_has_prefix(disposed, "instance-1\n") ||
		      g_str_has_prefix(disposed, "instance-2\n"));
	trial_assert_all_gone(&trial);
}

#define ADD(test) g_test_add_func("/engine/dispose_callout/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(gets_every_id_once);
	ADD(one_that_fails_is_tried_once_more);
	ADD(one_that_fails_twice_is_named_and_the_results_are_kept);
	ADD(one_that_takes_too_long_is_killed_and_has_failed);
	ADD(one_that_ends_well_only_because_it_was_stopped_has_failed);
	ADD(says_so_when_it_takes_long);
	ADD(what_it_prints_is_shown);
	ADD(a_lost_instance_is_disposed_of_alone_and_once);
	return g_test_run();
}
