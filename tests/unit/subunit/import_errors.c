/* What unittest says of modules that it cannot import. */
#include "subunit/import_errors.h"

#include "model/unloadable.h"

/* The ids and texts of `errors` joined by '|'. */
static void check_split(const char *errors, size_t listed, const char *expected)
{
	g_autoptr(GPtrArray) split = import_errors_split(text_of(errors), listed);
	g_autoptr(GString) said = g_string_new(NULL);

	for (guint i = 0; i < split->len; i++) {
		const struct unloadable *each = split->pdata[i];
		g_string_append_printf(said, "%s%s: %s", i > 0 ? "|" : "", each->id,
				       each->why->str);
	}
	g_assert_cmpstr(said->str, ==, expected);
}

static void each_module_has_its_text(void)
{
	check_split("Failed to import test module: a.b\nTraceback:\n  no c\n"
		    "Failed to import test module: d\nno e",
		    2,
		    "unittest.loader._FailedTest.a.b: Failed to import test module: a.b\n"
		    "Traceback:\n  no c\n"
		    "|unittest.loader._FailedTest.d: Failed to import test module: d\nno e\n");
}

static void nothing_is_nothing(void)
{
	check_split("", 0, "");
}

static void errors_without_a_module_are_left_to_the_tests_that_are_listed_for_them(void)
{
	const char *errors = "Failed to call load_tests:\nTraceback 1\n"
			     "Failed to import test module: a\nTraceback 2\n";

	check_split(errors, 2,
		    "unittest.loader._FailedTest.a: Failed to import test module: a\n"
		    "Traceback 2\n");
}

static void errors_without_a_module_and_without_a_test_are_one(void)
{
	const char *errors = "boo\nFailed to call load_tests:\nTraceback 1\n"
			     "Failed to import test module: a\nTraceback 2\n";

	check_split(errors, 2,
		    "unittest.loader._FailedTest.a: Failed to import test module: a\n"
		    "Traceback 2\n"
		    "|import errors: boo\nFailed to call load_tests:\nTraceback 1\n");
}

#define ADD(test) g_test_add_func("/subunit/import_errors/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(each_module_has_its_text);
	ADD(nothing_is_nothing);
	ADD(errors_without_a_module_are_left_to_the_tests_that_are_listed_for_them);
	ADD(errors_without_a_module_and_without_a_test_are_one);
	return g_test_run();
}
