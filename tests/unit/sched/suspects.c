/* Batches of suspects, by series. */
#include "sched/suspects.h"

static void add_suspects(struct suspects *suspects, size_t from, size_t to, uint32_t series)
{
	g_autoptr(GArray) tests = g_array_new(false, false, sizeof(size_t));

	for (size_t test = from; test < to; test++)
		g_array_append_val(tests, test);
	suspects_add(suspects, (const size_t *)tests->data, tests->len, series);
}

/* The next batch begins with test `first` and has `count` tests. */
static void expect_suspects(struct suspects *suspects, size_t first, unsigned count)
{
	g_autoptr(GArray) batch = g_array_new(false, false, sizeof(size_t));
	uint32_t series;

	g_assert_true(suspects_take(suspects, batch, &series));
	g_assert_cmpuint(batch->len, ==, count);
	g_assert_cmpuint(g_array_index(batch, size_t, 0), ==, first);
}

static void the_batch_that_came_last_is_first(void)
{
	struct suspects suspects;
	g_autoptr(GArray) none = g_array_new(false, false, sizeof(size_t));
	uint32_t series;

	suspects_init(&suspects);
	add_suspects(&suspects, 0, 2, 1);
	add_suspects(&suspects, 2, 5, 1);
	g_assert_cmpuint(suspects.waiting, ==, 5);
	expect_suspects(&suspects, 2, 3);
	expect_suspects(&suspects, 0, 2);
	g_assert_false(suspects_take(&suspects, none, &series));
	g_assert_cmpuint(suspects.waiting, ==, 0);
	suspects_clear(&suspects);
}

static void what_waits_of_a_series_is_joined_once(void)
{
	struct suspects suspects;

	suspects_init(&suspects);
	add_suspects(&suspects, 0, 2, 1);
	add_suspects(&suspects, 2, 5, 2);
	add_suspects(&suspects, 5, 6, 1);
	suspects_join(&suspects, 1);
	add_suspects(&suspects, 6, 7, 1);
	suspects_join(&suspects, 1);
	expect_suspects(&suspects, 6, 1);
	expect_suspects(&suspects, 5, 3);
	expect_suspects(&suspects, 2, 3);
	g_assert_cmpuint(suspects.waiting, ==, 0);
	suspects_clear(&suspects);
}

static void batches_of_no_series_are_never_joined(void)
{
	struct suspects suspects;

	suspects_init(&suspects);
	add_suspects(&suspects, 0, 2, SERIES_NONE);
	add_suspects(&suspects, 2, 4, SERIES_NONE);
	suspects_join(&suspects, SERIES_NONE);
	expect_suspects(&suspects, 2, 2);
	suspects_clear(&suspects);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/the batch that came last is first", the_batch_that_came_last_is_first);
	g_test_add_func("/what waits of a series is joined once",
			what_waits_of_a_series_is_joined_once);
	g_test_add_func("/batches of no series are never joined",
			batches_of_no_series_are_never_joined);
	return g_test_run();
}
