/* How ids of results are related to those of tests. */
#include "model/relation.h"

#include <glib.h>

static void assert_scope(const char *id, const char *scope, bool is_setup)
{
	struct fixture fixture;

	g_assert_true(fixture_parse(text_of(id), &fixture));
	g_assert_true(text_is(fixture.scope, scope));
	g_assert_true(fixture.is_setup == is_setup);
}

static void fixtures_of_unittest_are_known(void)
{
	struct fixture none;

	assert_scope("setUpClass (mod.Class)", "mod.Class", true);
	assert_scope("setUpModule (mod)", "mod", true);
	assert_scope("tearDownClass (mod.Outer.Inner)", "mod.Outer.Inner", false);
	assert_scope("tearDownModule (mod)", "mod", false);
	g_assert_false(fixture_parse(text_of("mod.setUpClass (x)"), &none));
	g_assert_false(fixture_parse(text_of("setUpClass ()"), &none));
	g_assert_false(fixture_parse(text_of("setUpClass (mod"), &none));
	g_assert_false(fixture_parse(text_of(""), &none));
}

static void what_stands_for_a_module_that_cannot_be_imported_is_one(void)
{
	struct fixture none;

	assert_scope("unittest.loader._FailedTest.mod.sub", "mod.sub", true);
	g_assert_false(fixture_parse(text_of("unittest.loader._FailedTest."), &none));
	g_assert_false(fixture_parse(text_of("unittest.loader.Test.mod"), &none));
}

static void a_fixture_covers_what_is_below_it(void)
{
	struct fixture fixture;

	g_assert_true(fixture_parse(text_of("setUpClass (mod.A)"), &fixture));
	g_assert_true(fixture_covers(&fixture, text_of("mod.A.test_x")));
	g_assert_true(fixture_covers(&fixture, text_of("mod.A.test_x(1)")));
	g_assert_false(fixture_covers(&fixture, text_of("mod.A")));
	g_assert_false(fixture_covers(&fixture, text_of("mod.AB.test_x")));
	g_assert_false(fixture_covers(&fixture, text_of("mod.B.test_x")));
}

/* All that `id` may be derived from, longest first, separated by '|'. */
static void assert_bases(const char *id, const char *expected)
{
	struct text text = text_of(id);
	g_autoptr(GString) bases = g_string_new(NULL);

	for (struct text base = derived_base(text, text.length); base.length > 0;
	     base = derived_base(text, base.length))
		g_string_append_printf(bases, "%.*s|", TEXT_ARGS(base));
	g_assert_cmpstr(bases->str, ==, expected);
}

static void parameters_scenarios_and_subtests_are_derived(void)
{
	assert_bases("X.test(binary)", "X.test|");
	assert_bases("X.test[1]", "X.test|");
	assert_bases("X.test (i=3)", "X.test |X.test|");
	assert_bases("pkg/TestX/sub", "pkg/TestX|pkg|");
	assert_bases("X.test", "");
	assert_bases("(x", "");
	assert_bases("", "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fixtures of unittest are known", fixtures_of_unittest_are_known);
	g_test_add_func("/what stands for a module that cannot be imported is one",
			what_stands_for_a_module_that_cannot_be_imported_is_one);
	g_test_add_func("/a fixture covers what is below it", a_fixture_covers_what_is_below_it);
	g_test_add_func("/parameters scenarios and subtests are derived",
			parameters_scenarios_and_subtests_are_derived);
	return g_test_run();
}
