/* Runs in virtual time. */
#include "core/rehearsal.h"

#define MS INT64_C(1000)
#define SECOND_US INT64_C(1000000)

static const struct core_test four[] = {
	{"a", NULL, 4 * SECOND_US, false},
	{"b", NULL, 2 * SECOND_US, false},
	{"c", NULL, SECOND_US, false},
	{"d", NULL, SECOND_US, false},
};

static struct coordinator_options local(int workers)
{
	return (struct coordinator_options){.concurrency = workers, .can_choose = true};
}

static void rehearse(struct rehearsal *rehearsal, const struct coordinator_options *options,
		     const struct rehearsal_world *world)
{
	rehearsal_run(rehearsal, options, four, G_N_ELEMENTS(four), world);
}

static const struct rehearsed *execution(const struct rehearsal *rehearsal, unsigned int number)
{
	g_assert_cmpuint(number, <, rehearsal->executions->len);
	return &g_array_index(rehearsal->executions, struct rehearsed, number);
}

static size_t test_of(const struct rehearsed *rehearsed, unsigned int place)
{
	g_assert_cmpuint(place, <, rehearsed->tests->len);
	return g_array_index(rehearsed->tests, size_t, place);
}

static size_t count_tests(const struct rehearsal *rehearsal)
{
	size_t count = 0;

	for (unsigned int i = 0; i < rehearsal->executions->len; i++)
		count += execution(rehearsal, i)->tests->len;
	return count;
}

static void test_times_are_those_of_the_tests_and_their_runners(void)
{
	struct coordinator_options options = local(2);
	const struct rehearsal_world world = {.listing_us = 100 * MS, .startup_us = 10 * MS};
	cleared(rehearsal) rehearsal = {0};

	options.is_static = true;
	rehearse(&rehearsal, &options, &world);
	/* a on the one, b c d on the other */
	g_assert_cmpint(rehearsal.verdict, ==, VERDICT_PASSED);
	g_assert_cmpuint(rehearsal.executions->len, ==, 2);
	g_assert_cmpuint(execution(&rehearsal, 0)->tests->len, ==, 1);
	g_assert_cmpuint(test_of(execution(&rehearsal, 0), 0), ==, 0);
	g_assert_cmpuint(execution(&rehearsal, 1)->tests->len, ==, 3);
	for (unsigned int i = 0; i < 2; i++) {
		g_assert_cmpint(execution(&rehearsal, i)->worker, ==, (int)i);
		g_assert_cmpint(execution(&rehearsal, i)->instance, ==, INSTANCE_NONE);
		g_assert_cmpint(execution(&rehearsal, i)->began_us, ==, 100 * MS);
		g_assert_cmpint(execution(&rehearsal, i)->ended_us, ==, 4110 * MS);
	}
	g_assert_cmpint(rehearsal.listed_us, ==, 100 * MS);
	g_assert_cmpint(rehearsal.tested_us, ==, 4110 * MS);
	g_assert_cmpint(rehearsal.ended_us, ==, 4110 * MS);
	g_assert_cmpint(rehearsal.work_us, ==, 8 * SECOND_US);
	g_assert_cmpint(rehearsal_bound_us(&rehearsal, 2, &world), ==, 4110 * MS);
}

static void test_instances_come_one_after_the_other(void)
{
	struct coordinator_options options = local(3);
	const struct rehearsal_world world = {
		.arrival_us = SECOND_US,
		.interval_us = 500 * MS,
		.listing_us = 100 * MS,
	};
	cleared(rehearsal) rehearsal = {0};

	options.uses_instances = options.is_isolated = true;
	rehearse(&rehearsal, &options, &world);
	g_assert_cmpint(rehearsal.summary.instances, ==, 3);
	g_assert_cmpint(rehearsal.summary.ready_us, ==, SECOND_US);
	g_assert_cmpint(rehearsal.summary.listing_us, ==, 100 * MS);
	g_assert_cmpuint(rehearsal.executions->len, ==, 4);
	g_assert_cmpint(execution(&rehearsal, 0)->began_us, ==, 1100 * MS);
	g_assert_cmpint(execution(&rehearsal, 0)->instance, ==, 0);
	g_assert_cmpint(execution(&rehearsal, 1)->began_us, ==, 1500 * MS);
	g_assert_cmpint(execution(&rehearsal, 1)->instance, ==, 1);
	g_assert_cmpint(execution(&rehearsal, 2)->began_us, ==, 2000 * MS);
}

/* The second place is three times slower; the others are ordinary. */
static struct rehearsal_place come_slowly(int64_t now_us, void *data)
{
	int *places = data;

	(void)now_us;
	return (struct rehearsal_place){(*places)++ == 1 ? 3 : 1, INT64_MAX};
}

static void test_a_slow_place_takes_longer(void)
{
	struct coordinator_options options = local(2);
	int places = 0;
	const struct rehearsal_world world = {.come = come_slowly, .data = &places};
	cleared(rehearsal) rehearsal = {0};

	options.is_static = true;
	rehearse(&rehearsal, &options, &world);
	g_assert_cmpint(execution(&rehearsal, 0)->ended_us, ==, 4 * SECOND_US);
	g_assert_cmpint(execution(&rehearsal, 1)->ended_us, ==, 12 * SECOND_US);
}

/* The first place is lost after a second and a half; the others stay. */
static struct rehearsal_place come_and_go(int64_t now_us, void *data)
{
	int *places = data;

	(void)now_us;
	return (struct rehearsal_place){1, (*places)++ == 0 ? 1500 * MS : INT64_MAX};
}

static void test_what_is_lost_is_replaced_and_its_tests_run_again(void)
{
	struct coordinator_options options = local(1);
	int places = 0;
	const struct rehearsal_world world = {.come = come_and_go, .data = &places};
	cleared(rehearsal) rehearsal = {0};

	options.uses_instances = true;
	options.instance_replacements = 1;
	rehearse(&rehearsal, &options, &world);
	g_assert_cmpint(rehearsal.verdict, ==, VERDICT_PASSED);
	g_assert_cmpint(rehearsal.summary.instances_lost, ==, 1);
	g_assert_cmpint(rehearsal.summary.instances, ==, 2);
	g_assert_cmpint(execution(&rehearsal, 0)->ended_us, ==, 1500 * MS);
}

static void test_times_that_will_be_up_are_up(void)
{
	struct coordinator_options options = local(1);
	const struct rehearsal_world world = {0};
	cleared(rehearsal) each = {0};
	cleared(rehearsal) all = {0};

	options.test_timeout_us = 3 * SECOND_US;
	rehearse(&each, &options, &world);
	g_assert_cmpint(each.verdict, ==, VERDICT_TESTS_FAILED);
	g_assert_cmpint(each.ended_us, ==, 7 * SECOND_US);
	options.test_timeout_us = 0;
	options.run_timeout_us = 5 * SECOND_US;
	rehearse(&all, &options, &world);
	g_assert_cmpint(all.verdict, ==, VERDICT_RUN_TIMED_OUT);
	g_assert_cmpint(all.ended_us, ==, 5 * SECOND_US);
}

static void test_a_run_may_be_stopped_at_every_stage(void)
{
	struct coordinator_options options = local(2);
	const struct rehearsal_world world = {
		.arrival_us = SECOND_US,
		.interval_us = SECOND_US,
		.listing_us = SECOND_US / 2,
		.startup_us = SECOND_US,
	};

	options.uses_instances = true;
	for (int64_t limit_us = SECOND_US / 4; limit_us < 4 * SECOND_US;
	     limit_us += SECOND_US / 4) {
		cleared(rehearsal) rehearsal = {0};
		options.run_timeout_us = limit_us;
		rehearse(&rehearsal, &options, &world);
		bool is_listing = limit_us >= SECOND_US && limit_us < SECOND_US * 3 / 2;
		g_assert_cmpint(rehearsal.verdict, ==,
				is_listing ? VERDICT_LISTING_FAILED : VERDICT_RUN_TIMED_OUT);
	}
}

static void test_silence_and_provisioning_are_not_limited_for_they_are_not_known(void)
{
	struct coordinator_options options = local(1);
	const struct rehearsal_world world = {.arrival_us = 9 * SECOND_US};
	cleared(rehearsal) rehearsal = {0};

	options.uses_instances = true;
	options.no_output_timeout_us = options.provision_timeout_us = SECOND_US;
	rehearse(&rehearsal, &options, &world);
	g_assert_cmpint(rehearsal.verdict, ==, VERDICT_PASSED);
}

static void test_tests_of_unknown_duration_take_what_is_expected_of_them(void)
{
	static const struct core_test tests[] = {
		{"m.C.a", NULL, 3 * SECOND_US, false},
		{"m.C.b", NULL, -1, false},
		{"m.C.c", NULL, -1, false},
	};
	const struct coordinator_options options = local(1);
	const struct rehearsal_world world = {0};
	const int64_t given_us[] = {1, 2, 3};
	const struct rehearsal_world given = {.durations_us = given_us};
	cleared(rehearsal) expected = {0};
	cleared(rehearsal) told = {0};

	rehearsal_run(&expected, &options, tests, 3, &world);
	g_assert_cmpint(expected.work_us, ==, 9 * SECOND_US);
	g_assert_cmpint(expected.tested_us, ==, 9 * SECOND_US);
	rehearsal_run(&told, &options, tests, 3, &given);
	g_assert_cmpint(told.tested_us, ==, 6);
}

static void test_no_schedule_splits_a_group(void)
{
	static const struct core_test tests[] = {
		{"g.1", "g", 2 * SECOND_US, false},
		{"alone", NULL, 3 * SECOND_US, false},
		{"g.2", "g", 2 * SECOND_US, false},
	};
	const struct coordinator_options options = local(2);
	const struct rehearsal_world world = {0};
	cleared(rehearsal) rehearsal = {0};

	rehearsal_run(&rehearsal, &options, tests, 3, &world);
	g_assert_cmpint(rehearsal.longest_us, ==, 4 * SECOND_US);
	g_assert_cmpint(rehearsal_bound_us(&rehearsal, 2, &world), ==, 4 * SECOND_US);
	g_assert_cmpint(rehearsal_bound_us(&rehearsal, 1, &world), ==, 7 * SECOND_US);
}

static void test_no_tests_are_no_executions(void)
{
	const struct coordinator_options options = local(2);
	const struct rehearsal_world world = {.listing_us = 7};
	cleared(rehearsal) rehearsal = {0};

	rehearsal_run(&rehearsal, &options, NULL, 0, &world);
	g_assert_cmpint(rehearsal.verdict, ==, VERDICT_NO_TESTS);
	g_assert_cmpuint(rehearsal.executions->len, ==, 0);
	g_assert_cmpint(rehearsal.ended_us, ==, 7);
}

/* Whatever the world is like, each test is run, and no run beats the bound. */
static void test_all_tests_are_run_and_no_sooner_than_can_be(void)
{
	enum { COUNT = 300 };
	g_autoptr(GRand) dice = g_rand_new_with_seed(1);
	g_autoptr(GStringChunk) ids = g_string_chunk_new(4096);

	for (int round = 0; round < 100; round++) {
		struct coordinator_options options = local(g_rand_int_range(dice, 1, 20));
		const struct rehearsal_world world = {
			.arrival_us = g_rand_int_range(dice, 0, 1000000),
			.listing_us = g_rand_int_range(dice, 0, 1000000),
			.startup_us = g_rand_int_range(dice, 0, 1000000),
		};
		struct core_test tests[COUNT];
		cleared(rehearsal) rehearsal = {0};
		options.uses_instances = g_rand_boolean(dice);
		options.is_static = g_rand_int_range(dice, 0, 3) == 0;
		options.is_isolated = g_rand_int_range(dice, 0, 3) == 0;
		for (int i = 0; i < COUNT; i++) {
			char id[32];
			g_snprintf(id, sizeof id, "m%d.test%d", i / 10, i);
			tests[i] = (struct core_test){g_string_chunk_insert_const(ids, id), NULL,
						      g_rand_int_range(dice, -1, 1000000), false};
		}
		rehearsal_run(&rehearsal, &options, tests, COUNT, &world);
		g_assert_cmpint(rehearsal.verdict, ==, VERDICT_PASSED);
		g_assert_cmpuint(count_tests(&rehearsal), ==, COUNT);
		g_assert_cmpint(rehearsal.tested_us, >=,
				rehearsal_bound_us(&rehearsal, options.concurrency, &world));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rehearsal/times are those of the tests and their runners",
			test_times_are_those_of_the_tests_and_their_runners);
	g_test_add_func("/rehearsal/instances come one after the other",
			test_instances_come_one_after_the_other);
	g_test_add_func("/rehearsal/a slow place takes longer", test_a_slow_place_takes_longer);
	g_test_add_func("/rehearsal/what is lost is replaced and its tests run again",
			test_what_is_lost_is_replaced_and_its_tests_run_again);
	g_test_add_func("/rehearsal/times that will be up are up",
			test_times_that_will_be_up_are_up);
	g_test_add_func("/rehearsal/a run may be stopped at every stage",
			test_a_run_may_be_stopped_at_every_stage);
	g_test_add_func("/rehearsal/silence and provisioning are not limited",
			test_silence_and_provisioning_are_not_limited_for_they_are_not_known);
	g_test_add_func("/rehearsal/tests of unknown duration take what is expected",
			test_tests_of_unknown_duration_take_what_is_expected_of_them);
	g_test_add_func("/rehearsal/no schedule splits a group", test_no_schedule_splits_a_group);
	g_test_add_func("/rehearsal/no tests are no executions", test_no_tests_are_no_executions);
	g_test_add_func("/rehearsal/all tests are run and no sooner than can be",
			test_all_tests_are_run_and_no_sooner_than_can_be);
	return g_test_run();
}
