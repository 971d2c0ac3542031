#include "report/failure.h"

#include "results_maker.h"

#define RULE "======================================================================\n"
#define THIN_RULE "----------------------------------------------------------------------\n"

static void assert_block(const struct result *result, struct style style, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);

	failure_format(out, result, &style);
	g_assert_cmpstr(out->str, ==, expected);
}

static void test_a_failure_is_shown_with_id_tags_and_attachments(void)
{
	struct result result = make_result("a.test", OUTCOME_FAIL);

	g_ptr_array_add(result.tags, (char *)"slow");
	g_ptr_array_add(result.tags, (char *)"worker-0");
	attach(&result, "traceback", "text/plain", "boo\n");
	assert_block(&result, (struct style){0},
		     RULE "FAIL: a.test\ntags: slow worker-0\n" THIN_RULE "boo\n");
	unmake_result(&result);
}

static void test_a_failure_without_tags_has_no_line_of_tags(void)
{
	struct result result = make_result("a.test", OUTCOME_LOST);

	assert_block(&result, (struct style){0}, RULE "FAIL: a.test\n" THIN_RULE);
	unmake_result(&result);
}

static void test_an_unexpected_success_is_called_one(void)
{
	struct result result = make_result("a.test", OUTCOME_UXSUCCESS);

	assert_block(&result, (struct style){0}, RULE "UNEXPECTED SUCCESS: a.test\n" THIN_RULE);
	unmake_result(&result);
}

static void test_a_hostile_id_does_not_steer_a_terminal(void)
{
	struct result result = make_result("a\033[2Jb", OUTCOME_FAIL);

	g_ptr_array_add(result.tags, (char *)"t\033c");
	assert_block(&result, (struct style){.is_coloured = true, .is_terminal = true},
		     RULE "\033[31mFAIL\033[0m: a^[[2Jb\ntags: t^[c\n" THIN_RULE);
	unmake_result(&result);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/failure/a-failure-is-shown-with-id-tags-and-attachments",
			test_a_failure_is_shown_with_id_tags_and_attachments);
	g_test_add_func("/failure/a-failure-without-tags-has-no-line-of-tags",
			test_a_failure_without_tags_has_no_line_of_tags);
	g_test_add_func("/failure/an-unexpected-success-is-called-one",
			test_an_unexpected_success_is_called_one);
	g_test_add_func("/failure/a-hostile-id-does-not-steer-a-terminal",
			test_a_hostile_id_does_not_steer_a_terminal);
	return g_test_run();
}
