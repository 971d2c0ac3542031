/* Runs in virtual time. */
#include "core/forecast.h"

#define MS INT64_C(1000)
#define SECOND_US INT64_C(1000000)

static const struct planned_test four[] = {
	{"a", NULL, 4 * SECOND_US, false, 0},
	{"b", NULL, 2 * SECOND_US, false, 0},
	{"c", NULL, SECOND_US, false, 0},
	{"d", NULL, SECOND_US, false, 0},
};

static struct coordinator_options local(int workers)
{
	return (struct coordinator_options){.concurrency = workers, .can_choose = true};
}

static void make_forecast(struct forecast *forecast, const struct coordinator_options *options,
			  const struct forecast_assumptions *assumptions)
{
	forecast_run(forecast, options, four, G_N_ELEMENTS(four), assumptions);
}

static const struct forecast_execution *execution(const struct forecast *forecast,
						  unsigned int number)
{
	g_assert_cmpuint(number, <, forecast->executions->len);
	return &g_array_index(forecast->executions, struct forecast_execution, number);
}

static size_t test_of(const struct forecast_execution *execution, unsigned int place)
{
	g_assert_cmpuint(place, <, execution->tests->len);
	return g_array_index(execution->tests, size_t, place);
}

static size_t count_tests(const struct forecast *forecast)
{
	size_t count = 0;

	for (unsigned int i = 0; i < forecast->executions->len; i++)
		count += execution(forecast, i)->tests->len;
	return count;
}

static void test_times_are_those_of_the_tests_and_their_runners(void)
{
	struct coordinator_options options = local(2);
	const struct forecast_assumptions assumptions = {.listing_us = 100 * MS,
							 .startup_us = 10 * MS};
	cleared(forecast) forecast = {0};

	options.scheduling.schedule = SCHEDULE_STATIC;
	make_forecast(&forecast, &options, &assumptions);
	/* a on the one, b c d on the other */
	g_assert_cmpint(forecast.verdict, ==, VERDICT_PASSED);
	g_assert_cmpuint(forecast.executions->len, ==, 2);
	g_assert_cmpuint(execution(&forecast, 0)->tests->len, ==, 1);
	g_assert_cmpuint(test_of(execution(&forecast, 0), 0), ==, 0);
	g_assert_cmpuint(execution(&forecast, 1)->tests->len, ==, 3);
	for (unsigned int i = 0; i < 2; i++) {
		g_assert_cmpint(execution(&forecast, i)->worker, ==, (int)i);
		g_assert_cmpint(execution(&forecast, i)->instance, ==, INSTANCE_NONE);
		g_assert_cmpint(execution(&forecast, i)->began_us, ==, 100 * MS);
		g_assert_cmpint(execution(&forecast, i)->ended_us, ==, 4110 * MS);
	}
	g_assert_cmpint(forecast.listed_us, ==, 100 * MS);
	g_assert_cmpint(forecast.tested_us, ==, 4110 * MS);
	g_assert_cmpint(forecast.ended_us, ==, 4110 * MS);
	g_assert_cmpint(forecast.work_us, ==, 8 * SECOND_US);
	g_assert_cmpint(forecast_bound_us(&forecast, 2, &assumptions), ==, 4110 * MS);
}

static void test_instances_come_one_after_the_other(void)
{
	struct coordinator_options options = local(3);
	const struct forecast_assumptions assumptions = {
		.arrival_us = SECOND_US,
		.interval_us = 500 * MS,
		.listing_us = 100 * MS,
	};
	cleared(forecast) forecast = {0};

	options.uses_instances = options.scheduling.is_isolated = true;
	make_forecast(&forecast, &options, &assumptions);
	g_assert_cmpint(forecast.summary.instances, ==, 3);
	g_assert_cmpint(forecast.summary.ready_us, ==, SECOND_US);
	g_assert_cmpint(forecast.summary.listing_us, ==, 100 * MS);
	g_assert_cmpuint(forecast.executions->len, ==, 4);
	g_assert_cmpint(execution(&forecast, 0)->began_us, ==, 1100 * MS);
	g_assert_cmpint(execution(&forecast, 0)->instance, ==, 0);
	g_assert_cmpint(execution(&forecast, 1)->began_us, ==, 1500 * MS);
	g_assert_cmpint(execution(&forecast, 1)->instance, ==, 1);
	g_assert_cmpint(execution(&forecast, 2)->began_us, ==, 2000 * MS);
}

/* The second place is three times slower; the others are ordinary. */
static struct forecast_place come_slowly(int64_t now_us, void *data)
{
	int *places = data;

	(void)now_us;
	return (struct forecast_place){(*places)++ == 1 ? 3 : 1, INT64_MAX};
}

static void test_a_slow_place_takes_longer(void)
{
	struct coordinator_options options = local(2);
	int places = 0;
	const struct forecast_assumptions assumptions = {.describe_place = come_slowly,
							 .data = &places};
	cleared(forecast) forecast = {0};

	options.scheduling.schedule = SCHEDULE_STATIC;
	make_forecast(&forecast, &options, &assumptions);
	g_assert_cmpint(execution(&forecast, 0)->ended_us, ==, 4 * SECOND_US);
	g_assert_cmpint(execution(&forecast, 1)->ended_us, ==, 12 * SECOND_US);
}

/* The first place is lost after a second and a half; the others stay. */
static struct forecast_place come_and_go(int64_t now_us, void *data)
{
	int *places = data;

	(void)now_us;
	return (struct forecast_place){1, (*places)++ == 0 ? 1500 * MS : INT64_MAX};
}

static void test_what_is_lost_is_replaced_and_its_tests_run_again(void)
{
	struct coordinator_options options = local(1);
	int places = 0;
	const struct forecast_assumptions assumptions = {.describe_place = come_and_go,
							 .data = &places};
	cleared(forecast) forecast = {0};

	options.uses_instances = true;
	options.instances.replacements = 1;
	make_forecast(&forecast, &options, &assumptions);
	g_assert_cmpint(forecast.verdict, ==, VERDICT_PASSED);
	g_assert_cmpint(forecast.summary.instances_lost, ==, 1);
	g_assert_cmpint(forecast.summary.instances, ==, 2);
	g_assert_cmpint(execution(&forecast, 0)->ended_us, ==, 1500 * MS);
}

static void test_times_that_will_be_up_are_up(void)
{
	struct coordinator_options options = local(1);
	const struct forecast_assumptions assumptions = {0};
	cleared(forecast) each = {0};
	cleared(forecast) all = {0};

	options.limits.test_timeout_us = 3 * SECOND_US;
	make_forecast(&each, &options, &assumptions);
	g_assert_cmpint(each.verdict, ==, VERDICT_TESTS_FAILED);
	g_assert_cmpint(each.ended_us, ==, 7 * SECOND_US);
	options.limits.test_timeout_us = 0;
	options.limits.run_timeout_us = 5 * SECOND_US;
	make_forecast(&all, &options, &assumptions);
	g_assert_cmpint(all.verdict, ==, VERDICT_RUN_TIMED_OUT);
	g_assert_cmpint(all.ended_us, ==, 5 * SECOND_US);
}

static void test_a_run_may_be_stopped_at_every_stage(void)
{
	struct coordinator_options options = local(2);
	const struct forecast_assumptions assumptions = {
		.arrival_us = SECOND_US,
		.interval_us = SECOND_US,
		.listing_us = SECOND_US / 2,
		.startup_us = SECOND_US,
	};

	options.uses_instances = true;
	for (int64_t limit_us = SECOND_US / 4; limit_us < 4 * SECOND_US;
	     limit_us += SECOND_US / 4) {
		cleared(forecast) forecast = {0};
		options.limits.run_timeout_us = limit_us;
		make_forecast(&forecast, &options, &assumptions);
		bool is_listing = limit_us >= SECOND_US && limit_us < SECOND_US * 3 / 2;
		g_assert_cmpint(forecast.verdict, ==,
				is_listing ? VERDICT_LISTING_FAILED : VERDICT_RUN_TIMED_OUT);
	}
}

static void test_silence_and_provisioning_are_not_limited_for_they_are_not_known(void)
{
	struct coordinator_options options = local(1);
	const struct forecast_assumptions assumptions = {.arrival_us = 9 * SECOND_US};
	cleared(forecast) forecast = {0};

	options.uses_instances = true;
	options.limits.no_output_timeout_us = options.limits.provision_timeout_us = SECOND_US;
	make_forecast(&forecast, &options, &assumptions);
	g_assert_cmpint(forecast.verdict, ==, VERDICT_PASSED);
}

static void test_tests_of_unknown_duration_take_what_is_expected_of_them(void)
{
	static const struct planned_test tests[] = {
		{"m.C.a", NULL, 3 * SECOND_US, false, 0},
		{"m.C.b", NULL, -1, false, 0},
		{"m.C.c", NULL, -1, false, 0},
	};
	const struct coordinator_options options = local(1);
	const struct forecast_assumptions assumptions = {0};
	const int64_t given_us[] = {1, 2, 3};
	const struct forecast_assumptions given = {.durations_us = given_us};
	cleared(forecast) expected = {0};
	cleared(forecast) told = {0};

	forecast_run(&expected, &options, tests, 3, &assumptions);
	g_assert_cmpint(expected.work_us, ==, 9 * SECOND_US);
	g_assert_cmpint(expected.tested_us, ==, 9 * SECOND_US);
	forecast_run(&told, &options, tests, 3, &given);
	g_assert_cmpint(told.tested_us, ==, 6);
}

static void test_no_schedule_splits_a_group(void)
{
	static const struct planned_test tests[] = {
		{"g.1", "g", 2 * SECOND_US, false, 0},
		{"alone", NULL, 3 * SECOND_US, false, 0},
		{"g.2", "g", 2 * SECOND_US, false, 0},
	};
	const struct coordinator_options options = local(2);
	const struct forecast_assumptions assumptions = {0};
	cleared(forecast) forecast = {0};

	forecast_run(&forecast, &options, tests, 3, &assumptions);
	g_assert_cmpint(forecast.longest_us, ==, 4 * SECOND_US);
	g_assert_cmpint(forecast_bound_us(&forecast, 2, &assumptions), ==, 4 * SECOND_US);
	g_assert_cmpint(forecast_bound_us(&forecast, 1, &assumptions), ==, 7 * SECOND_US);
}

static void test_no_tests_are_no_executions(void)
{
	const struct coordinator_options options = local(2);
	const struct forecast_assumptions assumptions = {.listing_us = 7};
	cleared(forecast) forecast = {0};

	forecast_run(&forecast, &options, NULL, 0, &assumptions);
	g_assert_cmpint(forecast.verdict, ==, VERDICT_NO_TESTS);
	g_assert_cmpuint(forecast.executions->len, ==, 0);
	g_assert_cmpint(forecast.ended_us, ==, 7);
}

/* Whatever the world is like, each test is run, and no run beats the bound. */
static void test_all_tests_are_run_and_no_sooner_than_can_be(void)
{
	enum { COUNT = 300 };
	g_autoptr(GRand) dice = g_rand_new_with_seed(1);
	g_autoptr(GStringChunk) ids = g_string_chunk_new(4096);

	for (int round = 0; round < 100; round++) {
		struct coordinator_options options = local(g_rand_int_range(dice, 1, 20));
		const struct forecast_assumptions assumptions = {
			.arrival_us = g_rand_int_range(dice, 0, 1000000),
			.listing_us = g_rand_int_range(dice, 0, 1000000),
			.startup_us = g_rand_int_range(dice, 0, 1000000),
		};
		struct planned_test tests[COUNT];
		cleared(forecast) forecast = {0};
		options.uses_instances = g_rand_boolean(dice);
		options.scheduling.schedule =
			g_rand_int_range(dice, 0, 3) == 0 ? SCHEDULE_STATIC : SCHEDULE_DYNAMIC;
		options.scheduling.is_isolated = g_rand_int_range(dice, 0, 3) == 0;
		for (int i = 0; i < COUNT; i++) {
			char id[32];
			g_snprintf(id, sizeof id, "m%d.test%d", i / 10, i);
			tests[i] = (struct planned_test){g_string_chunk_insert_const(ids, id), NULL,
							 g_rand_int_range(dice, -1, 1000000), false,
							 0};
		}
		forecast_run(&forecast, &options, tests, COUNT, &assumptions);
		g_assert_cmpint(forecast.verdict, ==, VERDICT_PASSED);
		g_assert_cmpuint(count_tests(&forecast), ==, COUNT);
		g_assert_cmpint(forecast.tested_us, >=,
				forecast_bound_us(&forecast, options.concurrency, &assumptions));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/forecast/times are those of the tests and their runners",
			test_times_are_those_of_the_tests_and_their_runners);
	g_test_add_func("/forecast/instances come one after the other",
			test_instances_come_one_after_the_other);
	g_test_add_func("/forecast/a slow place takes longer", test_a_slow_place_takes_longer);
	g_test_add_func("/forecast/what is lost is replaced and its tests run again",
			test_what_is_lost_is_replaced_and_its_tests_run_again);
	g_test_add_func("/forecast/times that will be up are up",
			test_times_that_will_be_up_are_up);
	g_test_add_func("/forecast/a run may be stopped at every stage",
			test_a_run_may_be_stopped_at_every_stage);
	g_test_add_func("/forecast/silence and provisioning are not limited",
			test_silence_and_provisioning_are_not_limited_for_they_are_not_known);
	g_test_add_func("/forecast/tests of unknown duration take what is expected",
			test_tests_of_unknown_duration_take_what_is_expected_of_them);
	g_test_add_func("/forecast/no schedule splits a group", test_no_schedule_splits_a_group);
	g_test_add_func("/forecast/no tests are no executions", test_no_tests_are_no_executions);
	g_test_add_func("/forecast/all tests are run and no sooner than can be",
			test_all_tests_are_run_and_no_sooner_than_can_be);
	return g_test_run();
}
