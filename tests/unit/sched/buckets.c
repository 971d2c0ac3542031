/* The longest unit first, or the longest that fits. */
#include "sched/buckets.h"

static struct buckets of_estimates(const int64_t *estimates_us, uint32_t count)
{
	struct buckets buckets;

	buckets_init(&buckets);
	for (uint32_t i = 0; i < count; i++) {
		buckets_add(&buckets);
		buckets_put(&buckets, i, estimates_us[i]);
	}
	return buckets;
}

static void they_come_longest_first(void)
{
	struct buckets buckets =
		of_estimates((const int64_t[]){1, 1000000, 30, 7, INT64_MAX, 1 << 20}, 6);

	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 4);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 5);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 1);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 2);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 3);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 0);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, UNIT_NONE);
	buckets_clear(&buckets);
}

static void none_is_longer_than_the_limit(void)
{
	struct buckets buckets = of_estimates((const int64_t[]){100, 101, 50, 3}, 4);

	g_assert_cmpuint(buckets_take(&buckets, 0), ==, UNIT_NONE);
	g_assert_cmpuint(buckets_take(&buckets, 2), ==, UNIT_NONE);
	g_assert_cmpuint(buckets_take(&buckets, 99), ==, 2);
	g_assert_cmpuint(buckets_take(&buckets, 100), ==, 0);
	g_assert_cmpuint(buckets_take(&buckets, 100), ==, 3);
	g_assert_cmpuint(buckets_take(&buckets, 100), ==, UNIT_NONE);
	g_assert_cmpint(buckets_longest_us(&buckets), ==, 101);
	buckets_clear(&buckets);
}

static void equals_come_as_they_were_put(void)
{
	struct buckets buckets = of_estimates((const int64_t[]){500, 500, 500}, 3);

	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 0);
	buckets_put(&buckets, 0, 500);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 1);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 2);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, 0);
	buckets_clear(&buckets);
}

static void the_work_is_the_sum_of_what_waits(void)
{
	struct buckets buckets = of_estimates((const int64_t[]){10, 20, 30}, 3);

	g_assert_cmpfloat(buckets.work_us, ==, 60);
	buckets_take(&buckets, INT64_MAX);
	g_assert_cmpfloat(buckets.work_us, ==, 30);
	buckets_empty(&buckets);
	g_assert_cmpfloat(buckets.work_us, ==, 0);
	g_assert_cmpuint(buckets_take(&buckets, INT64_MAX), ==, UNIT_NONE);
	buckets_clear(&buckets);
}

/* Buckets span an eighth of a doubling, so nothing comes before what is so much longer. */
static void the_order_is_right_to_an_eighth(void)
{
	int64_t estimates_us[300];
	struct buckets buckets;
	int64_t last_us = INT64_MAX;
	uint32_t unit;

	for (size_t i = 0; i < G_N_ELEMENTS(estimates_us); i++)
		estimates_us[i] = g_test_rand_int_range(1, 1 << (1 + i % 30));
	buckets = of_estimates(estimates_us, G_N_ELEMENTS(estimates_us));
	while ((unit = buckets_take(&buckets, INT64_MAX)) != UNIT_NONE) {
		g_assert_cmpint(estimates_us[unit] * 8, <=,
				last_us >= INT64_MAX / 9 ? INT64_MAX : last_us * 9);
		last_us = estimates_us[unit];
	}
	buckets_clear(&buckets);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/they come longest first", they_come_longest_first);
	g_test_add_func("/none is longer than the limit", none_is_longer_than_the_limit);
	g_test_add_func("/equals come as they were put", equals_come_as_they_were_put);
	g_test_add_func("/the work is the sum of what waits", the_work_is_the_sum_of_what_waits);
	g_test_add_func("/the order is right to an eighth", the_order_is_right_to_an_eighth);
	return g_test_run();
}
