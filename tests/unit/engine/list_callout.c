#include "engine/list_callout.h"

#include "support/trial.h"

#define LISTED_BY(command)                                                                         \
	"test_command=" command " $LISTOPT $IDOPTION\n"                                            \
	"test_list_option=--list\n"                                                                \
	"test_id_option=--load-list $IDFILE\n"

static void assert_failed(const struct trial *trial, const char *why)
{
	g_test_message("%s", trial->error ? trial->error->message : "no error");
	g_assert_cmpint(trial->report.verdict, ==, VERDICT_LISTING_FAILED);
	g_assert_error(trial->error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT);
	g_assert_nonnull(strstr(trial->error->message, why));
}

static void gives_what_is_listed_to_the_plan(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "pass.b pass.a");
	trial_run(&trial, 1);

	g_assert_cmpuint(trial.listed->len, ==, 2);
	g_assert_cmpstr(trial.listed->pdata[0], ==, "pass.b");
	g_assert_cmpstr(trial.listed->pdata[1], ==, "pass.a");
}

static void understands_one_id_a_line(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests"), "pass.a");
	trial_script(&trial, "tests",
		     "[ $1 = --list ] && { echo pass.a; exit; }\n"
		     "exec $RUNNER suite \"$@\"\n");
	trial_run(&trial, 1);

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial_result(&trial, "pass.a")->outcome, ==, OUTCOME_SUCCESS);
}

static void happens_in_an_instance_without_files(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial,
		   TRIAL_TESTS TRIAL_PROVISION TRIAL_DISPOSE
		   "instance_execute=echo $INSTANCE_ID [$FILES] >> calls; $COMMAND\n",
		   "pass.a");
	trial_run(&trial, 1);
	g_autofree char *calls = trial_read(&trial, "calls");

	g_assert_true(g_str_has_prefix(calls, "instance-1 []\n"));
}

static void knows_its_instance_and_run_and_no_worker(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests") TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests",
		     "[ $1 = --list ] && env | grep ^TESTR_[RWI] | sort > seen\n"
		     "exec $RUNNER suite \"$@\"\n");
	g_setenv("TESTR_WORKER", "from another testr", TRUE);
	trial_run(&trial, 1);
	g_unsetenv("TESTR_WORKER");
	g_autofree char *seen = trial_read(&trial, "seen");

	g_assert_cmpstr(seen, ==, "TESTR_INSTANCE_ID=instance-1\nTESTR_RUN=7\n");
}

static void test_arguments_go_to_it(void)
{
	static const char *const arguments[] = {"two words", "$(touch ran)", NULL};
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests"), "pass.a");
	trial_script(&trial, "tests", "printf '[%s]' \"$@\" > seen; echo pass.a\n");
	trial.request.arguments = arguments;
	trial_run(&trial, 1);
	g_autofree char *seen = trial_read(&trial, "seen");

	g_assert_true(g_str_has_suffix(seen, "[two words][$(touch ran)]"));
}

static void the_words_of_one_that_fails_are_shown_once(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests") TRIAL_INSTANCES, "pass.a");
	trial_script(&trial, "tests", "echo pass.a; echo broken import >&2; exit 3\n");
	trial_run(&trial, 2);

	assert_failed(&trial, "cannot list the tests: the listing command exited with status 3\n");
	g_assert_null(strstr(trial.error->message, "broken import"));
	assert_failed(&trial, "\n  stderr: shown above\n  stdout:\n    pass.a");
	trial_assert_all_gone(&trial);
}

/* Lists in lines, and behind them what it cannot import. */
#define LISTS_WITH_ERRORS                                                                          \
	"[ $1 = --list ] && { cat suite\n"                                                         \
	"echo; echo Failed to import test module: mod; echo no such thing; exit 2; }\n"            \
	"exec $RUNNER suite \"$@\"\n"

static void what_could_not_be_loaded_has_failed_and_the_rest_runs(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests"), "pass.a pass.b");
	trial_script(&trial, "tests", LISTS_WITH_ERRORS);
	trial_run(&trial, 2);
	g_autofree char *outcomes = trial_outcomes(&trial);

	g_assert_no_error(trial.error);
	g_assert_cmpstr(outcomes, ==,
			"pass.a success\npass.b success\n"
			"unittest.loader._FailedTest.mod fail\n");
	g_assert_cmpuint(trial.report.unloadable, ==, 1);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
}

static void what_says_255_is_believed_to_be_lost_and_not_unloadable(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests"), "pass.a");
	trial_script(&trial, "tests", "echo Failed to import test module: mod; exit 255\n");
	trial_run(&trial, 1);

	assert_failed(&trial, "exited with status 255");
	assert_failed(&trial, "Failed to import test module: mod");
}

static void what_an_execution_says_again_of_it_is_not_told_twice(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests") "test_list_format=gotest\n", "stranger.a");
	trial_script(&trial, "tests",
		     "[ $1 = --list ] && { cat list; exit 1; }\n"
		     "$RUNNER suite stranger.a; exit 1\n");
	g_autofree char *path = g_build_filename(trial.folder, "list", NULL);
	g_assert_true(g_file_set_contents(
		path,
		"{\"Action\":\"output\",\"Package\":\"s\",\"Output\":\"TestA\\n\"}\n"
		"{\"Action\":\"fail\",\"Package\":\"stranger-of-stranger.a\"}\n",
		-1, NULL));
	trial_run(&trial, 1);

	g_assert_no_error(trial.error);
	/* It would complain of two. */
	g_assert_cmpint(trial_result(&trial, "stranger-of-stranger.a")->outcome, ==, OUTCOME_FAIL);
}

static void one_that_is_not_there_failed(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./nothing"), "");
	trial_run(&trial, 1);
	assert_failed(&trial, "exited with status 127");
}

static void damage_makes_it_fail(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests"), "pass.a");
	trial_script(&trial, "tests", "$RUNNER suite --list | head -c 10\n");
	trial_run(&trial, 1);
	assert_failed(&trial, "cannot list the tests: ");
}

static void an_empty_listing_runs_nothing(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, LISTED_BY("./tests") TRIAL_INSTANCES, "");
	trial_script(&trial, "tests", "[ \"$1\" = --list ] || touch ran\n");
	trial_run(&trial, 1);

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_NO_TESTS);
	g_assert_cmpint(trial.report.summary.executions, ==, 0);
	trial_assert_all_gone(&trial);
}

static GArray *refuse(void *data, GPtrArray *listed, bool *is_open, GError **error)
{
	(void)data;
	(void)listed;
	(void)is_open;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot read the durations");
	return NULL;
}

static void a_plan_that_cannot_be_made_fails_the_run(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial.request.plan = refuse;
	trial_run(&trial, 1);

	g_assert_error(trial.error, G_FILE_ERROR, G_FILE_ERROR_IO);
	g_assert_cmpint(trial.report.summary.executions, ==, 0);
	trial_assert_all_gone(&trial);
}

#define ADD(test) g_test_add_func("/engine/list_callout/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(gives_what_is_listed_to_the_plan);
	ADD(understands_one_id_a_line);
	ADD(happens_in_an_instance_without_files);
	ADD(knows_its_instance_and_run_and_no_worker);
	ADD(test_arguments_go_to_it);
	ADD(the_words_of_one_that_fails_are_shown_once);
	ADD(what_could_not_be_loaded_has_failed_and_the_rest_runs);
	ADD(what_says_255_is_believed_to_be_lost_and_not_unloadable);
	ADD(what_an_execution_says_again_of_it_is_not_told_twice);
	ADD(one_that_is_not_there_failed);
	ADD(damage_makes_it_fail);
	ADD(an_empty_listing_runs_nothing);
	ADD(a_plan_that_cannot_be_made_fails_the_run);
	return g_test_run();
}
