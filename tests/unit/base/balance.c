/* Parts that come out about even. */
#include "base/balance.h"

#include <glib.h>

#include "base/scoped.h"

static void test_each_thing_goes_to_the_lightest_part(void)
{
	static const int64_t weights[] = {7, 5, 4, 4, 2};
	static const int expected[] = {0, 1, 2, 2, 1};
	cleared(balance) balance = {0};

	balance_init(&balance, 3);
	for (size_t i = 0; i < G_N_ELEMENTS(weights); i++) {
		g_assert_cmpint(balance_lightest(&balance), ==, expected[i]);
		balance_add(&balance, weights[i]);
	}
}

static void test_of_parts_that_weigh_the_same_the_first_is_filled(void)
{
	cleared(balance) balance = {0};

	balance_init(&balance, 5);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 5; i++) {
			g_assert_cmpint(balance_lightest(&balance), ==, i);
			balance_add(&balance, 2);
		}
	}
}

static void test_one_part_takes_all(void)
{
	cleared(balance) balance = {0};

	balance_init(&balance, 1);
	balance_add(&balance, 5);
	g_assert_cmpint(balance_lightest(&balance), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/balance/each thing goes to the lightest part",
			test_each_thing_goes_to_the_lightest_part);
	g_test_add_func("/balance/of parts that weigh the same the first is filled",
			test_of_parts_that_weigh_the_same_the_first_is_filled);
	g_test_add_func("/balance/one part takes all", test_one_part_takes_all);
	return g_test_run();
}
