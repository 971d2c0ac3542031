/* What comes of the text of GoogleTest; the corpus has whole outputs. */
#include "reading.h"

static void test_an_outcome_names_the_open_test_wherever_it_stands(void)
{
	const struct format_options options = {0};

	reading_check_with("gtest", &options,
			   "[==========] Running 1 test\n"
			   "[ RUN      ] A.b\n"
			   "[       OK ] A.fake (0 ms)\n"
			   "noise[       OK ] A.b (5 ms)\n"
			   "[==========] 1 test ran.\n",
			   &ended_well, INT64_C(10000000000),
			   "A.b: inprogress, at 10.000000000\n"
			   "A.b: , file stdout \"[       OK ] A.fake (0 ms)\\nnoise\"\n"
			   "A.b: inprogress, at 9.995000000\n"
			   "A.b: success, at 10.000000000\n"
			   "complete\n");
}

static void test_a_failure_has_its_place_and_a_parameter_is_passed_over(void)
{
	const struct format_options options = {0};

	reading_check_with("gtest", &options,
			   "[ RUN      ] A.b/0\n"
			   "t.cc:8: Failure\n"
			   "why\n"
			   "[  FAILED  ] A.b/0, where GetParam() = \"x\" (0 ms)\n"
			   "[==========] 1 test ran.\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "A.b/0: inprogress\n"
			   "A.b/0: , file stdout \"t.cc:8: Failure\\nwhy\\n\"\n"
			   "A.b/0: , file location \"t.cc:8\"\n"
			   "A.b/0: fail\n"
			   "complete\n");
}

static void test_a_skip_has_its_reason(void)
{
	reading_check("gtest",
		      "[ RUN      ] A.b\n"
		      "t.cc:8: Skipped\n"
		      "why\n"
		      "[  SKIPPED ] A.b (0 ms)\n"
		      "[==========] 1 test ran.\n",
		      "A.b: inprogress\n"
		      "A.b: , file stdout \"t.cc:8: Skipped\\nwhy\\n\"\n"
		      "A.b: , file reason \"why\"\n"
		      "A.b: skip\n"
		      "complete\n");
}

static void test_a_disabled_test_is_a_skip(void)
{
	reading_check("gtest",
		      "[==========] Running 0 tests\n"
		      "[ DISABLED ] A.b\n"
		      "[==========] 0 tests ran.\n",
		      "A.b: skip\n"
		      "complete\n");
}

static void test_a_test_that_never_ended_stays_open(void)
{
	reading_check("gtest", "[ RUN      ] A.b\n",
		      "A.b: inprogress\n"
		      "open: it ends while a test is in progress\n");
}

static void test_an_end_that_never_came_is_missed(void)
{
	reading_check("gtest",
		      "[ RUN      ] A.b\n"
		      "[       OK ] A.b\n",
		      "A.b: inprogress\n"
		      "A.b: success\n"
		      "end-missing: the line `[==========] N tests ran` is missing\n");
}

static void test_a_suite_that_cannot_be_set_up_is_told(void)
{
	const struct format_options options = {0};

	reading_check_with("gtest", &options,
			   "[==========] 0 tests ran.\n"
			   "[  FAILED  ] S: SetUpTestSuite or TearDownTestSuite\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "complete\n"
			   "failure: S: SetUpTestSuite or TearDownTestSuite failed\n");
}

static void test_the_listing_leaves_disabled_tests_and_comments_out(void)
{
	g_autofree char *ids = reading_of_listing("gtest", "Running main()\n"
							   "A.\n"
							   "  b\n"
							   "  DISABLED_c\n"
							   "T/0.  # TypeParam = char\n"
							   "  d  # GetParam() = 1\n"
							   "DISABLED_S.\n"
							   "  e\n");

	g_assert_cmpstr(ids, ==, "A.b|T/0.d");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gtest/an-outcome-names-the-open-test-wherever-it-stands",
			test_an_outcome_names_the_open_test_wherever_it_stands);
	g_test_add_func("/gtest/a-failure-has-its-place-and-a-parameter-is-passed-over",
			test_a_failure_has_its_place_and_a_parameter_is_passed_over);
	g_test_add_func("/gtest/a-skip-has-its-reason", test_a_skip_has_its_reason);
	g_test_add_func("/gtest/a-disabled-test-is-a-skip", test_a_disabled_test_is_a_skip);
	g_test_add_func("/gtest/a-test-that-never-ended-stays-open",
			test_a_test_that_never_ended_stays_open);
	g_test_add_func("/gtest/an-end-that-never-came-is-missed",
			test_an_end_that_never_came_is_missed);
	g_test_add_func("/gtest/a-suite-that-cannot-be-set-up-is-told",
			test_a_suite_that_cannot_be_set_up_is_told);
	g_test_add_func("/gtest/the-listing-leaves-disabled-tests-and-comments-out",
			test_the_listing_leaves_disabled_tests_and_comments_out);
	return g_test_run();
}
