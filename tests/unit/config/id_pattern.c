#include "config/id_pattern.h"

#include <stddef.h>

static void assert_pattern(enum id_dialect dialect, const char *first, const char *second,
			   const char *expected)
{
	const char *const names[] = {first, second, NULL};
	g_autofree char *pattern = id_pattern_make(dialect, names);

	g_assert_cmpstr(pattern, ==, expected);
}

static void names_are_joined_and_anchored(void)
{
	assert_pattern(DIALECT_GO, "TestA", "TestB", "^(TestA|TestB)$");
	assert_pattern(DIALECT_GTEST, "A.b", "C.d", "A.b:C.d");
	assert_pattern(DIALECT_CATCH2, "one", "two", "one,two");
}

static void what_has_a_meaning_in_the_dialect_is_quoted(void)
{
	assert_pattern(DIALECT_PCRE, "C::m#0", "a/b [c]-$", "^(C::m\\#0|a\\/b \\[c\\]\\-\\$)$");
	assert_pattern(DIALECT_CMAKE, "a.b{c}", NULL, "^(a\\.b{c})$");
	assert_pattern(DIALECT_ERE, "a{1}", NULL, "^(a\\{1\\})$");
	assert_pattern(DIALECT_CATCH2, "a, [b]*", NULL, "a\\, \\[b]\\*");
	assert_pattern(DIALECT_JAVASCRIPT, "a (b) > c?", NULL, "^(a \\(b\\) > c\\?)$");
}

static void empty_names_are_left_out(void)
{
	assert_pattern(DIALECT_GO, "", "TestB", "^(TestB)$");
	assert_pattern(DIALECT_GTEST, "A.b", "", "A.b");
}

/* GLib's regular expressions are PCRE: the pattern of any name matches it. */
static void a_pattern_matches_its_name_and_no_other(void)
{
	for (char first = ' '; first < 0x7f; first++) {
		const char name[] = {first, 'x', first, 0};
		const char *const names[] = {name, NULL};
		g_autofree char *pattern = id_pattern_make(DIALECT_PCRE, names);

		g_assert_true(g_regex_match_simple(pattern, name, 0, 0));
		g_assert_false(g_regex_match_simple(pattern, "axa", 0, 0) && first != 'a');
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/id_pattern/joins", names_are_joined_and_anchored);
	g_test_add_func("/id_pattern/quotes", what_has_a_meaning_in_the_dialect_is_quoted);
	g_test_add_func("/id_pattern/empty_names", empty_names_are_left_out);
	g_test_add_func("/id_pattern/matches", a_pattern_matches_its_name_and_no_other);
	return g_test_run();
}
