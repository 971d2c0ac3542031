/* Lines of `key=value`. */
#include "base/pairs.h"

#include <glib.h>

static void check_pair(struct text *rest, const char *key, const char *value)
{
	struct pair pair;

	g_assert_cmpint(pairs_next(rest, &pair), ==, PAIRS_FOUND);
	g_assert_true(text_is(pair.key, key));
	g_assert_true(text_is(pair.value, value));
}

static void test_lines_are_read_one_by_one(void)
{
	struct text rest = text_of("\n\nfirst=1\nsecond=a=b\n\n=\nlast=");
	struct pair pair;

	check_pair(&rest, "first", "1");
	check_pair(&rest, "second", "a=b");
	check_pair(&rest, "", "");
	check_pair(&rest, "last", "");
	g_assert_cmpint(pairs_next(&rest, &pair), ==, PAIRS_END);
	g_assert_cmpint(pairs_next(&rest, &pair), ==, PAIRS_END);
}

static void test_nothing_has_no_pairs(void)
{
	struct text absent = {0}, empty = text_of(""), blank = text_of("\n\n");
	struct pair pair;

	g_assert_cmpint(pairs_next(&absent, &pair), ==, PAIRS_END);
	g_assert_cmpint(pairs_next(&empty, &pair), ==, PAIRS_END);
	g_assert_cmpint(pairs_next(&blank, &pair), ==, PAIRS_END);
}

static void test_a_line_without_equals_is_no_pair(void)
{
	struct text rest = text_of("words\nkey=value\n");
	struct pair pair;

	g_assert_cmpint(pairs_next(&rest, &pair), ==, PAIRS_INVALID);
	check_pair(&rest, "key", "value");
}

static void test_numbers_are_decimal_digits(void)
{
	static const char *const refused[] = {"", "-1", "+1", " 1", "1 ", "0x1", "1234567890"};
	int number = 77;

	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
		g_assert_false(pairs_number(text_of(refused[i]), &number));
	g_assert_cmpint(number, ==, 77);
	g_assert_true(pairs_number(text_of("007"), &number));
	g_assert_cmpint(number, ==, 7);
	g_assert_true(pairs_number(text_of("999999999"), &number));
	g_assert_cmpint(number, ==, 999999999);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pairs/lines are read one by one", test_lines_are_read_one_by_one);
	g_test_add_func("/pairs/nothing has no pairs", test_nothing_has_no_pairs);
	g_test_add_func("/pairs/a line without equals is no pair",
			test_a_line_without_equals_is_no_pair);
	g_test_add_func("/pairs/numbers are decimal digits", test_numbers_are_decimal_digits);
	return g_test_run();
}
