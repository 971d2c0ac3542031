#include "config/preset.h"

#include <glib/gstdio.h>
#include <string.h>

#include "config/config.h"

static char *temporary_folder(void)
{
	char *folder = g_dir_make_tmp("testr-presets-XXXXXX", NULL);

	g_assert_nonnull(folder);
	return folder;
}

static void every_built_in_preset_makes_a_configuration(void)
{
	g_auto(GStrv) names = preset_names("/nowhere");

	g_assert_cmpuint(g_strv_length(names), >=, 7);
	for (size_t i = 0; names[i]; i++) {
		g_autofree char *content = g_strconcat("[DEFAULT]\npreset=", names[i], "\n", NULL);
		g_autoptr(GError) error = NULL;
		scoped(config) config = config_parse("x", content, strlen(content), &error);

		g_assert_no_error(error);
		g_assert_true(config_can_choose(config));
		g_assert_true(config_can_list(config));
		g_assert_cmpuint(config->warnings->len, ==, 0);
	}
}

static bool names_all(const char *lines)
{
	g_autofree char *content = g_strconcat("[DEFAULT]\n", lines, NULL);
	scoped(config) config = config_parse("x", content, strlen(content), NULL);

	return config_names_all(config);
}

static void tests_are_named_where_the_command_would_not_run_what_is_listed(void)
{
	g_assert_true(names_all("preset=go\n"));
	g_assert_true(names_all("preset=bats\n"));
	g_assert_true(names_all("preset=gtest\n"));
	g_assert_true(names_all("preset=unittest\n"));
	g_assert_false(names_all("preset=pytest\n"));
	g_assert_false(names_all("test_command=x $IDLIST\n"));
	g_assert_false(names_all("test_command=x $IDLIST\ntest_list_command=y\n"
				 "test_id_list_default=all\n"));
}

static void a_key_of_the_project_comes_before_that_of_the_preset(void)
{
	static const char content[] = "[DEFAULT]\npreset=exec\ntest_format=tap\n"
				      "tests_folder=own\n";
	scoped(config) config = config_parse("x", content, strlen(content), NULL);

	g_assert_cmpstr(config->test_format, ==, "tap");
	g_assert_true(g_str_has_prefix(config->test_list_command, "find own "));
	g_assert_cmpuint(config->warnings->len, ==, 0);
}

static void the_body_of_a_preset_says_the_same(void)
{
	scoped(preset) preset = preset_find("/nowhere", "go", NULL);
	g_autofree char *body = preset_body(preset);
	scoped(config) config = config_parse("x", body, strlen(body), NULL);

	g_assert_true(g_str_has_prefix(body, "[DEFAULT]\n"));
	g_assert_null(strstr(body, "[preset]"));
	g_assert_cmpint(config->test_id_pattern, ==, DIALECT_GO);
}

static void a_preset_beside_the_configuration_comes_first(void)
{
	static const char content[] = "[DEFAULT]\npreset=go\n";
	g_autofree char *folder = temporary_folder();
	g_autofree char *presets = g_build_filename(folder, PRESETS_FOLDER, NULL);
	g_autofree char *path = g_build_filename(presets, "go.conf", NULL);
	g_autofree char *conf = g_build_filename(folder, ".testr.conf", NULL);

	g_mkdir(presets, 0700);
	g_file_set_contents(path, "[DEFAULT]\ntest_command=mine\n", -1, NULL);
	scoped(config) config = config_parse(conf, content, strlen(content), NULL);
	g_assert_cmpstr(config->test_command, ==, "mine");
	g_remove(path);
	g_rmdir(presets);
	g_rmdir(folder);
}

static void what_is_wrong_in_a_preset_is_told_with_its_place(void)
{
	static const char content[] = "[DEFAULT]\npreset=own\n";
	g_autofree char *folder = temporary_folder();
	g_autofree char *presets = g_build_filename(folder, PRESETS_FOLDER, NULL);
	g_autofree char *path = g_build_filename(presets, "own.conf", NULL);
	g_autofree char *conf = g_build_filename(folder, ".testr.conf", NULL);
	g_autofree char *place = g_strconcat(path, ":3: retries: 'many' is not ", NULL);
	g_autoptr(GError) error = NULL;

	g_mkdir(presets, 0700);
	g_file_set_contents(path, "[DEFAULT]\ntest_command=x\nretries=many\n", -1, NULL);
	g_assert_null(config_parse(conf, content, strlen(content), &error));
	g_assert_true(g_str_has_prefix(error->message, place));
	g_remove(path);
	g_rmdir(presets);
	g_rmdir(folder);
}

static void a_preset_that_is_not_there_is_an_error_that_names_those_that_are(void)
{
	static const char content[] = "[DEFAULT]\npreset=../go\n";
	g_autoptr(GError) error = NULL;

	g_assert_null(config_parse("x", content, strlen(content), &error));
	g_assert_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID);
	g_assert_true(g_str_has_prefix(
		error->message, "x:2: preset: there is no preset '../go'; there are bats, "));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/preset/built_in", every_built_in_preset_makes_a_configuration);
	g_test_add_func("/preset/names_all",
			tests_are_named_where_the_command_would_not_run_what_is_listed);
	g_test_add_func("/preset/keys_beside",
			a_key_of_the_project_comes_before_that_of_the_preset);
	g_test_add_func("/preset/body", the_body_of_a_preset_says_the_same);
	g_test_add_func("/preset/projects_own", a_preset_beside_the_configuration_comes_first);
	g_test_add_func("/preset/place", what_is_wrong_in_a_preset_is_told_with_its_place);
	g_test_add_func("/preset/unknown",
			a_preset_that_is_not_there_is_an_error_that_names_those_that_are);
	return g_test_run();
}
