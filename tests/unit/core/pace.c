/* How fast workers are, what a start costs, and when the run will end. */
#include "core/pace.h"

/* `count` tests of `work` in `worker`, each of which takes `time_us`. */
static void run(struct pace *pace, int worker, int count, double work, double time_us)
{
	pace_begin(pace, worker, 0, (size_t)count, work * count, true);
	for (int i = 0; i < count; i++)
		pace_tested(pace, worker, 0, work, time_us, true);
	pace_end(pace, worker, -1);
}

static struct pace come(int workers, bool is_shared)
{
	struct pace pace;

	pace_init(&pace, workers, is_shared);
	pace_trust(&pace, 1);
	for (int i = 0; i < workers; i++)
		pace_come(&pace, i);
	return pace;
}

static void a_slow_worker_is_told_from_its_tests(void)
{
	struct pace pace = come(2, false);

	run(&pace, 0, 20, 1000, 1000);
	run(&pace, 1, 20, 1000, 4000);
	g_assert_cmpfloat(pace_speed(&pace, 0), >, 3 * pace_speed(&pace, 1));
	pace_clear(&pace);
}

static void one_long_test_makes_no_slow_worker(void)
{
	struct pace pace = come(2, false);

	run(&pace, 0, 20, 1000, 1000);
	run(&pace, 1, 19, 1000, 1000);
	run(&pace, 1, 1, 1000, 60000);
	g_assert_cmpfloat(pace_speed(&pace, 0), <, 1.5 * pace_speed(&pace, 1));
	pace_clear(&pace);
}

static void workers_of_one_machine_are_equally_fast(void)
{
	struct pace pace = come(2, true);

	run(&pace, 0, 20, 1000, 1000);
	run(&pace, 1, 20, 1000, 4000);
	g_assert_cmpfloat(pace_speed(&pace, 0), ==, pace_speed(&pace, 1));
	pace_clear(&pace);
}

static void who_comes_again_is_a_stranger(void)
{
	struct pace pace = come(2, false);

	run(&pace, 0, 20, 1000, 1000);
	run(&pace, 1, 20, 1000, 4000);
	pace_go(&pace, 1);
	g_assert_cmpint(pace_workers(&pace), ==, 1);
	pace_come(&pace, 1);
	g_assert_cmpint(pace_workers(&pace), ==, 2);
	g_assert_true(pace_is_new(&pace, 1));
	g_assert_false(pace_is_new(&pace, 0));
	pace_clear(&pace);
}

static void the_listing_is_forgotten_once_a_start_was_measured(void)
{
	struct pace pace = come(1, true);

	pace_listed(&pace, 900000);
	g_assert_cmpfloat(pace_startup_us(&pace, 0), ==, 900000);
	pace_end(&pace, 0, 20000);
	g_assert_cmpfloat(pace_startup_us(&pace, 0), ==, 20000);
	pace_end(&pace, 0, -1);
	g_assert_cmpfloat(pace_startup_us(&pace, 0), ==, 20000);
	pace_clear(&pace);
}

static void all_end_together(void)
{
	struct pace pace = come(2, true);

	pace_listed(&pace, 0);
	pace_begin(&pace, 0, 0, 1, 1000, true);
	pace_forecast(&pace, 0, 3000);
	g_assert_cmpfloat(pace.end_us, ==, 2000);
	pace_clear(&pace);
}

static void who_is_busy_beyond_the_end_takes_no_part(void)
{
	struct pace pace = come(2, true);

	pace_listed(&pace, 0);
	pace_begin(&pace, 0, 0, 1, 1000000, true);
	pace_forecast(&pace, 0, 3000);
	g_assert_cmpfloat(pace.end_us, ==, 3000);
	pace_clear(&pace);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a slow worker is told from its tests",
			a_slow_worker_is_told_from_its_tests);
	g_test_add_func("/one long test makes no slow worker", one_long_test_makes_no_slow_worker);
	g_test_add_func("/workers of one machine are equally fast",
			workers_of_one_machine_are_equally_fast);
	g_test_add_func("/who comes again is a stranger", who_comes_again_is_a_stranger);
	g_test_add_func("/the listing is forgotten once a start was measured",
			the_listing_is_forgotten_once_a_start_was_measured);
	g_test_add_func("/all end together", all_end_together);
	g_test_add_func("/who is busy beyond the end takes no part",
			who_is_busy_beyond_the_end_takes_no_part);
	return g_test_run();
}
