#include "engine/execute_callout.h"

#include "support/trial.h"

/* As TRIAL_TESTS, but what the runner is wrapped into is ./tests. */
#define TESTS_BY_SCRIPT                                                                            \
	"test_command=./tests $LISTOPT $IDOPTION\n"                                                \
	"test_list_option=--list\n"                                                                \
	"test_id_option=--load-list $IDFILE\n"

#define LIST_FIRST "[ \"$1\" = --list ] && exec $RUNNER suite --list\n"

/* Commands that kill the instance the first `times` times: then its execute callout dies. */
#define KILL_INSTANCE(times)                                                                       \
	"n=$(($(cat deaths 2>/dev/null || echo 0) + 1))\n"                                         \
	"[ $n -gt " #times " ] || { echo $n > deaths; rmdir $TESTR_INSTANCE_ID; exit 1; }\n"

static const char *transcript(struct trial *trial)
{
	return transcript_text(&trial->transcript);
}

static void assert_said(struct trial *trial, const char *words)
{
	g_test_message("%s", transcript(trial));
	g_assert_nonnull(strstr(transcript(trial), words));
}

static void assert_outcome(const struct trial *trial, const char *id, enum outcome outcome)
{
	g_assert_cmpstr(outcome_name(trial_result(trial, id)->outcome), ==, outcome_name(outcome));
}

static void assert_reason(const struct trial *trial, const char *id, const char *words)
{
	const char *reason = trial_result(trial, id)->reason;

	g_test_message("%s", reason);
	g_assert_nonnull(reason);
	g_assert_nonnull(strstr(reason, words));
}

/* ---- what is said of it ---- */

static void is_announced_before_its_first_event(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial_run(&trial, 1);

	assert_said(&trial, "execution=0\\nworker=0\\nattempt=1\\ninstance=instance-1\\n");
	g_assert_cmpuint(strstr(transcript(&trial), "testr.execution") - transcript(&trial), <,
			 strstr(transcript(&trial), "pass.a") - transcript(&trial));
}

static void results_bear_the_worker_s_tag(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "pass.a");
	trial_run(&trial, 1);
	g_assert_cmpstr(trial_result(&trial, "pass.a")->tags, ==, "worker-0");
}

static void its_stderr_is_shown_and_kept_and_never_parsed(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "echo words >&2; $RUNNER suite stranger.b >&2\n"
				"exec $RUNNER suite \"$@\"\n");
	trial_run(&trial, 1);

	g_assert_nonnull(strstr(trial.errors->str, "words\n"));
	assert_said(&trial, "file stderr (text/plain;charset=utf8)");
	assert_said(&trial, "words\\n");
	g_assert_cmpuint(trial.results->len, ==, 1);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
}

static void its_plain_output_is_kept(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "stdout.a");
	trial_run(&trial, 1);
	assert_said(&trial, "file stdout \"stdout.a prints\\n\"");
}

/* ---- what it is given ---- */

static void sees_where_it_runs(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "surroundings.a");
	trial_run(&trial, 1);

	assert_said(&trial, "TESTR_INSTANCE_ID=instance-1\\n");
	assert_said(&trial, "TESTR_RUN=7\\n");
	assert_said(&trial, "TESTR_WORKER=0\\n");
	g_autofree char *folder = g_strdup_printf("folder=%s\\n", trial.folder);
	assert_said(&trial, folder);
}

static void gets_a_private_id_file_that_goes_with_it(void)
{
	cleared(trial) trial = {0};

	/* Two workers: neither runs everything, so both need to be told. */
	trial_init(&trial, TESTS_BY_SCRIPT, "pass.a pass.b");
	trial_script(&trial, "tests",
		     LIST_FIRST "stat -c %a \"$2\" >> modes; echo \"$2\" >> names\n"
				"exec $RUNNER suite \"$@\"\n");
	trial_run(&trial, 2);
	g_autofree char *modes = trial_read(&trial, "modes");
	g_autofree char *names = trial_read(&trial, "names");
	g_auto(GStrv) paths = g_strsplit(g_strchomp(names), "\n", -1);

	g_assert_cmpstr(modes, ==, "600\n600\n");
	for (char **path = paths; *path; path++) {
		g_assert_true(g_str_has_prefix(*path, trial.folder));
		g_assert_false(g_file_test(*path, G_FILE_TEST_EXISTS));
	}
}

static void an_id_file_that_cannot_be_written_fails_the_run(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a pass.b");
	trial.request.private_folder = "/nowhere";
	trial_run(&trial, 2);

	g_assert_error(trial.error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	trial_assert_all_gone(&trial);
}

static void runs_locally_without_an_execute_callout(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_PROVISION TRIAL_DISPOSE, "surroundings.a");
	trial_run(&trial, 1);

	assert_said(&trial, "TESTR_INSTANCE_ID=instance-1\\n");
	trial_assert_all_gone(&trial);
}

/* ---- how it ends ---- */

static void a_crash_is_blamed_and_the_rest_runs(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "pass.a crash.b pass.c");
	trial_run(&trial, 1);

	assert_outcome(&trial, "pass.a", OUTCOME_SUCCESS);
	assert_outcome(&trial, "pass.c", OUTCOME_SUCCESS);
	assert_outcome(&trial, "crash.b", OUTCOME_FAIL);
	assert_reason(&trial, "crash.b", "while this test was running");
	assert_reason(&trial, "crash.b", "On this machine, worker-0, execution 0, attempt 1.");
}

static void a_crash_in_an_instance_names_it(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "crash.a");
	trial_run(&trial, 1);

	assert_reason(&trial, "crash.a",
		      "In instance instance-1, worker-0, execution 0, attempt 1.");
}

static void its_last_words_are_part_of_the_reason(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "stderr.a exit3.b");
	trial_run(&trial, 1);

	assert_reason(&trial, "exit3.b", "The runner exited with status 3 while this test");
	assert_reason(&trial, "exit3.b", "The end of its stderr:\n    stderr.a speaks\n");
}

static void a_bad_end_without_a_failure_is_told_as_one(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT, "pass.a");
	trial_script(&trial, "tests", LIST_FIRST "$RUNNER suite \"$@\"; exit 5\n");
	trial_run(&trial, 1);

	assert_outcome(&trial, "process-returncode", OUTCOME_FAIL);
	assert_reason(&trial, "process-returncode", "The runner exited with status 5, and no test");
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_TESTS_FAILED);
}

static void a_lost_instance_s_test_is_run_again_in_another(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a pass.b");
	trial_script(&trial, "tests",
		     LIST_FIRST "$RUNNER suite silent.x > /dev/null\n" KILL_INSTANCE(
			     1) "exec $RUNNER suite \"$@\"\n");
	trial_run(&trial, 1);

	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
	g_assert_cmpint(trial.report.summary.instances_lost, ==, 1);
	g_assert_cmpint(trial.report.summary.instances_replaced, ==, 1);
	assert_said(&trial, "attempt=2\\ninstance=instance-2\\n");
	trial_assert_all_gone(&trial);
}

static void a_test_cut_off_with_its_instance_is_told_as_such(void)
{
	cleared(trial) trial = {0};

	/* The first time it starts the test, and then its instance goes. */
	trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "[ -e deaths ] || echo 'test: pass.a'\n" KILL_INSTANCE(
			     1) "exec $RUNNER suite \"$@\"\n");
	trial_run(&trial, 1);

	g_assert_no_error(trial.error);
	assert_said(&trial, "pass.a: skip, ");
	assert_said(&trial, "tags testr.again worker-0, route 0\n");
	assert_outcome(&trial, "pass.a", OUTCOME_SUCCESS);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
}

static void with_no_instance_left_tests_are_lost(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests", LIST_FIRST KILL_INSTANCE(9));
	trial.request.options.instances.replacements = 0;
	trial_run(&trial, 1);

	assert_outcome(&trial, "pass.a", OUTCOME_LOST);
	assert_reason(&trial, "pass.a", "No instance was left");
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_TESTS_FAILED);
	trial_assert_all_gone(&trial);
}

static void a_packet_cut_by_death_is_no_failure(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TESTS_BY_SCRIPT TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests",
		     LIST_FIRST "[ -e deaths ] || $RUNNER suite | head -c 30\n" KILL_INSTANCE(
			     1) "exec $RUNNER suite \"$@\"\n");
	trial_run(&trial, 1);

	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
	g_assert_cmpuint(trial.results->len, ==, 1);
}

static void a_process_that_holds_stdout_costs_no_result(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "leak1000.a");
	trial_run(&trial, 1);

	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
	g_assert_nonnull(strstr(trial.warnings->str,
				"the test command left a process that held its output"));
}

static void a_test_that_hangs_is_timed_out(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS "test_timeout=0.2\n", "hangon.a pass.b");
	trial.request.options.limits.test_timeout_us = trial.config->limits.test_timeout_us;
	trial_run(&trial, 1);

	assert_outcome(&trial, "hangon.a", OUTCOME_FAIL);
	assert_reason(&trial, "hangon.a", "test_timeout (200ms)");
	assert_outcome(&trial, "pass.b", OUTCOME_SUCCESS);
}

#define ADD(test) g_test_add_func("/engine/execute_callout/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(is_announced_before_its_first_event);
	ADD(results_bear_the_worker_s_tag);
	ADD(its_stderr_is_shown_and_kept_and_never_parsed);
	ADD(its_plain_output_is_kept);
	ADD(sees_where_it_runs);
	ADD(gets_a_private_id_file_that_goes_with_it);
	ADD(an_id_file_that_cannot_be_written_fails_the_run);
	ADD(runs_locally_without_an_execute_callout);
	ADD(a_crash_is_blamed_and_the_rest_runs);
	ADD(a_crash_in_an_instance_names_it);
	ADD(its_last_words_are_part_of_the_reason);
	ADD(a_bad_end_without_a_failure_is_told_as_one);
	ADD(a_lost_instance_s_test_is_run_again_in_another);
	ADD(a_test_cut_off_with_its_instance_is_told_as_such);
	ADD(with_no_instance_left_tests_are_lost);
	ADD(a_packet_cut_by_death_is_no_failure);
	ADD(a_process_that_holds_stdout_costs_no_result);
	ADD(a_test_that_hangs_is_timed_out);
	return g_test_run();
}
