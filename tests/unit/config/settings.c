#include "config/settings.h"

#include <glib.h>
#include <string.h>

#include "config/config.h"

static void each_row_is_a_key_or_an_option_with_a_field_of_its_own(void)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	g_assert_cmpuint(count, >=, 45);
	for (size_t i = 0; i < count; i++) {
		g_assert_true(settings[i].key || settings[i].option);
		if (settings[i].key)
			g_assert_true(settings_find_key(settings[i].key) == &settings[i]);
		if (settings[i].option)
			g_assert_true(settings_find_option(settings[i].option) == &settings[i]);
		for (size_t j = 0; j < i; j++)
			g_assert_cmpuint(settings[i].offset, !=, settings[j].offset);
	}
}

static void each_row_has_whole_sentences_as_help(void)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	for (size_t i = 0; i < count; i++) {
		const char *help = settings[i].help;
		g_assert_cmpint(help[strlen(help) - 1], ==, '.');
		g_assert_null(strstr(help, "Default:")); /* it is told from `initial` */
	}
}

static void an_option_bears_the_name_of_its_key(void)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	for (size_t i = 0; i < count; i++) {
		if (!settings[i].key || !settings[i].option)
			continue;
		g_autofree char *name = g_strdelimit(g_strdup(settings[i].key), "_", '-');
		g_assert_cmpstr(settings[i].option, ==, name);
	}
}

static void what_type_and_row_say_goes_together(void)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	for (size_t i = 0; i < count; i++) {
		bool is_number = settings[i].type == SETTING_NUMBER;
		g_assert_cmpint(settings[i].choices != NULL, ==,
				settings[i].type == SETTING_CHOICE);
		g_assert_cmpint(settings[i].most > settings[i].least, ==, is_number);
		if (settings[i].type == SETTING_FLAG || settings[i].type == SETTING_LIST)
			g_assert_null(settings[i].key);
	}
}

static void a_name_that_nothing_bears_is_not_found(void)
{
	g_assert_null(settings_find_key("concurrency"));
	g_assert_null(settings_find_option("test_command"));
	g_assert_null(settings_find_option(""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/settings/each_row_is_a_key_or_an_option",
			each_row_is_a_key_or_an_option_with_a_field_of_its_own);
	g_test_add_func("/settings/each_row_has_help", each_row_has_whole_sentences_as_help);
	g_test_add_func("/settings/an_option_bears_the_name_of_its_key",
			an_option_bears_the_name_of_its_key);
	g_test_add_func("/settings/type_and_row_go_together", what_type_and_row_say_goes_together);
	g_test_add_func("/settings/unknown_names", a_name_that_nothing_bears_is_not_found);
	return g_test_run();
}
