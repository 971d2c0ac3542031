/* What comes of Check's verbose output; the corpus has whole outputs. */
#include "reading.h"

static void test_text_behind_a_failure_is_about_it(void)
{
	const struct format_options options = {0};

	reading_check_with("check", &options,
			   "50%: Checks: 2, Failures: 1, Errors: 0\n"
			   "t.c:7:F:core:a:0: why\n"
			   "more\n"
			   "t.c:9:P:core:a:1: Passed\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "core:a:0: , file traceback \"why\\nmore\\n\"\n"
			   "core:a:0: , file location \"t.c:7\"\n"
			   "core:a:0: fail\n"
			   "core:a:1: success\n"
			   "complete\n");
}

static void test_tests_that_were_counted_are_missed(void)
{
	reading_check("check",
		      "100%: Checks: 2, Failures: 0, Errors: 0\n"
		      "t.c:7:P:core:a:0: Passed\n",
		      "core:a:0: success\n"
		      "end-missing: tests that Check has counted are missing\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/check/text-behind-a-failure-is-about-it",
			test_text_behind_a_failure_is_about_it);
	g_test_add_func("/check/tests-that-were-counted-are-missed",
			test_tests_that_were_counted_are_missed);
	return g_test_run();
}
