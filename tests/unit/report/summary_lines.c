#include "report/summary_lines.h"

static void assert_lines(const struct summary_lines *summary, const char *expected)
{
	const struct style plain = {0};
	g_autoptr(GString) out = g_string_new(NULL);

	summary_lines_format(out, summary, &plain);
	g_assert_cmpstr(out->str, ==, expected);
}

static void test_a_failed_run_tells_what_differs_from_the_one_before(void)
{
	const struct run_figures before = {.tests = 0, .failures = 0, .time_ns = 223000000};
	const struct summary_lines summary = {
		.run = 18,
		.figures = {.tests = 7, .failures = 3, .time_ns = 293000000},
		.skips = 1,
		.previous = &before,
	};
	assert_lines(&summary, "Ran 7 (+7) tests in 0.293s (+0.070s)\n"
			       "FAILED (id=18, failures=3 (+3), skips=1)\n");
}

static void test_fewer_tests_failures_and_time_are_negative_differences(void)
{
	const struct run_figures before = {.tests = 9, .failures = 4, .time_ns = 3000000000};
	const struct summary_lines summary = {
		.run = 2,
		.figures = {.tests = 7, .failures = 1, .time_ns = 1000000000},
		.previous = &before,
	};
	assert_lines(&summary, "Ran 7 (-2) tests in 1.000s (-2.000s)\n"
			       "FAILED (id=2, failures=1 (-3))\n");
}

static void test_a_run_like_the_one_before_tells_no_differences(void)
{
	const struct run_figures before = {.tests = 7, .failures = 1, .time_ns = 1000000000};
	const struct summary_lines summary = {.run = 2, .figures = before, .previous = &before};
	assert_lines(&summary, "Ran 7 tests in 1.000s\nFAILED (id=2, failures=1)\n");
}

static void test_a_first_run_tells_no_differences(void)
{
	const struct summary_lines summary = {.figures = {.tests = 7, .time_ns = 6000000},
					      .skips = 2};
	assert_lines(&summary, "Ran 7 tests in 0.006s\nPASSED (id=0, skips=2)\n");
}

static void test_a_run_that_passes_again_tells_no_failures(void)
{
	const struct run_figures before = {.tests = 1, .failures = 1};
	const struct summary_lines summary = {
		.run = 1, .figures = {.tests = 1}, .previous = &before};
	assert_lines(&summary, "Ran 1 tests\nPASSED (id=1)\n");
}

static void test_flaky_tests_are_counted_and_fail_a_run_only_where_they_are_to(void)
{
	struct summary_lines summary = {.run = 18, .figures = {.tests = 7}, .flaky = 1};

	assert_lines(&summary, "Ran 7 tests\nPASSED (id=18, flaky=1)\n");
	summary.flaky_fails = true;
	assert_lines(&summary, "Ran 7 tests\nFAILED (id=18, flaky=1)\n");
}

static void test_a_run_without_tests_has_one_line(void)
{
	const struct summary_lines summary = {.run = 2};
	assert_lines(&summary, "PASSED (id=2)\n");
}

static void test_time_without_tests_is_told(void)
{
	const struct summary_lines summary = {.run = 2, .figures = {.time_ns = 1500000}};
	assert_lines(&summary, "Ran tests in 0.002s\nPASSED (id=2)\n");
}

static void test_a_run_that_was_stopped_has_not_passed(void)
{
	const struct summary_lines summary = {
		.run = 4, .figures = {.tests = 3}, .not_run = 5, .is_interrupted = true};
	assert_lines(&summary, "Ran 3 tests\nFAILED (id=4, not-run=5, interrupted)\n");
}

static void test_a_run_that_left_tests_out_has_not_passed(void)
{
	const struct summary_lines summary = {.run = 4, .figures = {.tests = 3}, .not_run = 5};
	assert_lines(&summary, "Ran 3 tests\nFAILED (id=4, not-run=5)\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/closing/a-failed-run-tells-what-differs-from-the-one-before",
			test_a_failed_run_tells_what_differs_from_the_one_before);
	g_test_add_func("/closing/fewer-tests-failures-and-time-are-negative-differences",
			test_fewer_tests_failures_and_time_are_negative_differences);
	g_test_add_func("/closing/a-run-like-the-one-before-tells-no-differences",
			test_a_run_like_the_one_before_tells_no_differences);
	g_test_add_func("/closing/a-first-run-tells-no-differences",
			test_a_first_run_tells_no_differences);
	g_test_add_func("/closing/a-run-that-passes-again-tells-no-failures",
			test_a_run_that_passes_again_tells_no_failures);
	g_test_add_func("/closing/a-run-without-tests-has-one-line",
			test_a_run_without_tests_has_one_line);
	g_test_add_func("/closing/time-without-tests-is-told", test_time_without_tests_is_told);
	g_test_add_func("/closing/a-run-that-was-stopped-has-not-passed",
			test_a_run_that_was_stopped_has_not_passed);
	g_test_add_func("/closing/a-run-that-left-tests-out-has-not-passed",
			test_a_run_that_left_tests_out_has_not_passed);
	g_test_add_func("/closing/flaky-tests-are-counted-and-fail-a-run-only-where-they-are-to",
			test_flaky_tests_are_counted_and_fail_a_run_only_where_they_are_to);
	return g_test_run();
}
