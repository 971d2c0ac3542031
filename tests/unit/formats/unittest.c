/* What comes of unittest -v; the corpus has whole outputs. */
#include "reading.h"

static void test_ids_are_dotted_in_old_and_new_versions(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"unittest", &options,
		"test_a (m.C.test_a) ... ok\n"
		"test_b (m.C) ... FAIL\n"
		"setUpClass (m.D) ... ERROR\n"
		"----------------------------------------------------------------------\n"
		"Ran 2 tests in 0.001s\n",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"m.C.test_a: inprogress\n"
		"m.C.test_a: success\n"
		"m.C.test_b: inprogress\n"
		"m.C.test_b: fail, tags testr.told-again\n"
		"setUpClass (m.D): inprogress\n"
		"setUpClass (m.D): fail, tags testr.told-again\n"
		"-: , file stdout \"Ran 2 tests in 0.001s\\n\"\n"
		"complete\n");
}

static void test_outcomes_stand_behind_docstrings_and_output(void)
{
	reading_check("unittest",
		      "test_a (m.C.test_a)\n"
		      "A docstring ... skipped 'why'\n"
		      "test_b (m.C.test_b) ... noise\n"
		      "moreok\n"
		      "----------------------------------------------------------------------\n"
		      "Ran 2 tests in 0.001s\n",
		      "m.C.test_a: inprogress\n"
		      "m.C.test_a: , file reason \"why\"\n"
		      "m.C.test_a: skip\n"
		      "m.C.test_b: inprogress\n"
		      "m.C.test_b: , file stdout \"noise\\nmore\"\n"
		      "m.C.test_b: success\n"
		      "-: , file stdout \"Ran 2 tests in 0.001s\\n\"\n"
		      "complete\n");
}

static void test_an_imitated_outcome_does_not_hide_the_real_one(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"unittest", &options,
		"test_a (m.C.test_a) ... ok\n"
		"FAIL\n"
		"----------------------------------------------------------------------\n"
		"Ran 1 test in 0.001s\n",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"m.C.test_a: inprogress\n"
		"m.C.test_a: success\n"
		"m.C.test_a: fail, tags testr.told-again\n"
		"-: , file stdout \"Ran 1 test in 0.001s\\n\"\n"
		"complete\n");
}

static void test_a_failing_subtest_fails_its_test(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"unittest", &options,
		"test_a (m.C.test_a) ... \n"
		"  test_a (m.C.test_a) (i=1) ... FAIL\n"
		"----------------------------------------------------------------------\n"
		"Ran 1 test in 0.001s\n",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"m.C.test_a: inprogress\n"
		"m.C.test_a: fail, tags testr.told-again\n"
		"-: , file stdout \"Ran 1 test in 0.001s\\n\"\n"
		"complete\n");
}

static void test_tracebacks_come_with_a_second_outcome(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"unittest", &options,
		"test_a (m.C.test_a) ... FAIL\n"
		"\n"
		"======================================================================\n"
		"FAIL: test_a (m.C.test_a)\n"
		"----------------------------------------------------------------------\n"
		"Traceback\n"
		"\n"
		"----------------------------------------------------------------------\n"
		"Ran 1 test in 0.001s\n",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"m.C.test_a: inprogress\n"
		"m.C.test_a: fail, tags testr.told-again\n"
		"-: , file stdout \"\\n\"\n"
		"m.C.test_a: , file traceback \"Traceback\\n\\n\"\n"
		"m.C.test_a: fail\n"
		"-: , file stdout \"Ran 1 test in 0.001s\\n\"\n"
		"complete\n");
}

static void test_a_test_is_open_when_its_line_has_begun(void)
{
	g_autofree char *said = reading_of_pause("unittest", "test_a (m.C.test_a) ... ");

	g_assert_cmpstr(said, ==, "m.C.test_a: inprogress\n");
}

static void test_a_test_that_ends_the_program_stays_open(void)
{
	reading_check("unittest", "test_a (m.C.test_a) ... Aborted\n",
		      "m.C.test_a: inprogress\n"
		      "m.C.test_a: , file stdout \"Aborted\\n\"\n"
		      "open: it ends while a test is in progress\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/unittest/ids-are-dotted-in-old-and-new-versions",
			test_ids_are_dotted_in_old_and_new_versions);
	g_test_add_func("/unittest/outcomes-stand-behind-docstrings-and-output",
			test_outcomes_stand_behind_docstrings_and_output);
	g_test_add_func("/unittest/an-imitated-outcome-does-not-hide-the-real-one",
			test_an_imitated_outcome_does_not_hide_the_real_one);
	g_test_add_func("/unittest/a-failing-subtest-fails-its-test",
			test_a_failing_subtest_fails_its_test);
	g_test_add_func("/unittest/tracebacks-come-with-a-second-outcome",
			test_tracebacks_come_with_a_second_outcome);
	g_test_add_func("/unittest/a-test-is-open-when-its-line-has-begun",
			test_a_test_is_open_when_its_line_has_begun);
	g_test_add_func("/unittest/a-test-that-ends-the-program-stays-open",
			test_a_test_that_ends_the_program_stays_open);
	return g_test_run();
}
