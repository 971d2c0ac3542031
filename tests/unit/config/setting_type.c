#include "config/setting_type.h"

#include <glib.h>
#include <string.h>

#include "config/config.h"

/* No digit, no number: what programs of other habits read as one. */
static const char *const no_numbers[] = {
	"",
	" ",
	" 4",
	"4 ",
	"+4",
	"-4",
	"-0",
	"0x10",
	"010x",
	"4e1",
	"1e3",
	"4.0",
	"4.",
	".4",
	"4,0",
	"1_000",
	"1,000",
	"4;",
	"four",
	"0b1",
	"0o7",
	"nan",
	"inf",
	"\t4",
	"4\n",
	"4\t",
	"٤",
	"４",
	"²",
	"4k",
	"4K",
	"1 2",
	"4\r",
	"--4",
	"++4",
	"4-",
	"4+",
	"(4)",
	"'4'",
	"18446744073709551616",
	"99999999999999999999999999",
	"9223372036854775808",
	"4294967300",
};

static void assert_refuses_everything(const struct setting *setting)
{
	int number = 17;

	for (size_t i = 0; i < G_N_ELEMENTS(no_numbers); i++) {
		if (setting_parse(setting, no_numbers[i], &number))
			g_error("%s took '%s'", setting->option, no_numbers[i]);
		g_assert_cmpint(number, ==, 17);
	}
}

static void numbers_are_decimal_digits_and_nothing_else(void)
{
	size_t count;
	const struct setting *settings = settings_all(&count);
	int numbers = 0;

	for (size_t i = 0; i < count; i++) {
		if (settings[i].type != SETTING_NUMBER)
			continue;
		assert_refuses_everything(&settings[i]);
		numbers++;
	}
	g_assert_cmpint(numbers, >=, 6);
}

static void numbers_have_bounds(void)
{
	static const struct {
		const char *option, *value;
		int number; /* -1: refused */
	} cases[] = {
		{"concurrency", "0", 0},         {"concurrency", "4", 4},
		{"concurrency", "007", 7},       {"concurrency", "10000", 10000},
		{"concurrency", "10001", -1},    {"max-iterations", "1", 1},
		{"max-iterations", "0", -1},     {"max-iterations", "1000001", -1},
		{"retries", "1000000", 1000000}, {"retries", "1000001", -1},
		{"max-failures", "0", 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int number = -1;
		bool is_read = setting_parse(settings_find_option(cases[i].option), cases[i].value,
					     &number);
		g_assert_cmpint(number, ==, cases[i].number);
		g_assert_cmpint(is_read, ==, cases[i].number >= 0);
	}
}

static void durations_are_digits_and_units_and_nothing_else(void)
{
	const struct setting *setting = settings_find_key("test_timeout");
	static const char *const none[] = {
		"",   " 4s",  "4s ",  "+4s", "-4s", "0x10", "0x10s", "4e1", "1e3s", "4 s", "4S",
		"4x", "1_0s", "1,5s", "٤s",  "nan", "inf",  "1s1m",  "s",   ".",    "4s4",
	};
	int64_t duration_us = 17;

	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		if (setting_parse(setting, none[i], &duration_us))
			g_error("'%s' was taken for a duration", none[i]);
		g_assert_cmpint(duration_us, ==, 17);
	}
	g_assert_true(setting_parse(setting, "1h30m", &duration_us));
	g_assert_cmpint(duration_us, ==, INT64_C(5400000000));
	g_assert_true(setting_parse(setting, "4", &duration_us));
	g_assert_cmpint(duration_us, ==, 4000000);
}

static void choices_are_words_as_they_stand(void)
{
	const struct setting *keep = settings_find_option("keep-instances");
	int choice = 17;

	g_assert_false(setting_parse(keep, "sometimes", &choice));
	g_assert_false(setting_parse(keep, "Failed", &choice));
	g_assert_false(setting_parse(keep, "", &choice));
	g_assert_cmpint(choice, ==, 17);
	g_assert_true(setting_parse(keep, "never", &choice));
	g_assert_cmpint(choice, ==, KEEP_NEVER);
	g_assert_true(setting_parse(keep, "failed", &choice));
	g_assert_cmpint(choice, ==, KEEP_FAILED);
	g_assert_true(setting_parse(keep, "always", &choice));
	g_assert_cmpint(choice, ==, KEEP_ALWAYS);
}

static void the_last_text_counts_and_a_list_grows(void)
{
	const struct setting *text = settings_find_option("load-list");
	const struct setting *list = settings_find_option("exclude");
	char *held = NULL;
	char **lines = NULL;

	g_assert_true(setting_parse(text, "a", &held));
	g_assert_true(setting_parse(text, "b", &held));
	g_assert_cmpstr(held, ==, "b");
	g_assert_true(setting_parse(list, "a", &lines));
	g_assert_true(setting_parse(list, "", &lines));
	g_assert_true(setting_parse(list, "c d", &lines));
	g_autofree char *all = g_strjoinv("|", lines);
	g_assert_cmpstr(all, ==, "a||c d");
	setting_clear(text, &held);
	setting_clear(list, &lines);
	g_assert_null(held);
	g_assert_null(lines);
}

static void assert_shown(const char *option, const char *argument, const char *expected,
			 const char *initial)
{
	const struct setting *setting = settings_find_option(option);
	g_autofree char *name = setting_argument(setting);
	g_autofree char *what = setting_expected(setting);

	g_assert_cmpstr(name, ==, argument);
	g_assert_cmpstr(what, ==, expected);
	g_assert_cmpstr(setting_default(setting), ==, initial);
}

static void each_type_names_its_value_what_it_has_to_be_and_its_default(void)
{
	assert_shown("schedule", "dynamic|static", "'dynamic' or 'static'", "dynamic");
	assert_shown("keep-instances", "never|failed|always", "'never', 'failed' or 'always'",
		     "never");
	assert_shown("retries", "N", "a number from 0 to 1000000", "0");
	assert_shown("instance-replacements", "N", "a number from 0 to 1000000",
		     "one for each worker");
	assert_shown("test-timeout", "TIME", "a duration such as 90s, 10m or 1h30m", "no limit");
	assert_shown("kill-grace", "TIME", "a duration such as 90s, 10m or 1h30m", "5s");
	assert_shown("shard", "I/N", "text", NULL);
	assert_shown("failing", NULL, NULL, NULL);
}

static void help_ends_with_the_default(void)
{
	g_autofree char *retries = setting_describe(settings_find_key("retries"));
	g_autofree char *failing = setting_describe(settings_find_option("failing"));

	g_assert_cmpstr(retries, ==,
			"How often a failed test is run again, after the others. Default: 0.");
	g_assert_cmpstr(failing, ==, "Run only failing tests.");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/setting_type/numbers_are_decimal_digits",
			numbers_are_decimal_digits_and_nothing_else);
	g_test_add_func("/setting_type/numbers_have_bounds", numbers_have_bounds);
	g_test_add_func("/setting_type/durations_are_digits_and_units",
			durations_are_digits_and_units_and_nothing_else);
	g_test_add_func("/setting_type/choices_are_words", choices_are_words_as_they_stand);
	g_test_add_func("/setting_type/the_last_text_counts_and_a_list_grows",
			the_last_text_counts_and_a_list_grows);
	g_test_add_func("/setting_type/each_type_names_its_value",
			each_type_names_its_value_what_it_has_to_be_and_its_default);
	g_test_add_func("/setting_type/help_ends_with_the_default", help_ends_with_the_default);
	return g_test_run();
}
