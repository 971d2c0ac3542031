#include "report/terminal.h"

static char *harmless(const char *text)
{
	GString *out = g_string_new(NULL);

	terminal_append_harmless(out, text_of(text));
	return g_string_free(out, false);
}

static void test_control_characters_become_visible(void)
{
	g_autofree char *escape = harmless("\033[31mred\033[0m\r\a\177");
	g_assert_cmpstr(escape, ==, "^[[31mred^[[0m^M^G^?");
	g_autofree char *c1 = harmless("\302\233"
				       "31m");
	g_assert_cmpstr(c1, ==, "<9B>31m");
}

static void test_what_turns_the_direction_of_writing_becomes_visible(void)
{
	static const char *const texts[][2] = {
		{"a\u202eb", "a<202E>b"},
		{"\u202a", "<202A>"},
		{"\u2066x\u2069", "<2066>x<2069>"},
		{"\u200e\u200f", "<200E><200F>"},
		{"\u061c", "<61C>"},
		{"a\u2028b", "a<2028>b"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *shown = harmless(texts[i][0]);
		g_assert_cmpstr(shown, ==, texts[i][1]);
	}
}

static void test_what_joins_letters_stays(void)
{
	g_autofree char *text = harmless("\u0646\u200c\u0647 \u05d0 e\u0301");
	g_assert_cmpstr(text, ==, "\u0646\u200c\u0647 \u05d0 e\u0301");
}

static void test_a_carriage_return_stays_only_as_a_part_of_a_newline(void)
{
	g_autofree char *text = harmless("a\r\nb\rc");
	g_assert_cmpstr(text, ==, "a\nb^Mc");
}

static void test_only_tints_of_ours_stay_in_tinted_text(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	terminal_append_tinted_text(out, text_of("\033[31mFAIL\033[0m \033[2J \033]0;x\a \033[31"));
	g_assert_cmpstr(out->str, ==, "\033[31mFAIL\033[0m ^[[2J ^[]0;x^G ^[[31");
}

/* `text` in pieces of one byte is as harmless as it is in one piece. */
static void assert_same_in_pieces(const char *text)
{
	struct terminal_stream stream = {0};
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *whole = harmless(text);

	for (; *text; text++)
		terminal_stream_append(&stream, out, (struct text){text, 1});
	terminal_stream_end(&stream, out);
	g_assert_cmpstr(out->str, ==, whole);
}

static void test_pieces_may_end_anywhere(void)
{
	assert_same_in_pieces("a\r\nb\rc\r");
	assert_same_in_pieces("\u6f22\u5b57 \U0001f600 \u202e \302\233");
	assert_same_in_pieces("\033[2J\n");
	assert_same_in_pieces("\342\200");
	assert_same_in_pieces("\360\237x\377\303(");
}

static void test_newlines_tabs_and_letters_of_all_scripts_stay(void)
{
	g_autofree char *text = harmless("a\n\tπ 漢");
	g_assert_cmpstr(text, ==, "a\n\tπ 漢");
}

static void test_bytes_that_are_no_utf8_are_replaced(void)
{
	g_autofree char *text = harmless("a\xff\xfe"
					 "b");
	g_assert_cmpstr(text, ==, "a\357\277\275\357\277\275b");
	g_autofree char *raw_c1 = harmless("\233"
					   "31m");
	g_assert_cmpstr(raw_c1, ==,
			"\357\277\275"
			"31m");
}

static void test_what_goes_to_no_terminal_is_left_alone(void)
{
	const struct style plain = {.is_terminal = false};
	g_autoptr(GString) out = g_string_new(NULL);

	terminal_append(out, text_of("\033[31mred\xff"), &plain);
	g_assert_cmpstr(out->str, ==, "\033[31mred\xff");
}

static void test_tints_are_given_only_where_colours_are_wanted(void)
{
	const struct style plain = {.is_coloured = false};
	const struct style coloured = {.is_coloured = true};
	g_autoptr(GString) out = g_string_new(NULL);

	terminal_append_tinted(out, "a", TINT_BAD, &plain);
	terminal_append_tinted(out, "b", TINT_BAD, &coloured);
	g_assert_cmpstr(out->str, ==, "a\033[31mb\033[0m");
}

static void assert_fitted(const char *text, size_t columns, const char *expected, size_t taken)
{
	g_autoptr(GString) out = g_string_new(NULL);

	size_t used = terminal_append_fitted(out, text_of(text), columns);
	g_assert_cmpstr(out->str, ==, expected);
	g_assert_cmpuint(used, ==, taken);
}

static void test_a_line_that_is_too_long_is_cut_with_dots(void)
{
	assert_fitted("abcdef", 6, "abcdef", 6);
	assert_fitted("abcdefg", 6, "abc...", 6);
	assert_fitted("abcdefg", 3, "...", 3);
	assert_fitted("abcdefg", 2, "", 0);
	assert_fitted("", 0, "", 0);
}

static void test_wide_and_combining_characters_are_measured(void)
{
	assert_fitted("漢字", 4, "漢字", 4);
	assert_fitted("漢字漢字", 7, "漢字...", 7);
	assert_fitted("漢字漢字", 6, "漢...", 5);
	assert_fitted("e\xcc\x81", 1, "e\xcc\x81", 1);
}

static void test_a_fitted_text_is_one_harmless_line(void)
{
	assert_fitted("a\nb\tc\033[2J", 20, "a b c^[[2J", 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/terminal/control-characters-become-visible",
			test_control_characters_become_visible);
	g_test_add_func("/terminal/what-turns-the-direction-of-writing-becomes-visible",
			test_what_turns_the_direction_of_writing_becomes_visible);
	g_test_add_func("/terminal/what-joins-letters-stays", test_what_joins_letters_stays);
	g_test_add_func("/terminal/a-carriage-return-stays-only-as-a-part-of-a-newline",
			test_a_carriage_return_stays_only_as_a_part_of_a_newline);
	g_test_add_func("/terminal/only-tints-of-ours-stay-in-tinted-text",
			test_only_tints_of_ours_stay_in_tinted_text);
	g_test_add_func("/terminal/pieces-may-end-anywhere", test_pieces_may_end_anywhere);
	g_test_add_func("/terminal/newlines-tabs-and-letters-of-all-scripts-stay",
			test_newlines_tabs_and_letters_of_all_scripts_stay);
	g_test_add_func("/terminal/bytes-that-are-no-utf8-are-replaced",
			test_bytes_that_are_no_utf8_are_replaced);
	g_test_add_func("/terminal/what-goes-to-no-terminal-is-left-alone",
			test_what_goes_to_no_terminal_is_left_alone);
	g_test_add_func("/terminal/tints-are-given-only-where-colours-are-wanted",
			test_tints_are_given_only_where_colours_are_wanted);
	g_test_add_func("/terminal/a-line-that-is-too-long-is-cut-with-dots",
			test_a_line_that_is_too_long_is_cut_with_dots);
	g_test_add_func("/terminal/wide-and-combining-characters-are-measured",
			test_wide_and_combining_characters_are_measured);
	g_test_add_func("/terminal/a-fitted-text-is-one-harmless-line",
			test_a_fitted_text_is_one_harmless_line);
	return g_test_run();
}
