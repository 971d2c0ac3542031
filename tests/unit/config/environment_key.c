#include "config/environment_key.h"

#include <string.h>

#define PROJECT "[DEFAULT]\ntest_command=./run $LISTOPT\ntest_list_option=--list\n"

static struct config *parse(const char *lines)
{
	g_autofree char *content = g_strconcat(PROJECT, lines, NULL);
	struct config *config = config_parse("x", content, strlen(content), NULL);

	g_assert_nonnull(config);
	return config;
}

static void one_line_stands_for_three_callouts(void)
{
	scoped(config) config = parse("environment=sandbox --network host\n  --keep /opt\n");

	g_assert_true(g_str_has_suffix(
		config->instance_provision,
		" environment sandbox provision --network host --keep /opt $INSTANCE_COUNT"));
	g_assert_true(
		g_str_has_suffix(config->instance_execute,
				 " environment sandbox execute $INSTANCE_ID $FILES -- $COMMAND"));
	g_assert_true(g_str_has_suffix(config->instance_dispose,
				       " environment sandbox dispose $INSTANCE_IDS"));
	g_assert_cmpuint(config->warnings->len, ==, 0);
}

static void the_callouts_run_this_very_program(void)
{
	scoped(config) config = parse("environment=sandbox\n");
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);

	g_assert_true(g_str_has_prefix(config->instance_provision, self));
}

static void callouts_of_its_own_override_one_by_one(void)
{
	scoped(config) config = parse("environment=sandbox\n"
				      "instance_dispose=mine $INSTANCE_IDS\n");

	g_assert_true(config_set(config, settings_find_key("environment"), "ssh --host a", NULL));

	g_assert_cmpstr(config->instance_dispose, ==, "mine $INSTANCE_IDS");
	g_assert_nonnull(strstr(config->instance_provision,
				" environment ssh provision --host a $INSTANCE_COUNT"));
	g_assert_nonnull(strstr(config->instance_execute, " environment ssh execute "));
}

static void an_empty_one_takes_the_callouts_away(void)
{
	scoped(config) config = parse("environment=sandbox\n");

	g_assert_true(config_set(config, settings_find_key("environment"), "", NULL));

	g_assert_null(config->environment);
	g_assert_null(config->instance_provision);
	g_assert_null(config->instance_execute);
	g_assert_null(config->instance_dispose);
}

static void an_imposed_one_takes_the_place_of_all_callouts(void)
{
	scoped(config) config = parse("environment=sandbox\n"
				      "instance_dispose=mine $INSTANCE_IDS\n");

	environment_key_impose(config, "ssh --host a");

	g_assert_nonnull(
		strstr(config->instance_provision, " environment ssh provision --host a "));
	g_assert_nonnull(strstr(config->instance_execute, " environment ssh execute "));
	g_assert_nonnull(strstr(config->instance_dispose, " environment ssh dispose "));
}

static void other_options_leave_it_alone(void)
{
	scoped(config) config = parse("environment=sandbox --network host\n");
	g_autofree char *before = g_strdup(config->instance_provision);

	g_assert_true(config_set(config, settings_find_key("kill_grace"), "1s", NULL));

	g_assert_cmpstr(config->instance_provision, ==, before);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/environment_key/three", one_line_stands_for_three_callouts);
	g_test_add_func("/environment_key/program", the_callouts_run_this_very_program);
	g_test_add_func("/environment_key/overridden", callouts_of_its_own_override_one_by_one);
	g_test_add_func("/environment_key/empty", an_empty_one_takes_the_callouts_away);
	g_test_add_func("/environment_key/imposed", an_imposed_one_takes_the_place_of_all_callouts);
	g_test_add_func("/environment_key/others", other_options_leave_it_alone);
	return g_test_run();
}
