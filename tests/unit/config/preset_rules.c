#include "config/preset_rules.h"

#include <string.h>

static struct preset_rules *rules_of(const char *content)
{
	g_autoptr(GError) error = NULL;
	scoped(ini) ini = ini_parse("x", content, strlen(content), &error);
	struct preset_rules *rules = preset_rules_read(ini, &error);

	g_assert_no_error(error);
	return rules;
}

static void signs_are_names_contents_or_executables(void)
{
	scoped(preset_rules) rules = rules_of("[preset]\nsummary=s\ntool=t\nyields_to=a b\n"
					      "detect=\n  go.mod\n  setup.cfg: [tool: x]\n"
					      "  tests/* is executable\n");
	const struct preset_sign *const *signs = (void *)rules->signs->pdata;

	g_assert_cmpuint(rules->signs->len, ==, 3);
	g_assert_cmpstr(signs[0]->glob, ==, "go.mod");
	g_assert_null(signs[0]->content);
	g_assert_cmpstr(signs[1]->glob, ==, "setup.cfg");
	g_assert_cmpstr(signs[1]->content, ==, "[tool: x]");
	g_assert_cmpstr(signs[2]->glob, ==, "tests/*");
	g_assert_true(signs[2]->is_executable);
	g_assert_cmpstr(rules->yields_to[1], ==, "b");
}

static void what_is_not_said_is_empty(void)
{
	scoped(preset_rules) rules = rules_of("[DEFAULT]\ntest_command=x\n");

	g_assert_cmpstr(rules->summary, ==, "");
	g_assert_null(rules->tool);
	g_assert_cmpuint(rules->signs->len, ==, 0);
	g_assert_null(rules->yields_to[0]);
}

static void a_star_ends_at_a_slash_and_two_do_not(void)
{
	static const struct {
		const char *glob, *path;
		bool matches;
	} cases[] = {
		{"go.mod", "go.mod", true},
		{"go.mod", "a/go.mod", false},
		{"*.bats", "a.bats", true},
		{"*.bats", "test/a.bats", false},
		{"test/**.bats", "test/a.bats", true},
		{"test/**.bats", "test/a/b.bats", true},
		{"test/**.bats", "test/a.sh", false},
		{"*", "", true},
		{"tests/*", "tests/a/b", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct preset_sign sign = {.glob = (char *)cases[i].glob};
		g_assert_cmpint(preset_sign_matches(&sign, cases[i].path), ==, cases[i].matches);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/preset_rules/signs", signs_are_names_contents_or_executables);
	g_test_add_func("/preset_rules/absent", what_is_not_said_is_empty);
	g_test_add_func("/preset_rules/globs", a_star_ends_at_a_slash_and_two_do_not);
	return g_test_run();
}
