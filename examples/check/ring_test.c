#include <check.h>
#include <stdlib.h>

#include "ring.h"

START_TEST(empty_gives_nothing)
{
	struct ring ring = {0};
	int value = 7;

	ck_assert(!ring_take(&ring, &value));
	ck_assert_int_eq(value, 7);
}
END_TEST

START_TEST(full_takes_no_more)
{
	struct ring ring = {0};

	for (int i = 0; i < RING_MAX; i++)
		ck_assert(ring_put(&ring, i));
	ck_assert(!ring_put(&ring, RING_MAX));
}
END_TEST

START_TEST(oldest_comes_first)
{
	struct ring ring = {0};
	int value = 0;

	for (int i = 0; i < 3 * RING_MAX; i++) {
		ck_assert(ring_put(&ring, i));
		ck_assert(ring_put(&ring, i + 100));
		ck_assert(ring_take(&ring, &value));
		ck_assert_int_eq(value, i);
		ck_assert(ring_take(&ring, &value));
		ck_assert_int_eq(value, i + 100);
	}
}
END_TEST

static Suite *ring_suite(void)
{
	Suite *suite = suite_create("ring");
	TCase *borders = tcase_create("borders");
	TCase *order = tcase_create("order");

	tcase_add_test(borders, empty_gives_nothing);
	tcase_add_test(borders, full_takes_no_more);
	tcase_add_test(order, oldest_comes_first);
	suite_add_tcase(suite, borders);
	suite_add_tcase(suite, order);
	return suite;
}

int main(void)
{
	SRunner *runner = srunner_create(ring_suite());

	srunner_run_all(runner, CK_SUBUNIT);
	int failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
