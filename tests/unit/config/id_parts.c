#include "config/id_parts.h"

#include <string.h>

static struct config *config_with_parts(const char *parts)
{
	g_autofree char *content =
		g_strconcat("[DEFAULT]\ntest_command=run\n", parts ? "test_id_parts=" : "#",
			    parts ? parts : "", "\n", NULL);
	g_autoptr(GError) error = NULL;
	struct config *config = config_parse("x", content, strlen(content), &error);

	g_assert_no_error(error);
	return config;
}

static void assert_parts(const struct config *config, const char *id, const char *name,
			 const char *group)
{
	cleared(id_parts) parts = id_parts_of(config, id);

	g_assert_cmpstr(parts.name, ==, name);
	g_assert_cmpstr(parts.group, ==, group);
}

static void an_id_is_taken_apart(void)
{
	scoped(config) config = config_with_parts("^(?P<group>.+)\\.(?P<name>[^./]+)$");

	assert_parts(config, "a.com/b.TestX", "TestX", "a.com/b");
	g_assert_true(id_parts_has_groups(config));
}

static void an_id_that_does_not_match_is_its_own_name_and_group(void)
{
	scoped(config) config = config_with_parts("^(?P<group>.+)\\.(?P<name>[^./]+)$");

	assert_parts(config, "a.com/b", "a.com/b", "a.com/b");
	assert_parts(config, "\xff.x", "\xff.x", "\xff.x");
}

static void without_a_group_there_are_no_groups(void)
{
	scoped(config) named = config_with_parts("^.* / (?P<name>.*)$");
	scoped(config) plain = config_with_parts(NULL);

	assert_parts(named, "suite / x", "x", NULL);
	assert_parts(plain, "suite / x", "suite / x", NULL);
	g_assert_false(id_parts_has_groups(named));
	g_assert_false(id_parts_has_groups(plain));
}

static void names_that_are_empty_are_left_out(void)
{
	scoped(config) config = config_with_parts("^(?P<group>doc)(?P<name>)$");
	const char *const ids[] = {"a", "doc", "b", NULL};
	g_auto(GStrv) names = id_parts_names(config, ids);

	g_assert_cmpstr(names[0], ==, "a");
	g_assert_cmpstr(names[1], ==, "b");
	g_assert_null(names[2]);
}

static void an_expression_without_a_name_is_refused(void)
{
	static const char content[] = "[DEFAULT]\ntest_command=run\ntest_id_parts=^x\n";
	g_autoptr(GError) error = NULL;

	g_assert_null(config_parse("x", content, strlen(content), &error));
	g_assert_cmpstr(error->message, ==, "x:3: test_id_parts: '^x' has no group (?P<name>...)");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/id_parts/take_ids_apart", an_id_is_taken_apart);
	g_test_add_func("/id_parts/no_match_is_the_id",
			an_id_that_does_not_match_is_its_own_name_and_group);
	g_test_add_func("/id_parts/no_group", without_a_group_there_are_no_groups);
	g_test_add_func("/id_parts/empty_names", names_that_are_empty_are_left_out);
	g_test_add_func("/id_parts/no_name", an_expression_without_a_name_is_refused);
	return g_test_run();
}
