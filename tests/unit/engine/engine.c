#include "engine/engine.h"

#include "support/trial.h"

/* ---- a run to its end ---- */

static void runs_locally_what_is_listed(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "pass.a fail.b skip.c xfail.d uxsuccess.e");
	trial_run(&trial, 2);
	g_autofree char *outcomes = trial_outcomes(&trial);

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_TESTS_FAILED);
	g_assert_cmpstr(outcomes, ==,
			"fail.b fail\npass.a success\nskip.c skip\nuxsuccess.e uxsuccess\n"
			"xfail.d xfail\n");
	g_assert_cmpuint(trial.report.summary.listed, ==, 5);
	g_assert_cmpstr(trial.ledger->str, ==, "");
}

static void runs_in_instances_and_disposes_of_them(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a pass.b pass.c pass.d");
	trial_run(&trial, 2);

	g_assert_no_error(trial.error);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_PASSED);
	g_assert_cmpint(trial.report.summary.instances, ==, 2);
	g_assert_cmpuint(trial.report.summary.tally.count[OUTCOME_SUCCESS], ==, 4);
	g_assert_true(g_str_has_prefix(trial.ledger->str, "intend 2\nadd instance-1\n"));
	trial_assert_all_gone(&trial);
}

static void runs_everything_when_nothing_can_be_listed(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, "test_command=$RUNNER suite\n", "pass.a fail.b");
	trial_run(&trial, 2);
	g_autofree char *outcomes = trial_outcomes(&trial);

	g_assert_cmpstr(outcomes, ==, "fail.b fail\npass.a success\n");
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_TESTS_FAILED);
}

static void flushes_before_it_waits(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS, "pass.a sleep100.b");
	trial_run(&trial, 1);
	/* At least when it waits for b, and at the end. */
	g_assert_cmpuint(trial.flushes, >=, 2);
}

/* ---- what goes wrong in the engine ---- */

static void a_sink_that_fails_ends_the_run_in_order(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a hang.b");
	trial.sink_fails_after = 2;
	trial_run(&trial, 1);

	g_assert_error(trial.error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	g_assert_cmpint(trial.report.verdict, ==, VERDICT_FAILED);
	trial_assert_all_gone(&trial);
}

static void a_ledger_that_takes_no_intent_lets_nothing_start(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial.ledger_fails = "intend";
	trial_run(&trial, 1);

	g_assert_error(trial.error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	g_assert_cmpstr(trial.commands->str, ==, "");
}

static void an_id_that_the_ledger_refuses_is_disposed_of(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial.ledger_fails = "add";
	trial_run(&trial, 1);

	g_assert_error(trial.error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	trial_assert_all_gone(&trial);
}

static void a_ledger_that_cannot_be_struck_fails_the_run(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a");
	trial.ledger_fails = "strike";
	trial_run(&trial, 1);

	g_assert_error(trial.error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	g_assert_cmpint(trial_result(&trial, "pass.a")->outcome, ==, OUTCOME_SUCCESS);
}

/* ---- listing only ---- */

static void lists_in_one_instance_and_disposes_of_it(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, TRIAL_TESTS TRIAL_INSTANCES, "pass.a fail.b");
	trial.request.options.concurrency = 5;
	g_autoptr(GPtrArray) ids = engine_list(&trial.request, &trial.report, &trial.error);

	g_assert_no_error(trial.error);
	g_assert_cmpuint(ids->len, ==, 2);
	g_assert_cmpstr(ids->pdata[0], ==, "pass.a");
	g_assert_cmpstr(ids->pdata[1], ==, "fail.b");
	g_assert_cmpstr(trial.ledger->str, ==, "intend 1\nadd instance-1\nstrike instance-1\n");
	trial_assert_all_gone(&trial);
}

static void cannot_list_without_a_way_to(void)
{
	cleared(trial) trial = {0};

	trial_init(&trial, "test_command=$RUNNER suite\n", "pass.a");
	g_assert_null(engine_list(&trial.request, &trial.report, &trial.error));
	g_assert_error(trial.error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT);
	g_assert_nonnull(strstr(trial.error->message, "$LISTOPT"));
}

#define ADD(test) g_test_add_func("/engine/engine/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(runs_locally_what_is_listed);
	ADD(runs_in_instances_and_disposes_of_them);
	ADD(runs_everything_when_nothing_can_be_listed);
	ADD(flushes_before_it_waits);
	ADD(a_sink_that_fails_ends_the_run_in_order);
	ADD(a_ledger_that_takes_no_intent_lets_nothing_start);
	ADD(an_id_that_the_ledger_refuses_is_disposed_of);
	ADD(a_ledger_that_cannot_be_struck_fails_the_run);
	ADD(lists_in_one_instance_and_disposes_of_it);
	ADD(cannot_list_without_a_way_to);
	return g_test_run();
}
