#include "config/python_text.h"

#include <glib.h>

/* Characters of white space in Python that GLib or C see otherwise, and two that are none. */
#define ODD_SPACES "\x1c\x1d\x1e\x1f\x0b\x0c\xc2\x85\xc2\xa0\xe2\x80\xa8\xe3\x80\x80"
#define ZERO_WIDTH_SPACE "\xe2\x80\x8b"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static void assert_stripped(const char *string, const char *expected)
{
	struct text stripped = python_strip(text_of(string));

	g_assert_true(text_is(stripped, expected));
}

static void test_white_space_at_both_ends_is_stripped(void)
{
	assert_stripped("", "");
	assert_stripped(" \t\r\n", "");
	assert_stripped("  a b\n", "a b");
	assert_stripped(ODD_SPACES "a" ODD_SPACES, "a");
	assert_stripped(ZERO_WIDTH_SPACE "a" BYTE_ORDER_MARK, ZERO_WIDTH_SPACE "a" BYTE_ORDER_MARK);
	g_assert_true(text_is(python_strip_end(text_of("  a  ")), "  a"));
}

static void test_indentation_is_counted_in_characters(void)
{
	g_assert_cmpuint(python_indentation(text_of("a ")), ==, 0);
	g_assert_cmpuint(python_indentation(text_of("\t  a")), ==, 3);
	g_assert_cmpuint(python_indentation(text_of("\xe3\x80\x80\xc2\xa0x")), ==, 2);
	g_assert_cmpuint(python_indentation(text_of("   ")), ==, 3);
}

static void test_words_are_split_at_white_space(void)
{
	g_auto(GStrv) words = python_split(text_of(" a  b" ODD_SPACES "c\n"));
	g_auto(GStrv) none = python_split(text_of(" \n"));

	g_assert_true(g_strv_equal((const char *const *)words,
				   (const char *const[]){"a", "b", "c", NULL}));
	g_assert_null(none[0]);
}

static void test_lower_case_does_not_follow_the_locale(void)
{
	static const struct {
		const char *text, *lower;
	} cases[] = {
		{"Key_1", "key_1"},
		{"I", "i"},
		{"\xc4\xb0", "i\xcc\x87"},                /* capital i with dot: two characters */
		{"\xc3\x84\xc3\x9f", "\xc3\xa4\xc3\x9f"}, /* a umlaut, sharp s */
		{"\xe1\xba\x9e", "\xc3\x9f"},             /* capital sharp s */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *lower = python_lower(text_of(cases[i].text));
		g_assert_cmpstr(lower, ==, cases[i].lower);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/python_text/white_space_at_both_ends_is_stripped",
			test_white_space_at_both_ends_is_stripped);
	g_test_add_func("/python_text/indentation_is_counted_in_characters",
			test_indentation_is_counted_in_characters);
	g_test_add_func("/python_text/words_are_split_at_white_space",
			test_words_are_split_at_white_space);
	g_test_add_func("/python_text/lower_case_does_not_follow_the_locale",
			test_lower_case_does_not_follow_the_locale);
	return g_test_run();
}
