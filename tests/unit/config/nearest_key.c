#include "config/nearest_key.h"

#include <glib.h>

#include "config/settings.h"

static void the_nearest_key_has_the_fewest_differences(void)
{
	static const struct {
		const char *name, *nearest;
	} cases[] = {
		{"test_command", "test_command"},      {"testcommand", "test_command"},
		{"test_cmd", "test_command"},          {"test-command", "test_command"},
		{"instance_exec", "instance_execute"}, {"provison_retries", "provision_retries"},
		{"group_regexp", "group_regex"},       {"kil_grase", "kill_grace"},
		{"test_timeuot", "test_timeout"},      {"group", "group_regex"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(nearest_key(cases[i].name), ==, cases[i].nearest);
}

static void an_option_that_is_no_key_is_never_the_nearest(void)
{
	static const char *const options[] = {"shard", "failing", "keep_instances", "dry-run"};

	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		g_assert_nonnull(settings_find_key(nearest_key(options[i])));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/nearest_key/has_the_fewest_differences",
			the_nearest_key_has_the_fewest_differences);
	g_test_add_func("/nearest_key/is_no_option", an_option_that_is_no_key_is_never_the_nearest);
	return g_test_run();
}
