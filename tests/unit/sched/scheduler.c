/* Which tests a worker gets next. */
#include "sched/scheduler.h"

#include <stdio.h>

#define MS INT64_C(1000)
#define SECOND_US INT64_C(1000000)
#define UNKNOWN INT64_C(-1)

/* Workers on this machine, all of them there. */
static struct scheduler *start(struct scheduler_options options)
{
	struct scheduler *scheduler = scheduler_new(&options);

	scheduler_listed(scheduler, 20 * MS);
	for (int worker = 0; worker < options.workers; worker++)
		scheduler_joined(scheduler, worker);
	return scheduler;
}

static struct scheduler *start_here(int workers)
{
	return start((struct scheduler_options){.workers = workers, .is_shared = true});
}

static void add(struct scheduler *scheduler, const char *id, const char *group, int64_t duration_us)
{
	const struct planned_test test = {.id = id, .group = group, .duration_us = duration_us};

	scheduler_add(scheduler, &test);
}

static void add_many(struct scheduler *scheduler, int count, int64_t duration_us)
{
	for (int i = 0; i < count; i++) {
		char id[32];
		g_snprintf(id, sizeof(id), "test%d", i);
		add(scheduler, id, NULL, duration_us);
	}
}

static GArray *new_batch(void)
{
	return g_array_new(false, false, sizeof(size_t));
}

/* How many tests `worker` is given at `now_us`. */
static size_t count_given(struct scheduler *scheduler, int worker, int64_t now_us)
{
	g_autoptr(GArray) batch = new_batch();

	scheduler_take(scheduler, worker, now_us, false, batch);
	return batch->len;
}

/* `worker` is given exactly the tests with these numbers, separated by blanks; "": none. */
static void expect_given(struct scheduler *scheduler, int worker, const char *numbers)
{
	g_autoptr(GArray) batch = new_batch();
	g_autoptr(GString) given = g_string_new(NULL);

	scheduler_take(scheduler, worker, 0, false, batch);
	for (size_t i = 0; i < batch->len; i++)
		g_string_append_printf(given, "%s%zu", i > 0 ? " " : "",
				       g_array_index(batch, size_t, i));
	g_assert_cmpstr(given->str, ==, numbers);
}

static void a_single_worker_is_given_everything_at_once(void)
{
	scoped(scheduler) scheduler = start_here(1);

	add_many(scheduler, 5, UNKNOWN);
	expect_given(scheduler, 0, "0 1 2 3 4");
	g_assert_cmpuint(scheduler_pending(scheduler), ==, 0);
}

static void the_longest_come_first_and_in_listing_order(void)
{
	scoped(scheduler) scheduler = start_here(2);

	add(scheduler, "a", NULL, 1 * SECOND_US);
	add(scheduler, "b", NULL, 9 * SECOND_US);
	add(scheduler, "c", NULL, 1 * SECOND_US);
	add(scheduler, "d", NULL, 3 * SECOND_US);
	add(scheduler, "e", NULL, 3 * SECOND_US);
	add(scheduler, "f", NULL, 1 * SECOND_US);
	expect_given(scheduler, 0, "1");
	expect_given(scheduler, 1, "3 4");
}

static int earliest(const int64_t *free_us, int count)
{
	int first = 0;

	for (int i = 1; i < count; i++)
		if (free_us[i] < free_us[first])
			first = i;
	return first;
}

static void batches_shrink_towards_the_end(void)
{
	scoped(scheduler) scheduler = start_here(4);
	int64_t free_us[4] = {0};
	size_t batches = 0, largest = 0, last = 0;

	add_many(scheduler, 4000, 10 * MS);
	while (scheduler_pending(scheduler) > 0) {
		int worker = earliest(free_us, 4);
		scheduler_ended(scheduler, worker, 20 * MS);
		last = count_given(scheduler, worker, free_us[worker]);
		largest = MAX(largest, last);
		free_us[worker] += 20 * MS + (int64_t)last * 10 * MS;
		batches++;
	}
	g_assert_cmpuint(largest, >=, 400);
	g_assert_cmpuint(last, <=, 40);
	g_assert_cmpuint(batches, <=, 30);
}

static void a_runner_that_is_slow_to_start_is_started_once(void)
{
	scoped(scheduler) scheduler = start_here(4);

	scheduler_listed(scheduler, 400 * MS);
	add_many(scheduler, 1000, 4 * MS);
	for (int worker = 0; worker < 4; worker++)
		g_assert_cmpuint(count_given(scheduler, worker, 0), ==, 250);
}

static void the_cost_of_starting_is_what_was_measured(void)
{
	scoped(scheduler) scheduler = start_here(2);

	add_many(scheduler, 1000, 10 * MS);
	g_assert_cmpuint(count_given(scheduler, 0, 0), <, 500);
	scheduler_ended(scheduler, 0, 60 * SECOND_US);
	g_assert_cmpuint(count_given(scheduler, 0, 0), >, 400);
}

static void tests_that_never_ran_are_shared_by_all_however_slow_the_runner_starts(void)
{
	scoped(scheduler) scheduler = start_here(4);

	scheduler_listed(scheduler, 60 * SECOND_US);
	add_many(scheduler, 12, UNKNOWN);
	for (int worker = 0; worker < 4; worker++)
		g_assert_cmpuint(count_given(scheduler, worker, 0), ==, 3);
}

static void with_more_workers_than_tests_each_test_has_a_worker(void)
{
	scoped(scheduler) scheduler = start_here(8);

	add_many(scheduler, 3, UNKNOWN);
	expect_given(scheduler, 0, "0");
	expect_given(scheduler, 1, "1");
	expect_given(scheduler, 2, "2");
	expect_given(scheduler, 3, "");
}

static void what_is_less_than_a_start_is_not_left_over(void)
{
	scoped(scheduler) scheduler = start_here(2);

	scheduler_listed(scheduler, SECOND_US);
	add_many(scheduler, 10, 10 * MS);
	g_assert_cmpuint(count_given(scheduler, 0, 0), ==, 10);
}

static void groups_stay_whole_and_in_listing_order(void)
{
	scoped(scheduler) scheduler = start_here(4);

	add(scheduler, "a", "red", 100 * MS);
	add(scheduler, "b", "blue", 100 * MS);
	add(scheduler, "c", "red", 100 * MS);
	add(scheduler, "d", "blue", 100 * MS);
	add(scheduler, "e", "red", 100 * MS);
	expect_given(scheduler, 0, "0 2 4");
	expect_given(scheduler, 1, "1 3");
}

static void isolated_tests_come_one_by_one_but_groups_whole(void)
{
	scoped(scheduler) scheduler =
		start((struct scheduler_options){.workers = 2, .scheduling.is_isolated = true});

	add(scheduler, "a", NULL, 100 * MS);
	add(scheduler, "b", "red", 200 * MS);
	add(scheduler, "c", "red", 200 * MS);
	expect_given(scheduler, 0, "1 2");
	expect_given(scheduler, 1, "0");
	expect_given(scheduler, 0, "");
}

static void a_static_schedule_gives_each_worker_one_batch_of_equal_work(void)
{
	scoped(scheduler) scheduler = start(
		(struct scheduler_options){.workers = 2, .scheduling.schedule = SCHEDULE_STATIC});

	add(scheduler, "a", NULL, 6 * SECOND_US);
	add(scheduler, "b", NULL, 1 * SECOND_US);
	add(scheduler, "c", NULL, 3 * SECOND_US);
	add(scheduler, "d", NULL, 2 * SECOND_US);
	expect_given(scheduler, 0, "0");
	expect_given(scheduler, 1, "1 2 3");
	expect_given(scheduler, 0, "");
}

static void what_a_static_schedule_gets_back_it_gives_at_once(void)
{
	scoped(scheduler) scheduler = start(
		(struct scheduler_options){.workers = 2, .scheduling.schedule = SCHEDULE_STATIC});
	const size_t returned[] = {0, 2};

	add_many(scheduler, 4, SECOND_US);
	expect_given(scheduler, 0, "0 2");
	expect_given(scheduler, 1, "1 3");
	scheduler_return(scheduler, returned, 2);
	expect_given(scheduler, 1, "0 2");
}

static void what_is_to_run_alone_comes_last_in_a_batch_of_its_own(void)
{
	scoped(scheduler) scheduler = start_here(1);
	const size_t returned[] = {1, 2};

	add_many(scheduler, 3, SECOND_US);
	expect_given(scheduler, 0, "0 1 2");
	scheduler_return_alone(scheduler, 0);
	scheduler_return(scheduler, returned, 2);
	g_assert_cmpuint(scheduler_pending(scheduler), ==, 3);
	expect_given(scheduler, 0, "1 2");
	expect_given(scheduler, 0, "0");
}

static void what_is_left_of_a_group_stays_together(void)
{
	scoped(scheduler) scheduler =
		start((struct scheduler_options){.workers = 2, .scheduling.is_isolated = true});
	const size_t returned[] = {1, 2};

	for (int i = 0; i < 3; i++)
		add(scheduler, (const char *const[]){"a", "b", "c"}[i], "red", SECOND_US);
	expect_given(scheduler, 0, "0 1 2");
	scheduler_return(scheduler, returned, 2);
	expect_given(scheduler, 0, "1 2");
}

static void tests_that_are_not_to_be_run_are_passed_over(void)
{
	scoped(scheduler) scheduler = start_here(1);

	add(scheduler, "a", NULL, UNKNOWN);
	scheduler_skip(scheduler);
	add(scheduler, "c", NULL, UNKNOWN);
	expect_given(scheduler, 0, "0 2");
}

static void nothing_long_is_given_to_a_worker_of_unknown_speed(void)
{
	scoped(scheduler) scheduler = start((struct scheduler_options){.workers = 2});
	g_autoptr(GArray) batch = new_batch();

	for (int i = 0; i < 4; i++)
		add(scheduler, "long", NULL, 6 * SECOND_US);
	add_many(scheduler, 100, SECOND_US);
	scheduler_take(scheduler, 0, 0, false, batch);
	g_assert_cmpuint(batch->len, >, 0);
	for (size_t i = 0; i < batch->len; i++)
		g_assert_cmpuint(g_array_index(batch, size_t, i), >=, 4);
}

/* Runs a batch of tests of a second in `worker`, which takes `second_us` for each. */
static void run_batch(struct scheduler *scheduler, int worker, int64_t second_us)
{
	g_autoptr(GArray) batch = new_batch();

	scheduler_take(scheduler, worker, 0, false, batch);
	for (size_t i = 0; i < batch->len; i++)
		scheduler_tested(scheduler, worker, SECOND_US, g_array_index(batch, size_t, i),
				 second_us);
	scheduler_ended(scheduler, worker, 0);
}

/* Four instances that have run a batch each; in worker 1 everything takes eight times as long. */
static struct scheduler *start_uneven(void)
{
	struct scheduler *scheduler = start((struct scheduler_options){.workers = 4});

	add_many(scheduler, 64, SECOND_US);
	for (int worker = 0; worker < 4; worker++)
		run_batch(scheduler, worker, worker == 1 ? 8 * SECOND_US : SECOND_US);
	return scheduler;
}

static void a_slow_worker_is_given_less(void)
{
	scoped(scheduler) scheduler = start_uneven();
	size_t slow = count_given(scheduler, 1, 8 * SECOND_US);

	g_assert_cmpuint(slow, <, count_given(scheduler, 0, 8 * SECOND_US));
}

static void a_slow_worker_is_not_given_the_last_long_test(void)
{
	scoped(scheduler) scheduler = start_uneven();

	while (scheduler_pending(scheduler) > 1)
		for (int worker = 0; worker < 4 && scheduler_pending(scheduler) > 1; worker += 2)
			g_assert_cmpuint(count_given(scheduler, worker, 8 * SECOND_US), >, 0);
	g_assert_cmpuint(count_given(scheduler, 1, 8 * SECOND_US), ==, 0);
	g_assert_cmpuint(count_given(scheduler, 3, 8 * SECOND_US), ==, 1);
}

static void a_worker_that_would_start_after_the_end_is_given_nothing(void)
{
	scoped(scheduler) scheduler = start_uneven();

	for (int i = 0; i < 4; i++)
		scheduler_ended(scheduler, 0, 10 * SECOND_US);
	g_assert_cmpuint(count_given(scheduler, 1, 8 * SECOND_US), ==, 0);
	g_assert_cmpuint(count_given(scheduler, 0, 8 * SECOND_US), >, 0);
}

static void a_slow_worker_is_given_it_if_there_is_no_other(void)
{
	scoped(scheduler) scheduler = start_uneven();
	g_autoptr(GArray) batch = new_batch();

	for (int worker = 0; scheduler_pending(scheduler) > 1; worker = 2 - worker)
		count_given(scheduler, worker, 8 * SECOND_US);
	g_assert_true(scheduler_take(scheduler, 1, 8 * SECOND_US, true, batch));
	g_assert_cmpuint(batch->len, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a single worker is given everything at once",
			a_single_worker_is_given_everything_at_once);
	g_test_add_func("/the longest come first and in listing order",
			the_longest_come_first_and_in_listing_order);
	g_test_add_func("/batches shrink towards the end", batches_shrink_towards_the_end);
	g_test_add_func("/a runner that is slow to start is started once",
			a_runner_that_is_slow_to_start_is_started_once);
	g_test_add_func("/the cost of starting is what was measured",
			the_cost_of_starting_is_what_was_measured);
	g_test_add_func("/tests that never ran are shared by all however slow the runner starts",
			tests_that_never_ran_are_shared_by_all_however_slow_the_runner_starts);
	g_test_add_func("/with more workers than tests each test has a worker",
			with_more_workers_than_tests_each_test_has_a_worker);
	g_test_add_func("/what is less than a start is not left over",
			what_is_less_than_a_start_is_not_left_over);
	g_test_add_func("/groups stay whole and in listing order",
			groups_stay_whole_and_in_listing_order);
	g_test_add_func("/isolated tests come one by one but groups whole",
			isolated_tests_come_one_by_one_but_groups_whole);
	g_test_add_func("/a static schedule gives each worker one batch of equal work",
			a_static_schedule_gives_each_worker_one_batch_of_equal_work);
	g_test_add_func("/what a static schedule gets back it gives at once",
			what_a_static_schedule_gets_back_it_gives_at_once);
	g_test_add_func("/what is to run alone comes last in a batch of its own",
			what_is_to_run_alone_comes_last_in_a_batch_of_its_own);
	g_test_add_func("/what is left of a group stays together",
			what_is_left_of_a_group_stays_together);
	g_test_add_func("/tests that are not to be run are passed over",
			tests_that_are_not_to_be_run_are_passed_over);
	g_test_add_func("/nothing long is given to a worker of unknown speed",
			nothing_long_is_given_to_a_worker_of_unknown_speed);
	g_test_add_func("/a slow worker is given less", a_slow_worker_is_given_less);
	g_test_add_func("/a slow worker is not given the last long test",
			a_slow_worker_is_not_given_the_last_long_test);
	g_test_add_func("/a worker that would start after the end is given nothing",
			a_worker_that_would_start_after_the_end_is_given_nothing);
	g_test_add_func("/a slow worker is given it if there is no other",
			a_slow_worker_is_given_it_if_there_is_no_other);
	return g_test_run();
}
