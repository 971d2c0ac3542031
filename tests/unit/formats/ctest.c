/* What comes of ctest; the corpus has whole outputs. */
#include "reading.h"

static void test_the_name_comes_from_the_line_that_starts_the_test(void)
{
	const struct format_options options = {0};

	reading_check_with("ctest", &options,
			   "Test project /x\n"
			   "    Start 1: a ..\n"
			   "1/2 Test #1: a .. .......   Passed    0.50 sec\n"
			   "    Start 2: b\n"
			   "2/2 Test #2: b .........***Not Run (Disabled)   0.00 sec\n"
			   "\n"
			   "100% tests passed, 0 tests failed out of 1\n",
			   &ended_well, INT64_C(10000000000),
			   "-: , file stdout \"Test project /x\\n\"\n"
			   "a ..: inprogress, at 10.000000000\n"
			   "a ..: inprogress, at 9.500000000\n"
			   "a ..: success, at 10.000000000\n"
			   "b: inprogress, at 10.000000000\n"
			   "b: inprogress, at 10.000000000\n"
			   "b: skip, at 10.000000000\n"
			   "-: , file stdout \"\\n100% tests passed, 0 tests failed out of 1\\n\"\n"
			   "complete\n");
}

static void test_text_behind_a_failure_is_about_it(void)
{
	const struct format_options options = {0};

	reading_check_with("ctest", &options,
			   "    Start 1: a\n"
			   "1/1 Test #1: a .......***Exception: SegFault  0.00 sec\n"
			   "boom\n"
			   "\n"
			   "0% tests passed, 1 tests failed out of 1\n",
			   &(struct ending){ENDING_EXITED, 8}, TIME_NONE,
			   "a: inprogress\n"
			   "a: , file message \"***Exception: SegFault\"\n"
			   "a: , file traceback \"boom\\n\\n\"\n"
			   "a: fail\n"
			   "-: , file stdout \"0% tests passed, 1 tests failed out of 1\\n\"\n"
			   "complete\n");
}

static void test_an_outcome_needs_its_number_to_be_open(void)
{
	reading_check("ctest",
		      "    Start 1: a\n"
		      "1/1 Test #2: b .......   Passed  0.00 sec\n"
		      "1/1 Test #1: a .......   Passed  0.00 sec\n"
		      "100% tests passed, 0 tests failed out of 1\n",
		      "a: inprogress\n"
		      "a: , file stdout \"1/1 Test #2: b .......   Passed  0.00 sec\\n\"\n"
		      "a: success\n"
		      "-: , file stdout \"100% tests passed, 0 tests failed out of 1\\n\"\n"
		      "complete\n");
}

static void test_several_tests_may_run_at_once(void)
{
	reading_check("ctest",
		      "    Start 1: a\n"
		      "    Start 2: b\n"
		      "1/2 Test #2: b ...   Passed    0.00 sec\n",
		      "a: inprogress\n"
		      "b: inprogress\n"
		      "b: success\n"
		      "open: a test began and never ended\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctest/the-name-comes-from-the-line-that-starts-the-test",
			test_the_name_comes_from_the_line_that_starts_the_test);
	g_test_add_func("/ctest/text-behind-a-failure-is-about-it",
			test_text_behind_a_failure_is_about_it);
	g_test_add_func("/ctest/an-outcome-needs-its-number-to-be-open",
			test_an_outcome_needs_its_number_to_be_open);
	g_test_add_func("/ctest/several-tests-may-run-at-once", test_several_tests_may_run_at_once);
	return g_test_run();
}
