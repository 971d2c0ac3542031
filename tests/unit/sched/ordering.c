/* In which order tests are handed out and stand in batches. */
#include "sched/ordering.h"

#include "sched/scheduler.h"

#define SECOND_US INT64_C(1000000)

/* A test of a listing: what is known of it. */
struct known {
	const char *id;
	const char *group;
	int64_t seconds;
	bool has_failed;
};

static const struct known five[] = {
	{"a", NULL, 1, false}, {"b", NULL, 3, true}, {"c", NULL, 2, false},
	{"d", NULL, 5, false}, {"e", NULL, 4, true},
};

static struct scheduler *start(const struct scheduler_options *options, const struct known *known,
			       size_t count)
{
	struct scheduler *scheduler = scheduler_new(options);

	for (int worker = 0; worker < options->workers; worker++)
		scheduler_joined(scheduler, worker);
	for (size_t i = 0; i < count; i++) {
		const struct planned_test test = {
			.id = known[i].id,
			.group = known[i].group,
			.duration_us = known[i].seconds * SECOND_US,
			.has_failed = known[i].has_failed,
		};
		scheduler_add(scheduler, &test);
	}
	return scheduler;
}

/* All batches that the workers are given in turn, as "b e, a c d". Frees the scheduler. */
static char *drain(struct scheduler *scheduler, const struct known *known, int workers)
{
	GString *batches = g_string_new(NULL);

	for (int i = 0; scheduler_pending(scheduler) > 0; i++) {
		g_autoptr(GArray) batch = g_array_new(false, false, sizeof(size_t));
		scheduler_take(scheduler, i % workers, 0, true, batch);
		for (size_t j = 0; j < batch->len; j++)
			g_string_append_printf(batches, "%s%s",
					       j > 0   ? " "
					       : i > 0 ? ", "
						       : "",
					       known[g_array_index(batch, size_t, j)].id);
	}
	scheduler_free(scheduler);
	return g_string_free(batches, false);
}

static char *batches_of(struct scheduler_options options, const struct known *known, size_t count)
{
	return drain(start(&options, known, count), known, options.workers);
}

static void assert_batches(struct scheduler_options options, enum order_kind kind,
			   const char *expected)
{
	options.scheduling.order.kind = kind;
	g_autofree char *batches = batches_of(options, five, G_N_ELEMENTS(five));
	g_assert_cmpstr(batches, ==, expected);
}

static void one_batch_is_in_the_order_that_is_wanted(void)
{
	const struct scheduler_options one = {.workers = 1};

	assert_batches(one, ORDER_LISTED, "a b c d e");
	assert_batches(one, ORDER_SLOWEST, "d e b c a");
	assert_batches(one, ORDER_FAILED_FIRST, "b e a c d");
}

static void what_failed_is_handed_out_first_and_then_the_longest(void)
{
	const struct scheduler_options isolated = {.workers = 2, .scheduling.is_isolated = true};

	assert_batches(isolated, ORDER_LISTED, "d, e, b, c, a");
	assert_batches(isolated, ORDER_SLOWEST, "d, e, b, c, a");
	assert_batches(isolated, ORDER_FAILED_FIRST, "e, b, d, c, a");
}

static void groups_stay_whole_and_in_listing_order(void)
{
	static const struct known tests[] = {
		{"x/a", "x", 1, false}, {"y/b", "y", 1, false}, {"x/c", "x", 9, true},
		{"z", NULL, 4, false},  {"y/d", "y", 1, false},
	};
	struct scheduler_options options = {.workers = 1};

	options.scheduling.order.kind = ORDER_SLOWEST;
	g_autofree char *slowest = batches_of(options, tests, G_N_ELEMENTS(tests));
	g_assert_cmpstr(slowest, ==, "x/a x/c z y/b y/d");
	for (uint64_t seed = 0; seed < 20; seed++) {
		options.scheduling.order = (struct order){ORDER_RANDOM, true, seed};
		g_autofree char *batch = batches_of(options, tests, G_N_ELEMENTS(tests));
		g_assert_nonnull(strstr(batch, "x/a x/c"));
		g_assert_nonnull(strstr(batch, "y/b y/d"));
	}
}

/* The batches of 30 tests, of which every `step`-th takes 50 times as long. */
static char *random_batches(uint64_t seed, int workers, int step)
{
	const struct scheduler_options options = {.workers = workers,
						  .scheduling.schedule = SCHEDULE_STATIC,
						  .scheduling.order = {ORDER_RANDOM, true, seed}};
	static char names[30][4];
	struct known tests[30] = {0};

	for (int i = 0; i < 30; i++) {
		g_snprintf(names[i], sizeof(names[i]), "t%d", i);
		tests[i].id = names[i];
		tests[i].seconds = i % step == 0 ? 50 : 1;
	}
	return batches_of(options, tests, G_N_ELEMENTS(tests));
}

static void a_seed_gives_the_same_static_batches_whatever_is_known_of_durations(void)
{
	g_autofree char *batches = random_batches(17, 3, 2);
	g_autofree char *same = random_batches(17, 3, 7);
	g_autofree char *other_seed = random_batches(18, 3, 2);
	g_autofree char *other_width = random_batches(17, 4, 2);

	g_assert_cmpstr(batches, ==, same);
	g_assert_cmpstr(batches, !=, other_seed);
	g_assert_cmpstr(batches, !=, other_width);
}

static void a_random_order_is_a_mixed_one(void)
{
	const struct scheduler_options options = {.workers = 1,
						  .scheduling.order = {ORDER_RANDOM, true, 3}};
	g_autofree char *batch = batches_of(options, five, G_N_ELEMENTS(five));

	g_assert_cmpuint(strlen(batch), ==, strlen("a b c d e"));
	g_assert_cmpstr(batch, !=, "a b c d e");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ordering/one batch is in the order that is wanted",
			one_batch_is_in_the_order_that_is_wanted);
	g_test_add_func("/ordering/what failed is handed out first and then the longest",
			what_failed_is_handed_out_first_and_then_the_longest);
	g_test_add_func("/ordering/groups stay whole and in listing order",
			groups_stay_whole_and_in_listing_order);
	g_test_add_func("/ordering/a seed gives the same static batches whatever is known",
			a_seed_gives_the_same_static_batches_whatever_is_known_of_durations);
	g_test_add_func("/ordering/a random order is a mixed one", a_random_order_is_a_mixed_one);
	return g_test_run();
}
