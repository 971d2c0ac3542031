#include "config/ini.h"

#include <string.h>

static struct ini *parse(const char *content)
{
	g_autoptr(GError) error = NULL;
	struct ini *ini = ini_parse("x.conf", content, strlen(content), &error);

	g_assert_no_error(error);
	return ini;
}

static void assert_value(const struct ini *ini, const char *section, const char *key,
			 const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *value = ini_get(ini, section, key, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(value, ==, expected);
}

/* Key `k` of DEFAULT in `content` has the value `expected`. */
static void assert_read(const char *content, const char *expected)
{
	scoped(ini) ini = parse(content);

	assert_value(ini, "DEFAULT", "k", expected);
}

static void assert_refused_as(const char *content, size_t length, enum ini_error code,
			      const char *message)
{
	g_autoptr(GError) error = NULL;
	scoped(ini) ini = ini_parse("x.conf", content, length, &error);

	g_assert_null(ini);
	g_assert_error(error, INI_ERROR, (int)code);
	g_assert_cmpstr(error->message, ==, message);
}

static void assert_refused(const char *content, const char *message)
{
	assert_refused_as(content, strlen(content), INI_ERROR_SYNTAX, message);
}

static void test_keys_and_values(void)
{
	assert_read("[DEFAULT]\nk=v\n", "v");
	assert_read("[DEFAULT]\nk = v w \n", "v w");
	assert_read("[DEFAULT]\nk:v=w\n", "v=w");
	assert_read("[DEFAULT]\nk=v:w\n", "v:w");
	assert_read("[DEFAULT]\nK=v", "v");
	assert_read("[DEFAULT]\nk=\n", "");
	assert_read("[DEFAULT]\n  k=v\n", "v");
	assert_read("[DEFAULT]\nk=v # no comment\n", "v # no comment");
	assert_read("[DEFAULT]\nother=v\n", NULL);
	assert_read("", NULL);
}

static void test_lines_end_as_in_python(void)
{
	assert_read("[DEFAULT]\r\nk=v\r\n", "v");
	assert_read("[DEFAULT]\rk=v\rl=w", "v");
	assert_read("[DEFAULT]\nk=v\vw\fx\n", "v\vw\fx");
	assert_read("[DEFAULT]\nk=a\r\n b\r c\n", "a\nb\nc");
}

static void test_deeper_lines_continue_a_value(void)
{
	assert_read("[DEFAULT]\nk=a\n b\n\tc\n", "a\nb\nc");
	assert_read("[DEFAULT]\nk=\n  a\n  b\n", "\na\nb");
	assert_read("[DEFAULT]\nk=a\n\n b\n\n\nl=x\n", "a\n\nb");
	assert_read("[DEFAULT]\nk=a\n # gone\n b\n; gone too\n c\n", "a\nb\nc");
	assert_read("[DEFAULT]\n k=a\n  b\n l=x\n", "a\nb");
	assert_read("[DEFAULT]\nk=a\n [b]\n c=d\n", "a\n[b]\nc=d");
	/* Characters are counted, not bytes: one ideographic space is no deeper than one blank. */
	assert_read("[DEFAULT]\n k=a\n\xe3\x80\x80l=x\n", "a");
	assert_read("[DEFAULT]\n  [s]\n k=a\n[DEFAULT]\nk=b\n", "b");
}

static void test_white_space_is_pythons(void)
{
	assert_read("[DEFAULT]\nk\xc2\xa0=\xc2\xa0v\xc2\xa0\n", "v");
	assert_read("[DEFAULT]\nk=\x1c\x1fv\xe2\x80\x83\xc2\x85\n", "v");
	assert_read("[DEFAULT]\nk=v\xe2\x80\x8b\n", "v\xe2\x80\x8b"); /* zero width: no space */
}

static void test_keys_are_lower_cased_beyond_ascii(void)
{
	scoped(ini) ini = parse("[DEFAULT]\n\xc3\x84=a\n\xc4\xb0=i\n");

	assert_value(ini, "DEFAULT", "\xc3\xa4", "a");
	assert_value(ini, "DEFAULT", "i\xcc\x87", "i");
}

static void test_sections_inherit_from_default(void)
{
	scoped(ini) ini = parse("[DEFAULT]\na=1\nb=2\n[s]\nb=3\n[t]x] ; y\n[DEFAULT]\nc=4\n");
	g_auto(GStrv) sections = ini_sections(ini);
	g_auto(GStrv) keys = ini_keys(ini, "s");

	assert_value(ini, "s", "a", "1");
	assert_value(ini, "s", "b", "3");
	assert_value(ini, "s", "c", "4");
	assert_value(ini, "DEFAULT", "b", "2");
	assert_value(ini, "u", "a", NULL);
	g_assert_cmpint(ini_line(ini, "s", "A"), ==, 2);
	g_assert_cmpint(ini_line(ini, "s", "b"), ==, 5);
	g_assert_cmpint(ini_line(ini, "s", "d"), ==, 0);
	g_assert_true(g_strv_equal((const char *const *)sections,
				   (const char *const[]){"s", "t]x", NULL}));
	g_assert_true(g_strv_equal((const char *const *)keys,
				   (const char *const[]){"b", "a", "c", NULL}));
}

static void test_errors_name_file_and_line(void)
{
	assert_refused("k=v\n", "x.conf:1: there is no section header before this line; "
				"put [DEFAULT] on a line before it");
	assert_refused("[DEFAULT]\nk=v\nK: w\n", "x.conf:3: key 'k' was already on line 2");
	assert_refused("[DEFAULT]\nk=1\n[DEFAULT]\nk=2\n",
		       "x.conf:4: key 'k' was already on line 2");
	assert_refused("\n[s]\n[s]\n", "x.conf:3: section 's' was already on line 2");
	assert_refused("[s]\nno value\n",
		       "x.conf:2: 'no value' is neither [section] nor key=value");
	assert_refused("[s]\n[]\n", "x.conf:2: '[]' is neither [section] nor key=value");
	assert_refused("[s]\r\n=v\r\n", "x.conf:2: there is no key before the delimiter");
	assert_refused("\xef\xbb\xbf[DEFAULT]\n",
		       "x.conf:1: there is a byte order mark; save the file without it");
}

static void test_what_is_no_text_is_refused(void)
{
	assert_refused_as("[s]\r\nk=a\0b", 10, INI_ERROR_SYNTAX, "x.conf:2: there is a NUL byte");
	assert_refused_as("[s]\nk=\xff", 7, INI_ERROR_ENCODING, "x.conf:2: this line is not UTF-8");
	assert_refused_as("\xed\xa0\x80", 3, INI_ERROR_ENCODING,
			  "x.conf:1: this line is not UTF-8");
}

static void test_a_huge_line_is_read_and_never_shown_whole(void)
{
	g_autofree char *huge = g_strnfill(4000000, 'x');
	g_autofree char *good = g_strdup_printf("[DEFAULT]\nk=%s\n", huge);
	g_autofree char *bad = g_strdup_printf("[DEFAULT]\n%s\n", huge);
	g_autoptr(GError) error = NULL;
	scoped(ini) ini = parse(good);
	g_autofree char *value = ini_get(ini, "DEFAULT", "k", &error);

	g_assert_null(value); /* larger than any command can be */
	g_assert_error(error, INI_ERROR, INI_ERROR_INTERPOLATION);
	g_assert_cmpuint(strlen(error->message), <, 200);
	g_clear_error(&error);
	g_assert_null(ini_parse("x.conf", bad, strlen(bad), &error));
	g_assert_cmpuint(strlen(error->message), <, 200);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ini/keys_and_values", test_keys_and_values);
	g_test_add_func("/ini/lines_end_as_in_python", test_lines_end_as_in_python);
	g_test_add_func("/ini/deeper_lines_continue_a_value", test_deeper_lines_continue_a_value);
	g_test_add_func("/ini/white_space_is_pythons", test_white_space_is_pythons);
	g_test_add_func("/ini/keys_are_lower_cased_beyond_ascii",
			test_keys_are_lower_cased_beyond_ascii);
	g_test_add_func("/ini/sections_inherit_from_default", test_sections_inherit_from_default);
	g_test_add_func("/ini/errors_name_file_and_line", test_errors_name_file_and_line);
	g_test_add_func("/ini/what_is_no_text_is_refused", test_what_is_no_text_is_refused);
	g_test_add_func("/ini/a_huge_line_is_read_and_never_shown_whole",
			test_a_huge_line_is_read_and_never_shown_whole);
	return g_test_run();
}
