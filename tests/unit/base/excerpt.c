#include "base/excerpt.h"

#include <glib.h>

static void assert_excerpt(const char *string, const char *expected)
{
	g_autofree char *shown = excerpt(text_of(string));

	g_assert_cmpstr(shown, ==, expected);
}

static void test_plain_text_is_shown_as_it_is(void)
{
	assert_excerpt("", "");
	assert_excerpt("package.test_x(a) 'q' \\", "package.test_x(a) 'q' \\");
	assert_excerpt("h\xc3\xa9 \xe6\xbc\xa2", "h\xc3\xa9 \xe6\xbc\xa2");
}

static void test_what_a_terminal_would_act_on_is_escaped(void)
{
	assert_excerpt("a\nb\tc\r", "a\\x0ab\\x09c\\x0d");
	assert_excerpt("\x1b[31mred\x7f", "\\x1b[31mred\\x7f");
	assert_excerpt("\xc2\x9b"
		       "31m",
		       "\\x9b31m"); /* the one-character form of ESC [ */
}

static void test_bytes_that_are_no_text_are_escaped(void)
{
	char *shown = excerpt((struct text){"a\0b", 3});

	g_assert_cmpstr(shown, ==, "a\\x00b");
	g_free(shown);
	assert_excerpt("\xff\xc3", "\\xff\\xc3");
	assert_excerpt("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* a surrogate */
}

static void test_long_text_is_cut_between_characters(void)
{
	g_autofree char *fits = g_strnfill(EXCERPT_MAX, 'x');
	g_autofree char *longer = g_strconcat(fits, "\xc3\xa9", NULL);
	g_autofree char *cut = g_strconcat(fits, "...", NULL);

	assert_excerpt(fits, fits);
	assert_excerpt(longer, cut);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/excerpt/plain_text_is_shown_as_it_is", test_plain_text_is_shown_as_it_is);
	g_test_add_func("/excerpt/what_a_terminal_would_act_on_is_escaped",
			test_what_a_terminal_would_act_on_is_escaped);
	g_test_add_func("/excerpt/bytes_that_are_no_text_are_escaped",
			test_bytes_that_are_no_text_are_escaped);
	g_test_add_func("/excerpt/long_text_is_cut_between_characters",
			test_long_text_is_cut_between_characters);
	return g_test_run();
}
