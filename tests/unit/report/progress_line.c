#include "report/progress_line.h"

static const char *const names[] = {"a.b.first", "a.b.second"};

static void assert_line(const struct progress_line *state, size_t columns, const char *expected)
{
	const struct style plain = {0};
	g_autoptr(GString) out = g_string_new(NULL);

	progress_line_format(out, state, columns, &plain);
	g_assert_cmpstr(out->str, ==, expected);
}

static void test_the_line_tells_counts_time_and_what_runs(void)
{
	const struct progress_line state = {3, 40, 1, 65000000, names, 2};
	assert_line(&state, 80, "3/40 done, 1 failed, 1:05, running: a.b.first, a.b.second");
}

static void test_without_a_listing_there_is_no_total(void)
{
	const struct progress_line state = {.done = 3, .elapsed_us = 999999};
	assert_line(&state, 80, "3 done, 0 failed, 0:00");
}

static void test_hours_are_told_as_hours(void)
{
	const struct progress_line state = {.elapsed_us = (int64_t)3661 * 1000000};
	assert_line(&state, 80, "0 done, 0 failed, 1:01:01");
}

static void test_the_line_never_exceeds_its_columns(void)
{
	const struct progress_line state = {3, 40, 1, 65000000, names, 2};
	assert_line(&state, 40, "3/40 done, 1 failed, 1:05, running: a...");
	assert_line(&state, 5, "3/...");
	assert_line(&state, 0, "");
}

static void test_a_failure_colours_the_line(void)
{
	const struct style coloured = {.is_coloured = true};
	const struct progress_line state = {.done = 1, .total = 2, .failures = 1};
	g_autoptr(GString) out = g_string_new(NULL);

	progress_line_format(out, &state, 10, &coloured);
	g_assert_cmpstr(out->str, ==, "\033[31m1/2 don...\033[0m");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/live/the-line-tells-counts-time-and-what-runs",
			test_the_line_tells_counts_time_and_what_runs);
	g_test_add_func("/live/without-a-listing-there-is-no-total",
			test_without_a_listing_there_is_no_total);
	g_test_add_func("/live/hours-are-told-as-hours", test_hours_are_told_as_hours);
	g_test_add_func("/live/the-line-never-exceeds-its-columns",
			test_the_line_never_exceeds_its_columns);
	g_test_add_func("/live/a-failure-colours-the-line", test_a_failure_colours_the_line);
	return g_test_run();
}
