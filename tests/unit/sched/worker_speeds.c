/* How fast workers are, what a start costs, and when the run will end. */
#include "sched/worker_speeds.h"

/* `count` tests of `work` in `worker`, each of which takes `time_us`. */
static void run(struct worker_speeds *speeds, int worker, int count, double work, double time_us)
{
	worker_speeds_begin(speeds, worker, 0, (size_t)count, work * count, true);
	for (int i = 0; i < count; i++)
		worker_speeds_tested(speeds, worker, 0, work, time_us, true);
	worker_speeds_end(speeds, worker, -1);
}

static struct worker_speeds come(int workers, bool is_shared)
{
	struct worker_speeds speeds;

	worker_speeds_init(&speeds, workers, is_shared);
	worker_speeds_trust(&speeds, 1);
	for (int i = 0; i < workers; i++)
		worker_speeds_joined(&speeds, i);
	return speeds;
}

static void a_slow_worker_is_told_from_its_tests(void)
{
	struct worker_speeds speeds = come(2, false);

	run(&speeds, 0, 20, 1000, 1000);
	run(&speeds, 1, 20, 1000, 4000);
	g_assert_cmpfloat(worker_speeds_of(&speeds, 0), >, 3 * worker_speeds_of(&speeds, 1));
	worker_speeds_clear(&speeds);
}

static void one_long_test_makes_no_slow_worker(void)
{
	struct worker_speeds speeds = come(2, false);

	run(&speeds, 0, 20, 1000, 1000);
	run(&speeds, 1, 19, 1000, 1000);
	run(&speeds, 1, 1, 1000, 60000);
	g_assert_cmpfloat(worker_speeds_of(&speeds, 0), <, 1.5 * worker_speeds_of(&speeds, 1));
	worker_speeds_clear(&speeds);
}

static void workers_of_one_machine_are_equally_fast(void)
{
	struct worker_speeds speeds = come(2, true);

	run(&speeds, 0, 20, 1000, 1000);
	run(&speeds, 1, 20, 1000, 4000);
	g_assert_cmpfloat(worker_speeds_of(&speeds, 0), ==, worker_speeds_of(&speeds, 1));
	worker_speeds_clear(&speeds);
}

static void a_worker_that_joins_again_has_an_unknown_speed(void)
{
	struct worker_speeds speeds = come(2, false);

	run(&speeds, 0, 20, 1000, 1000);
	run(&speeds, 1, 20, 1000, 4000);
	worker_speeds_left(&speeds, 1);
	g_assert_cmpint(worker_speeds_count(&speeds), ==, 1);
	worker_speeds_joined(&speeds, 1);
	g_assert_cmpint(worker_speeds_count(&speeds), ==, 2);
	g_assert_true(worker_speeds_is_unmeasured(&speeds, 1));
	g_assert_false(worker_speeds_is_unmeasured(&speeds, 0));
	worker_speeds_clear(&speeds);
}

static void the_listing_is_forgotten_once_a_start_was_measured(void)
{
	struct worker_speeds speeds = come(1, true);

	worker_speeds_listed(&speeds, 900000);
	g_assert_cmpfloat(worker_speeds_startup_us(&speeds, 0), ==, 900000);
	worker_speeds_end(&speeds, 0, 20000);
	g_assert_cmpfloat(worker_speeds_startup_us(&speeds, 0), ==, 20000);
	worker_speeds_end(&speeds, 0, -1);
	g_assert_cmpfloat(worker_speeds_startup_us(&speeds, 0), ==, 20000);
	worker_speeds_clear(&speeds);
}

static void all_end_together(void)
{
	struct worker_speeds speeds = come(2, true);

	worker_speeds_listed(&speeds, 0);
	worker_speeds_begin(&speeds, 0, 0, 1, 1000, true);
	worker_speeds_predict(&speeds, 0, 3000);
	g_assert_cmpfloat(speeds.end_us, ==, 2000);
	worker_speeds_clear(&speeds);
}

static void who_is_busy_beyond_the_end_takes_no_part(void)
{
	struct worker_speeds speeds = come(2, true);

	worker_speeds_listed(&speeds, 0);
	worker_speeds_begin(&speeds, 0, 0, 1, 1000000, true);
	worker_speeds_predict(&speeds, 0, 3000);
	g_assert_cmpfloat(speeds.end_us, ==, 3000);
	worker_speeds_clear(&speeds);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a slow worker is told from its tests",
			a_slow_worker_is_told_from_its_tests);
	g_test_add_func("/one long test makes no slow worker", one_long_test_makes_no_slow_worker);
	g_test_add_func("/workers of one machine are equally fast",
			workers_of_one_machine_are_equally_fast);
	g_test_add_func("/a worker that joins again has an unknown speed",
			a_worker_that_joins_again_has_an_unknown_speed);
	g_test_add_func("/the listing is forgotten once a start was measured",
			the_listing_is_forgotten_once_a_start_was_measured);
	g_test_add_func("/all end together", all_end_together);
	g_test_add_func("/who is busy beyond the end takes no part",
			who_is_busy_beyond_the_end_takes_no_part);
	return g_test_run();
}
