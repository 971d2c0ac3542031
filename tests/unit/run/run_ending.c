#include "run/run_ending.h"

static int status_of_ending(enum verdict verdict, int signal, const GError *error, bool has_failed)
{
	const struct engine_report report = {.verdict = verdict, .signal = signal};
	const struct plan plan = {0};
	const struct run_ending ending = {
		.report = &report, .plan = &plan, .error = error, .has_failed = has_failed};

	return run_ending_status(&ending);
}

static int status_of_verdict(enum verdict verdict, int signal, const GError *error)
{
	return status_of_ending(verdict, signal, error, false);
}

static void test_a_run_never_passes_that_is_stored_as_failed(void)
{
	g_assert_cmpint(status_of_ending(VERDICT_PASSED, 0, NULL, true), ==, EXIT_TESTS_FAILED);
	g_assert_cmpint(status_of_ending(VERDICT_NO_TESTS, 0, NULL, true), ==, EXIT_TESTS_FAILED);
}

static void test_the_status_says_how_the_run_ended(void)
{
	g_assert_cmpint(status_of_verdict(VERDICT_PASSED, 0, NULL), ==, EXIT_PASSED);
	g_assert_cmpint(status_of_verdict(VERDICT_TESTS_FAILED, 0, NULL), ==, EXIT_TESTS_FAILED);
	g_assert_cmpint(status_of_verdict(VERDICT_TOO_MANY_FAILURES, 0, NULL), ==,
			EXIT_TESTS_FAILED);
	g_assert_cmpint(status_of_verdict(VERDICT_NO_TESTS, 0, NULL), ==, EXIT_NO_TESTS);
	g_assert_cmpint(status_of_verdict(VERDICT_LISTING_FAILED, 0, NULL), ==, EXIT_CANNOT);
}

static void test_an_error_outweighs_tests_that_passed(void)
{
	g_autoptr(GError) error =
		g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_NOSPC, "cannot write");

	g_assert_cmpint(status_of_verdict(VERDICT_PASSED, 0, error), ==, EXIT_CANNOT);
}

static void test_a_signal_outweighs_all(void)
{
	g_autoptr(GError) error =
		g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_NOSPC, "cannot write");

	g_assert_cmpint(status_of_verdict(VERDICT_INTERRUPTED, 2, error), ==, 128 + 2);
}

static void test_a_run_without_executions_is_not_worth_keeping(void)
{
	struct engine_report report = {.verdict = VERDICT_PASSED};
	scoped(answers) nothing = answers_new();
	const struct run_ending ending = {.report = &report, .answers = nothing};

	g_assert_true(run_ending_is_empty(&ending));
	report.summary.executions = 1;
	g_assert_false(run_ending_is_empty(&ending));
	report.verdict = VERDICT_INTERRUPTED;
	g_assert_true(run_ending_is_empty(&ending));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run_ending/the status says how the run ended",
			test_the_status_says_how_the_run_ended);
	g_test_add_func("/run_ending/a run never passes that is stored as failed",
			test_a_run_never_passes_that_is_stored_as_failed);
	g_test_add_func("/run_ending/an error outweighs tests that passed",
			test_an_error_outweighs_tests_that_passed);
	g_test_add_func("/run_ending/a signal outweighs all", test_a_signal_outweighs_all);
	g_test_add_func("/run_ending/a run without executions is not worth keeping",
			test_a_run_without_executions_is_not_worth_keeping);
	return g_test_run();
}
