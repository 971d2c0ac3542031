/* What waits to be handed out, and in which order. */
#include "sched/backlog.h"

#define UNKNOWN INT64_C(-1)
#define ANY INT64_MAX

static void add(struct backlog *backlog, const char *id, const char *group, int64_t duration_us)
{
	const struct planned_test test = {.id = id, .group = group, .duration_us = duration_us};

	backlog_add(backlog, &test);
}

/* The next unit of at most `limit_us` has the tests with these numbers; "": there is none. */
static void expect_taken(struct backlog *backlog, int64_t limit_us, const char *numbers)
{
	g_autoptr(GArray) batch = g_array_new(false, false, sizeof(size_t));
	g_autoptr(GString) taken = g_string_new(NULL);
	int64_t work_us = backlog_take(backlog, limit_us, batch);

	for (size_t i = 0; i < batch->len; i++)
		g_string_append_printf(taken, "%s%zu", i > 0 ? " " : "",
				       g_array_index(batch, size_t, i));
	g_assert_cmpstr(taken->str, ==, numbers);
	g_assert_true(work_us > 0 || batch->len == 0);
}

static void the_longest_within_the_limit_is_taken(void)
{
	struct backlog backlog;

	backlog_init(&backlog);
	add(&backlog, "a", NULL, 1000);
	add(&backlog, "b", NULL, 9000);
	add(&backlog, "c", NULL, 4000);
	backlog_open(&backlog);
	expect_taken(&backlog, 5000, "2");
	expect_taken(&backlog, 500, "");
	expect_taken(&backlog, ANY, "1");
	expect_taken(&backlog, ANY, "0");
	expect_taken(&backlog, ANY, "");
	backlog_clear(&backlog);
}

static void of_tests_that_never_ran_one_of_each_family_comes_first(void)
{
	struct backlog backlog;

	backlog_init(&backlog);
	add(&backlog, "C.a", NULL, UNKNOWN);
	add(&backlog, "C.b", NULL, UNKNOWN);
	add(&backlog, "C.c", NULL, UNKNOWN);
	add(&backlog, "D.a", NULL, UNKNOWN);
	add(&backlog, "D.b", NULL, UNKNOWN);
	backlog_open(&backlog);
	expect_taken(&backlog, ANY, "0");
	expect_taken(&backlog, ANY, "3");
	expect_taken(&backlog, ANY, "1");
	expect_taken(&backlog, ANY, "4");
	expect_taken(&backlog, ANY, "2");
	backlog_clear(&backlog);
}

static void what_is_seen_moves_kindred_tests_up(void)
{
	struct backlog backlog;

	backlog_init(&backlog);
	add(&backlog, "C.a", NULL, UNKNOWN);
	add(&backlog, "C.b", NULL, UNKNOWN);
	add(&backlog, "D.a", NULL, UNKNOWN);
	add(&backlog, "D.b", NULL, UNKNOWN);
	backlog_open(&backlog);
	expect_taken(&backlog, ANY, "0");
	expect_taken(&backlog, ANY, "2");
	backlog_learn(&backlog, 0, 1000);
	backlog_learn(&backlog, 2, 900000);
	expect_taken(&backlog, ANY, "3");
	expect_taken(&backlog, ANY, "1");
	backlog_clear(&backlog);
}

static void what_was_returned_waits_again_with_its_group(void)
{
	const size_t tests[] = {0, 2};
	struct backlog backlog;

	backlog_init(&backlog);
	add(&backlog, "a", "red", 1000);
	add(&backlog, "b", "red", 1000);
	add(&backlog, "c", "red", 1000);
	backlog_open(&backlog);
	expect_taken(&backlog, ANY, "0 1 2");
	g_assert_cmpuint(backlog.test_count, ==, 0);
	backlog_return(&backlog, tests, 2);
	g_assert_cmpuint(backlog.test_count, ==, 2);
	expect_taken(&backlog, ANY, "0 2");
	backlog_clear(&backlog);
}

static void the_known_part_is_that_of_the_work_that_waits(void)
{
	struct backlog backlog;

	backlog_init(&backlog);
	add(&backlog, "C.a", NULL, 1000);
	add(&backlog, "C.b", NULL, UNKNOWN);
	backlog_skip(&backlog);
	backlog_open(&backlog);
	g_assert_true(backlog_is_measured(&backlog));
	g_assert_cmpfloat(backlog_known_part(&backlog), ==, 0.5);
	expect_taken(&backlog, ANY, "0");
	g_assert_cmpfloat(backlog_known_part(&backlog), ==, 0);
	expect_taken(&backlog, ANY, "1");
	g_assert_cmpfloat(backlog_known_part(&backlog), ==, 1);
	backlog_clear(&backlog);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/the longest within the limit is taken",
			the_longest_within_the_limit_is_taken);
	g_test_add_func("/of tests that never ran one of each family comes first",
			of_tests_that_never_ran_one_of_each_family_comes_first);
	g_test_add_func("/what is seen moves related tests up",
			what_is_seen_moves_kindred_tests_up);
	g_test_add_func("/what was returned waits again with its group",
			what_was_returned_waits_again_with_its_group);
	g_test_add_func("/the known part is that of the work that waits",
			the_known_part_is_that_of_the_work_that_waits);
	return g_test_run();
}
