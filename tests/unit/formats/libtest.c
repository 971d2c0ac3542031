/* What comes of Rust's test harness; the corpus has whole outputs. */
#include "reading.h"

static void test_names_have_their_suite_and_no_notes(void)
{
	const struct format_options options = {0};

	reading_check_with("libtest", &options,
			   "\n"
			   "running 2 tests\n"
			   "test a ... ok\n"
			   "test b - should panic ... ignored, why\n"
			   "\n"
			   "test result: ok. 1 passed\n"
			   "\n"
			   "running 1 test\n"
			   "test a ... FAILED <0.5s>\n"
			   "\n"
			   "test result: FAILED. 0 passed\n",
			   &(struct ending){ENDING_EXITED, 101}, INT64_C(10000000000),
			   "-: , file stdout \"\\n\"\n"
			   "suite1::a: inprogress, at 10.000000000\n"
			   "suite1::a: success, at 10.000000000\n"
			   "suite1::b: inprogress, at 10.000000000\n"
			   "suite1::b: , file reason \"why\"\n"
			   "suite1::b: skip, at 10.000000000\n"
			   "-: , file stdout \"\\ntest result: ok. 1 passed\\n\\n\"\n"
			   "suite2::a: inprogress, at 10.000000000\n"
			   "suite2::a: inprogress, at 9.500000000\n"
			   "suite2::a: fail, at 10.000000000\n"
			   "-: , file stdout \"\\ntest result: FAILED. 0 passed\\n\"\n"
			   "complete\n");
}

static void test_output_stands_before_and_within_lines(void)
{
	reading_check("libtest",
		      "running 2 tests\n"
		      "noisetest a ... ok\n"
		      "test b ... noise\n"
		      "moreok\n"
		      "test result: ok. 2 passed\n",
		      "-: , file stdout \"noise\"\n"
		      "suite1::a: inprogress\n"
		      "suite1::a: success\n"
		      "suite1::b: inprogress\n"
		      "suite1::b: , file stdout \"noise\\nmore\"\n"
		      "suite1::b: success\n"
		      "-: , file stdout \"test result: ok. 2 passed\\n\"\n"
		      "complete\n");
}

static void test_the_text_of_a_failure_comes_with_a_second_outcome(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"libtest", &options,
		"running 1 test\n"
		"test a ... FAILED\n"
		"\n"
		"failures:\n"
		"\n"
		"---- a stdout ----\n"
		"boom\n"
		"\n"
		"failures:\n"
		"    a\n"
		"\n"
		"test result: FAILED. 0 passed\n",
		&(struct ending){ENDING_EXITED, 101}, TIME_NONE,
		"suite1::a: inprogress\n"
		"suite1::a: fail\n"
		"-: , file stdout \"\\nfailures:\\n\\n\"\n"
		"suite1::a: , file traceback \"boom\\n\\n\"\n"
		"suite1::a: fail\n"
		"-: , file stdout \"failures:\\n    a\\n\\ntest result: FAILED. 0 passed\\n\"\n"
		"complete\n");
}

static void test_a_suite_that_never_ended_is_missed(void)
{
	reading_check("libtest",
		      "running 2 tests\n"
		      "test a ... ok\n",
		      "suite1::a: inprogress\n"
		      "suite1::a: success\n"
		      "end-missing: the line `test result` is missing\n");
}

static void test_a_test_is_open_when_its_line_has_begun(void)
{
	g_autofree char *said = reading_of_pause("libtest", "running 1 test\n"
							    "test a ... ");

	g_assert_cmpstr(said, ==, "suite1::a: inprogress\n");
}

static void test_the_template_names_the_suite(void)
{
	const struct format_options options = {.id_template = "bin${name}"};

	reading_check_with("libtest", &options,
			   "running 1 test\n"
			   "test a ... ok\n"
			   "test result: ok. 1 passed\n",
			   &ended_well, TIME_NONE,
			   "bin$a: inprogress\n"
			   "bin$a: success\n"
			   "-: , file stdout \"test result: ok. 1 passed\\n\"\n"
			   "complete\n");
}

static void test_the_listing_is_in_terse_format(void)
{
	g_autofree char *ids = reading_of_listing("libtest", "a::b: test\n"
							     "c: benchmark\n"
							     "d (line 3): test\n");

	g_assert_cmpstr(ids, ==, "a::b|d (line 3)");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/libtest/names-have-their-suite-and-no-notes",
			test_names_have_their_suite_and_no_notes);
	g_test_add_func("/libtest/output-stands-before-and-within-lines",
			test_output_stands_before_and_within_lines);
	g_test_add_func("/libtest/the-text-of-a-failure-comes-with-a-second-outcome",
			test_the_text_of_a_failure_comes_with_a_second_outcome);
	g_test_add_func("/libtest/a-suite-that-never-ended-is-missed",
			test_a_suite_that_never_ended_is_missed);
	g_test_add_func("/libtest/a-test-is-open-when-its-line-has-begun",
			test_a_test_is_open_when_its_line_has_begun);
	g_test_add_func("/libtest/the-template-names-the-suite", test_the_template_names_the_suite);
	g_test_add_func("/libtest/the-listing-is-in-terse-format",
			test_the_listing_is_in_terse_format);
	return g_test_run();
}
