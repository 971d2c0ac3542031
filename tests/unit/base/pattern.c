#include "base/pattern.h"

/*
 * What Python 3.11 says of re.search(pattern, text), and of group(0) of re.match (NULL: no match).
 */
static const struct {
	const char *pattern, *text;
	bool is_in;
	const char *start;
} cases[] = {
	{"b", "abc", true, NULL},
	{"", "abc", true, ""},
	{"^a.c$", "abc", true, "abc"},
	{"a$", "a\n", true, "a"},
	{"a\\Z", "a\n", false, NULL},
	{"a\\Z", "a", true, "a"},
	{"\\\\Z", "\\Z", true, "\\Z"},
	{"a.b", "a\nb", false, NULL},
	{"a.b", "a\rb", true, "a\rb"},
	{"(?s)a.b", "a\nb", true, "a\nb"},
	{"(?m)^b", "a\nb", true, NULL},
	{"(?i)ABC", "abc", true, "abc"},
	{"(?i)\xc3\x89", "\xc3\xa9", true, "\xc3\xa9"},
	{"(?u)\\w+", "h\xc3\xa9!", true, "h\xc3\xa9"},
	{"^\\w+$", "h\xc3\xa9", true, "h\xc3\xa9"},
	{"\\d", "\xd9\xa3", true, "\xd9\xa3"},
	{"\\bfoo\\b", "a.foo.b", true, NULL},
	{"a{,2}b", "aab", true, "aab"},
	{"^a{,2}b", "aaab", false, NULL},
	{"a{2,}", "aaa", true, "aaa"},
	{"a{,}", "aaa", true, "aaa"},
	{"a{x}", "a{x}", true, "a{x}"},
	{"[{,2}]+", "{,2}", true, "{,2}"},
	{"\\{,2}", "{,2}", true, "{,2}"},
	{"\\u00e9", "\xc3\xa9", true, "\xc3\xa9"},
	{"[\\u00e9]", "\xc3\xa9", true, "\xc3\xa9"},
	{"\\U0001f600", "\xf0\x9f\x98\x80", true, "\xf0\x9f\x98\x80"},
	{"[[:alpha:]]", ":]", true, ":]"},
	{"[[]", "[", true, "["},
	{"[]a]+", "]a", true, "]a"},
	{"[^]a]", "]b", true, NULL},
	{"[\\]a]+", "a]", true, "a]"},
	{"(?P<x>a)(?P=x)", "aa", true, "aa"},
	{"(?<!x)b", "ab", true, NULL},
	{"(?>a+)b", "aab", true, "aab"},
	{"(a|ab)(c|bcd)", "abcd", true, "abcd"},
	{"test_x\\(a=1\\)", "m.test_x(a=1)", true, NULL},
};

static void test_patterns_mean_what_they_mean_to_python(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GRegex) pattern = pattern_compile(cases[i].pattern, &error);
		g_assert_no_error(error);
		g_autofree char *start = pattern_match_start(pattern, cases[i].text);
		if (pattern_is_in(pattern, cases[i].text) != cases[i].is_in ||
		    g_strcmp0(start, cases[i].start) != 0)
			g_error("'%s' in '%s': start '%s'", cases[i].pattern, cases[i].text, start);
	}
}

static void test_what_is_no_pattern_is_refused_in_one_line(void)
{
	static const struct {
		const char *pattern, *message;
	} bad[] = {
		{"(", "cannot use the regular expression '(': missing terminating )"},
		{"a\n[", "cannot use the regular expression 'a\\x0a[': missing terminating ] for "
			 "character class"},
		{"*", "cannot use the regular expression '*': nothing to repeat"},
		{"\xff", "cannot use the regular expression '\\xff': it is not UTF-8"},
		{"a\\", "cannot use the regular expression 'a\\': \\ at end of pattern"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(pattern_compile(bad[i].pattern, &error));
		g_assert_true(error->domain == G_REGEX_ERROR);
		g_assert_cmpstr(error->message, ==, bad[i].message);
	}
}

static void test_text_that_is_no_utf8_never_matches(void)
{
	g_autoptr(GRegex) pattern = pattern_compile("", NULL);

	g_assert_false(pattern_is_in(pattern, "\xff"));
	g_assert_null(pattern_match_start(pattern, "\xff"));
}

static void test_what_cannot_be_decided_counts_as_found(void)
{
	g_autoptr(GRegex) pattern = pattern_compile("^(a|aa|aaa|b?a)*(a|a?)*$", NULL);
	g_autofree char *many = g_strnfill(2000, 'a');
	g_autofree char *text = g_strconcat(many, "c", NULL);

	g_assert_true(pattern_is_in(pattern, text));
	g_assert_null(pattern_match_start(pattern, text));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pattern/mean_what_they_mean_to_python",
			test_patterns_mean_what_they_mean_to_python);
	g_test_add_func("/pattern/refused_in_one_line",
			test_what_is_no_pattern_is_refused_in_one_line);
	g_test_add_func("/pattern/text_that_is_no_utf8_never_matches",
			test_text_that_is_no_utf8_never_matches);
	g_test_add_func("/pattern/what_cannot_be_decided_counts_as_found",
			test_what_cannot_be_decided_counts_as_found);
	return g_test_run();
}
