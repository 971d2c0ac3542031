#include "environments/option_values.h"

#include <string.h>

static const struct option own[] = {
	{"image", OPTION_TEXT, "IMAGE", "debian", "What to start from."},
	{"network", OPTION_CHOICE, "private|host", "private", "Which network."},
	{"size", OPTION_COUNT, "N", "4", "How many."},
	{"max-age", OPTION_DURATION, "TIME", NULL, "How old."},
	{"fill", OPTION_FLAG, NULL, NULL, "Make them ahead."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

static const struct option common[] = {
	{"env", OPTION_TEXT, "NAME", NULL, "A variable."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

#define PARSE(used, error, ...)                                                                    \
	option_values_parse(own, common, (const char *const[]){__VA_ARGS__, NULL}, used, error)

static void values_are_read_in_both_spellings(void)
{
	size_t used = 0;
	scoped(option_values) options = PARSE(&used, NULL, "--image", "a", "--size=7", "--fill",
					      "--max-age=1h30m", "--env=A=1", "4", "--image", "b");

	g_assert_cmpuint(used, ==, 6);
	g_assert_cmpstr(option_values_get(options, "image"), ==, "a");
	g_assert_cmpint(option_values_get_count(options, "size"), ==, 7);
	g_assert_cmpint(option_values_get_duration_us(options, "max-age"), ==, INT64_C(5400000000));
	g_assert_true(option_values_has(options, "fill"));
	g_assert_cmpstr(option_values_get(options, "env"), ==, "A=1");
}

static void what_is_not_given_has_its_fallback(void)
{
	size_t used = 9;
	scoped(option_values) options = PARSE(&used, NULL, "word");

	g_assert_cmpuint(used, ==, 0);
	g_assert_cmpstr(option_values_get(options, "network"), ==, "private");
	g_assert_cmpint(option_values_get_count(options, "size"), ==, 4);
	g_assert_cmpint(option_values_get_duration_us(options, "max-age"), ==, 0);
	g_assert_null(option_values_get(options, "env"));
	g_assert_false(option_values_has(options, "network"));
}

static void repeated_ones_are_all_kept_and_the_last_counts(void)
{
	size_t used = 0;
	scoped(option_values) options = PARSE(&used, NULL, "--env", "A", "--image=x", "--env", "B");
	const char *const *all = option_values_all(options, "env");

	g_assert_cmpstr(all[0], ==, "A");
	g_assert_cmpstr(all[1], ==, "B");
	g_assert_null(all[2]);
	g_assert_cmpstr(option_values_get(options, "env"), ==, "B");
}

static void dashes_end_them(void)
{
	size_t used = 0;
	scoped(option_values) options = PARSE(&used, NULL, "--fill", "--", "--image", "x");

	g_assert_cmpuint(used, ==, 1);
	g_assert_false(option_values_has(options, "image"));
}

static void their_words_give_the_same_options_again(void)
{
	size_t used = 0;
	scoped(option_values) options = PARSE(&used, NULL, "--env=A", "--size", "2", "rest");
	scoped(option_values) again =
		option_values_parse(own, common, option_values_words(options), &used, NULL);

	g_assert_cmpuint(used, ==, 3);
	g_assert_cmpstr(option_values_get(again, "env"), ==, "A");
	g_assert_cmpint(option_values_get_count(again, "size"), ==, 2);
}

static void what_cannot_be_used_is_refused(void)
{
	static const struct {
		const char *words[3];
		enum option_error code;
		const char *says;
	} cases[] = {
		{{"--imag", "x"}, OPTION_ERROR_UNKNOWN, "no option --imag"},
		{{"-i"}, OPTION_ERROR_UNKNOWN, "no option -i"},
		{{"--image"}, OPTION_ERROR_MISSING, "needs IMAGE"},
		{{"--fill=yes"}, OPTION_ERROR_INVALID, "takes no argument"},
		{{"--network", "none"}, OPTION_ERROR_INVALID, "private|host, not 'none'"},
		{{"--size", "0"}, OPTION_ERROR_INVALID, "not '0'"},
		{{"--size", "1e3"}, OPTION_ERROR_INVALID, "not '1e3'"},
		{{"--size", "99999999999999999999"}, OPTION_ERROR_INVALID, "from 1 to"},
		{{"--max-age", "soon"}, OPTION_ERROR_INVALID, "duration"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		size_t used = 0;
		g_assert_null(option_values_parse(own, common, cases[i].words, &used, &error));
		g_assert_error(error, OPTION_ERROR, (int)cases[i].code);
		g_assert_nonnull(strstr(error->message, cases[i].says));
	}
}

static void help_shows_argument_purpose_and_fallback(void)
{
	g_autofree char *help = option_table_help(own);

	g_assert_nonnull(strstr(help, "  --size N\n        How many. [4]\n"));
	g_assert_nonnull(strstr(help, "  --fill\n        Make them ahead.\n"));
}

static void another_environment_comes_after_dashes_with_its_options(void)
{
	static const struct option wrapping[] = {
		{"", OPTION_ENVIRONMENT, "NAME [OPTIONS]", NULL, "Which."},
		{"size", OPTION_COUNT, "N", NULL, "How many."},
		{NULL, OPTION_FLAG, NULL, NULL, NULL},
	};
	const char *const words[] = {"--size", "2",     "--", "sandbox", "--network",
				     "host",   "--env", "A",  "3",       NULL};
	const char *const unknown[] = {"--", "none", NULL};
	g_autoptr(GError) error = NULL;
	size_t used = 0;

	scoped(option_values) options = option_values_parse(wrapping, common, words, &used, NULL);

	g_assert_cmpuint(used, ==, 8);
	g_assert_cmpint(option_values_get_count(options, "size"), ==, 2);
	g_autofree char *inner = g_strjoinv(" ", (char **)option_values_all(options, ""));
	g_assert_cmpstr(inner, ==, "sandbox --network host --env A");
	g_assert_cmpstr(option_values_get(options, "env"), ==, "A");
	scoped(option_values) again =
		option_values_parse(wrapping, common, option_values_words(options), &used, NULL);
	g_assert_cmpuint(g_strv_length((char **)option_values_all(again, "")), ==, 5);
	g_assert_null(option_values_parse(wrapping, common, unknown, &used, &error));
	g_assert_error(error, OPTION_ERROR, OPTION_ERROR_INVALID);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/option_values/both-spellings", values_are_read_in_both_spellings);
	g_test_add_func("/option_values/fallback", what_is_not_given_has_its_fallback);
	g_test_add_func("/option_values/repeated", repeated_ones_are_all_kept_and_the_last_counts);
	g_test_add_func("/option_values/dashes", dashes_end_them);
	g_test_add_func("/option_values/environment",
			another_environment_comes_after_dashes_with_its_options);
	g_test_add_func("/option_values/words", their_words_give_the_same_options_again);
	g_test_add_func("/option_values/refused", what_cannot_be_used_is_refused);
	g_test_add_func("/option_values/help", help_shows_argument_purpose_and_fallback);
	return g_test_run();
}
