#include <string.h>

#include "config/config.h"

static void test_every_key_is_named_once_and_explained(void)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);

	g_assert_cmpuint(count, ==, 27);
	for (size_t i = 0; i < count; i++) {
		g_assert_cmpint(keys[i].help[strlen(keys[i].help) - 1], ==, '.');
		for (size_t j = 0; j < i; j++) {
			g_assert_cmpstr(keys[i].name, !=, keys[j].name);
			g_assert_cmpuint(keys[i].offset, !=, keys[j].offset);
		}
	}
}

static void test_the_nearest_key_has_the_fewest_differences(void)
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
		g_assert_cmpstr(config_nearest_key(cases[i].name), ==, cases[i].nearest);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/keys/every_key_is_named_once_and_explained",
			test_every_key_is_named_once_and_explained);
	g_test_add_func("/keys/the_nearest_key_has_the_fewest_differences",
			test_the_nearest_key_has_the_fewest_differences);
	return g_test_run();
}
