#include "engine/runner_formats.h"

static bool find_in(const char *keys, struct runner_formats *formats, GError **error)
{
	g_autofree char *content = g_strconcat("[DEFAULT]\ntest_command=x\n", keys, NULL);
	scoped(config) config = config_parse("conf", content, strlen(content), NULL);

	g_assert_nonnull(config);
	return runner_formats_find(formats, config, error);
}

static void both_are_subunit_unless_named(void)
{
	struct runner_formats formats;

	g_assert_true(find_in("", &formats, NULL));
	g_assert_cmpstr(formats.results->name, ==, "subunit");
	g_assert_cmpstr(formats.listing->name, ==, "subunit");
	g_assert_true(find_in("test_format=tap\ntest_list_format=gtest\n", &formats, NULL));
	g_assert_cmpstr(formats.results->name, ==, "tap");
	g_assert_cmpstr(formats.listing->name, ==, "gtest");
	g_assert_true(find_in("test_format=\n", &formats, NULL));
	g_assert_cmpstr(formats.results->name, ==, "subunit");
}

static void a_name_of_none_fails_with_those_that_are(void)
{
	g_autoptr(GError) error = NULL;
	struct runner_formats formats;

	g_assert_false(find_in("test_format=tapp\n", &formats, &error));
	g_assert_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID);
	g_assert_true(g_str_has_prefix(error->message,
				       "conf: test_format: 'tapp' is not one of subunit, "));
}

static void a_format_without_listings_cannot_list(void)
{
	g_autoptr(GError) error = NULL;
	struct runner_formats formats;

	g_assert_false(find_in("test_list_format=tap\n", &formats, &error));
	g_assert_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID);
	g_assert_null(strstr(error->message, "junit"));
	g_assert_nonnull(strstr(error->message, "gtest"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/default", both_are_subunit_unless_named);
	g_test_add_func("/formats/none", a_name_of_none_fails_with_those_that_are);
	g_test_add_func("/formats/listing", a_format_without_listings_cannot_list);
	return g_test_run();
}
