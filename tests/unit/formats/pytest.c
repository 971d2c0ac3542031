/* What comes of pytest -v; the corpus has whole outputs. */
#include "reading.h"

static void test_words_are_outcomes_and_repeat(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"pytest", &options,
		"= test session starts =\n"
		"=== test session starts ===\n"
		"a.py::b PASSED   [ 50%]\n"
		"a.py::b ERROR    [ 50%]\n"
		"a.py::c[x PASSED y] SKIPPED (why)  [100%]\n"
		"=== 1 passed in 0.01s ===\n",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"-: , file stdout \"= test session starts =\\n=== test session starts ===\\n\"\n"
		"a.py::b: inprogress\n"
		"a.py::b: success\n"
		"a.py::b: inprogress\n"
		"a.py::b: fail\n"
		"a.py::c[x PASSED y]: inprogress\n"
		"a.py::c[x PASSED y]: , file reason \"why\"\n"
		"a.py::c[x PASSED y]: skip\n"
		"-: , file stdout \"=== 1 passed in 0.01s ===\\n\"\n"
		"complete\n");
}

static void test_an_outcome_behind_output_ends_the_open_test(void)
{
	reading_check("pytest",
		      "=== test session starts ===\n"
		      "a.py::b \n"
		      "noise\n"
		      "PASSED  [100%]\n"
		      "=== 1 passed in 0.01s ===\n",
		      "-: , file stdout \"=== test session starts ===\\n\"\n"
		      "a.py::b: inprogress\n"
		      "a.py::b: , file stdout \"noise\\n\"\n"
		      "a.py::b: success\n"
		      "-: , file stdout \"=== 1 passed in 0.01s ===\\n\"\n"
		      "complete\n");
}

static void test_subtests_and_files_that_cannot_be_imported_come_from_the_summary(void)
{
	const struct format_options options = {0};

	reading_check_with("pytest", &options,
			   "=== test session starts ===\n"
			   "=== short test summary info ===\n"
			   "SUBFAIL a.py::b - why\n"
			   "ERROR broken.py - gone\n"
			   "FAILED a.py::c - told before\n"
			   "=== 1 failed in 0.01s ===\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "-: , file stdout \"=== test session starts ===\\n=== short test "
			   "summary info ===\\n\"\n"
			   "a.py::b: , file message \"why\"\n"
			   "a.py::b: fail\n"
			   "-: , file stdout \"SUBFAIL a.py::b - why\\n\"\n"
			   "broken.py: , file message \"gone\"\n"
			   "broken.py: fail\n"
			   "-: , file stdout \"ERROR broken.py - gone\\nFAILED a.py::c - told "
			   "before\\n=== 1 failed in 0.01s ===\\n\"\n"
			   "complete\n");
}

static void test_why_a_file_cannot_be_collected_is_kept_with_it(void)
{
	const struct format_options options = {0};

	reading_check_with("pytest", &options,
			   "=== test session starts ===\n"
			   "=== ERRORS ===\n"
			   "___ ERROR collecting broken.py ___\n"
			   "gone\n"
			   "___ ERROR collecting other.py ___\n"
			   "away\n"
			   "=== short test summary info ===\n"
			   "ERROR broken.py\n"
			   "=== 1 error in 0.01s ===\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "-: , file stdout \"=== test session starts ===\\n=== ERRORS ===\\n"
			   "___ ERROR collecting broken.py ___\\ngone\\n\"\n"
			   "broken.py: , file traceback \"gone\\n\"\n"
			   "-: , file stdout \"___ ERROR collecting other.py ___\\naway\\n\"\n"
			   "other.py: , file traceback \"away\\n\"\n"
			   "-: , file stdout \"=== short test summary info ===\\n\"\n"
			   "broken.py: fail\n"
			   "-: , file stdout \"ERROR broken.py\\n=== 1 error in 0.01s ===\\n\"\n"
			   "complete\n");
}

static void test_tests_of_several_processes_end_in_any_order(void)
{
	const struct format_options options = {0};

	reading_check_with("pytest", &options,
			   "=== test session starts ===\n"
			   "gw0 I / gw1 I\n"
			   "a.py::b \n"
			   "a.py::c \n"
			   "[gw1] [ 50%] PASSED a.py::c \n"
			   "[gw0] [100%] FAILED a.py::b \n"
			   "=== 1 failed in 0.01s ===\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "-: , file stdout \"=== test session starts ===\\ngw0 I / gw1 I\\n\"\n"
			   "a.py::b: inprogress\n"
			   "a.py::c: inprogress\n"
			   "a.py::c: success\n"
			   "a.py::b: fail\n"
			   "-: , file stdout \"=== 1 failed in 0.01s ===\\n\"\n"
			   "complete\n");
}

static void test_the_report_adds_the_text_of_failures(void)
{
	const struct format_options options = {.report_marker = "--m--"};

	reading_check_with("pytest", &options,
			   "=== test session starts ===\n"
			   "a.py::b FAILED\n"
			   "a.py::C::d PASSED\n"
			   "=== 1 failed in 0.01s ===\n"
			   "--m--\n"
			   "<testsuite><testcase classname=\"a\" name=\"b\"><failure "
			   "message=\"m\">text</failure></testcase><testcase classname=\"a.C\" "
			   "name=\"d\"/><testcase classname=\"z\" name=\"y\"/></testsuite>",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "-: , file stdout \"=== test session starts ===\\n\"\n"
			   "a.py::b: inprogress\n"
			   "a.py::b: fail\n"
			   "a.py::C::d: inprogress\n"
			   "a.py::C::d: success\n"
			   "-: , file stdout \"=== 1 failed in 0.01s ===\\n\"\n"
			   "a.py::b: , file message \"m\\n\"\n"
			   "a.py::b: , file traceback \"text\\n\"\n"
			   "a.py::b: fail\n"
			   "z.y: success\n"
			   "complete\n");
}

static void test_a_run_without_its_report_is_incomplete(void)
{
	const struct format_options options = {.report_marker = "--m--"};

	reading_check_with("pytest", &options,
			   "=== test session starts ===\n"
			   "a.py::b PASSED\n"
			   "=== 1 passed in 0.01s ===\n",
			   &ended_well, TIME_NONE,
			   "-: , file stdout \"=== test session starts ===\\n\"\n"
			   "a.py::b: inprogress\n"
			   "a.py::b: success\n"
			   "-: , file stdout \"=== 1 passed in 0.01s ===\\n\"\n"
			   "end-missing: the report never came\n");
}

static void test_a_test_is_open_when_its_line_has_begun(void)
{
	g_autofree char *said = reading_of_pause("pytest", "=== test session starts ===\n"
							   "a.py::b ");

	g_assert_cmpstr(said, ==,
			"-: , file stdout \"=== test session starts ===\\n\"\n"
			"a.py::b: inprogress\n");
}

static void test_the_listing_ends_at_the_first_empty_line(void)
{
	g_autofree char *ids = reading_of_listing("pytest", "a.py::b\n"
							    "a.py::c[x y]\n"
							    "\n"
							    "2 tests collected::\n");

	g_assert_cmpstr(ids, ==, "a.py::b|a.py::c[x y]");
}

static void test_files_that_cannot_be_collected_are_told_of(void)
{
	static const char listing[] = "a.py::b\n"
				      "\n"
				      "===== ERRORS =====\n"
				      "_____ ERROR collecting sub dir/c.py _____\n"
				      "E   no d: see e.py::f\n"
				      "_____ ERROR collecting g.py _____\n"
				      "boo\n"
				      "===== short test summary info =====\n"
				      "ERROR g.py\n"
				      "1 test collected, 2 errors in 1.64s\n";
	g_autofree char *ids = reading_of_listing("pytest", listing);
	g_autofree char *unloadable = reading_of_unloadable("pytest", listing);

	g_assert_cmpstr(ids, ==, "a.py::b");
	g_assert_cmpstr(unloadable, ==,
			"sub dir/c.py: E   no d: see e.py::f\n"
			"|g.py: boo\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pytest/why_a_file_cannot_be_collected",
			test_why_a_file_cannot_be_collected_is_kept_with_it);
	g_test_add_func("/pytest/words-are-outcomes-and-repeat",
			test_words_are_outcomes_and_repeat);
	g_test_add_func("/pytest/an-outcome-behind-output-ends-the-open-test",
			test_an_outcome_behind_output_ends_the_open_test);
	g_test_add_func("/pytest/subtests-and-files-that-cannot-be-imported-come-from-the-summary",
			test_subtests_and_files_that_cannot_be_imported_come_from_the_summary);
	g_test_add_func("/pytest/tests-of-several-processes-end-in-any-order",
			test_tests_of_several_processes_end_in_any_order);
	g_test_add_func("/pytest/the-report-adds-the-text-of-failures",
			test_the_report_adds_the_text_of_failures);
	g_test_add_func("/pytest/a-run-without-its-report-is-incomplete",
			test_a_run_without_its_report_is_incomplete);
	g_test_add_func("/pytest/a-test-is-open-when-its-line-has-begun",
			test_a_test_is_open_when_its_line_has_begun);
	g_test_add_func("/pytest/files-that-cannot-be-collected-are-told-of",
			test_files_that_cannot_be_collected_are_told_of);
	g_test_add_func("/pytest/the-listing-ends-at-the-first-empty-line",
			test_the_listing_ends_at_the_first_empty_line);
	return g_test_run();
}
