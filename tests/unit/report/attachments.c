#include "report/attachments.h"

#include "results_maker.h"

#define TEXT "text/plain;charset=utf8"

struct given {
	const char *name;
	const char *mime_type;
	const char *content;
};

static const struct style plain = {false, false};

/* What is shown of the attachments `given`, which end with one that has no name. */
static char *shown(const struct given *given, const struct style *style)
{
	struct result result = make_result("a.test", OUTCOME_FAIL);
	GString *out = g_string_new(NULL);

	for (; given->name; given++)
		attach(&result, given->name, given->mime_type, given->content);
	attachments_format(out, &result, style);
	unmake_result(&result);
	return g_string_free(out, false);
}

/* The expected texts are what Python's testtools makes of the same attachments. */
static const struct {
	struct given given[4];
	const char *expected;
} shapes[] = {
	{{{0}}, ""},
	{{{"a", TEXT, "x"}}, "a: {{{x}}}\n"},
	{{{"b", TEXT, "y"}, {"a", TEXT, "x"}}, "a: {{{x}}}\nb: {{{y}}}\n"},
	{{{"a", TEXT, "x\ny"}, {"b", TEXT, "y"}}, "a: {{{\nx\ny\n}}}\n\nb: {{{y}}}\n"},
	{{{"a", TEXT, "y"}, {"b", TEXT, "x\ny"}}, "a: {{{y}}}\nb: {{{\nx\ny\n}}}\n"},
	{{{"a", TEXT, "z\ny\n"}, {"b", TEXT, "x\ny"}}, "a: {{{\nz\ny\n}}}\n\nb: {{{\nx\ny\n}}}\n"},
	{{{"traceback", TEXT, "T"}}, "T\n"},
	{{{"traceback", TEXT, "T\nU\n"}, {"a", TEXT, "x"}}, "a: {{{x}}}\n\nT\nU\n"},
	{{{"traceback", TEXT, "T\nU\n"}, {"z", TEXT, "x\ny"}}, "z: {{{\nx\ny\n}}}\n\nT\nU\n"},
	{{{"e", TEXT, " "}}, "Empty attachments:\n  e\n"},
	{{{"b", "a/b", "x"}}, "Binary content:\n  b (a/b)\n"},
	{{{"b", NULL, "x"}}, "Binary content:\n  b (application/octet-stream)\n"},
	{{{"b", "a/b", "x"}, {"e", TEXT, ""}},
	 "Binary content:\n  b (a/b)\nEmpty attachments:\n  e\n"},
	{{{"b", "a/b", "x"}, {"e", TEXT, ""}, {"a", TEXT, "x"}},
	 "Binary content:\n  b (a/b)\nEmpty attachments:\n  e\n\na: {{{x}}}\n"},
	{{{"b", "a/b", "x"}, {"traceback", TEXT, "x"}}, "Binary content:\n  b (a/b)\n\nx\n"},
};

static void test_attachments_have_the_shape_that_python_gives_them(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autofree char *text = shown(shapes[i].given, &plain);
		g_assert_cmpstr(text, ==, shapes[i].expected);
	}
}

static void test_text_without_charset_that_is_no_utf8_is_latin1(void)
{
	const struct given latin1[] = {{"a", "text/plain", "caf\xe9"}, {0}};
	g_autofree char *text = shown(latin1, &plain);
	g_assert_cmpstr(text, ==, "a: {{{café}}}\n");

	const struct given utf8[] = {{"a", "text/plain", "café"}, {0}};
	g_autofree char *same = shown(utf8, &plain);
	g_assert_cmpstr(same, ==, "a: {{{café}}}\n");
}

static void test_damaged_utf8_is_shown_with_replacements(void)
{
	const struct given damaged[] = {{"a", TEXT, "caf\xe9"}, {0}};
	g_autofree char *text = shown(damaged, &plain);
	g_assert_cmpstr(text, ==, "a: {{{caf\357\277\275}}}\n");
}

static void test_a_terminal_is_not_steered_by_what_tests_attach(void)
{
	const struct style terminal = {.is_terminal = true};
	const struct given hostile[] = {{"a\033c", TEXT, "\033]0;x\a"}, {"b", "x/\033", ""}, {0}};
	g_autofree char *text = shown(hostile, &terminal);
	g_assert_cmpstr(text, ==, "Binary content:\n  b (x/^[)\n\na^[c: {{{^[]0;x^G}}}\n");
}

static void test_what_was_too_much_to_keep_is_said(void)
{
	struct result result = make_result("a.test", OUTCOME_FAIL);
	g_autoptr(GString) out = g_string_new(NULL);

	result.dropped_bytes = 12;
	attachments_format(out, &result, &plain);
	g_assert_cmpstr(out->str, ==, "(12 bytes more are in the stored stream)\n");
	unmake_result(&result);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/attachments/attachments-have-the-shape-that-python-gives-them",
			test_attachments_have_the_shape_that_python_gives_them);
	g_test_add_func("/attachments/text-without-charset-that-is-no-utf8-is-latin1",
			test_text_without_charset_that_is_no_utf8_is_latin1);
	g_test_add_func("/attachments/damaged-utf8-is-shown-with-replacements",
			test_damaged_utf8_is_shown_with_replacements);
	g_test_add_func("/attachments/a-terminal-is-not-steered-by-what-tests-attach",
			test_a_terminal_is_not_steered_by_what_tests_attach);
	g_test_add_func("/attachments/what-was-too-much-to-keep-is-said",
			test_what_was_too_much_to_keep_is_said);
	return g_test_run();
}
