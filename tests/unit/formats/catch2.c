/* What comes of the XML of Catch2; the corpus has whole outputs. */
#include "reading.h"

static void test_sections_are_text_and_the_first_failure_is_the_place(void)
{
	const struct format_options options = {0};

	reading_check_with("catch2", &options,
			   "<Catch name=\"t\"><TestCase name=\" a \">\n"
			   "<Section name=\"s\"><Expression success=\"false\" type=\"CHECK\" "
			   "filename=\"t.cc\" line=\"7\"><Original>\n"
			   "  x == 1\n"
			   "</Original></Expression></Section><OverallResult success=\"false\" "
			   "durationInSeconds=\"0.5\"/></TestCase></Catch>",
			   &(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
			   "a: inprogress, at 10.000000000\n"
			   "a: , file traceback \"t.cc:7: CHECK\\nx == 1\\n\"\n"
			   "a: , file location \"t.cc:7\"\n"
			   "a: inprogress, at 9.500000000\n"
			   "a: fail, at 10.000000000\n"
			   "complete\n");
}

static void test_tests_that_may_or_should_fail(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"catch2", &options,
		"<Catch name=\"t\"><TestCase name=\"a\" tags=\"[!mayfail]\"><Expression "
		"success=\"false\"/><OverallResult success=\"true\"/></TestCase><TestCase "
		"name=\"b\" tags=\"[!shouldfail]\"><OverallResult "
		"success=\"false\"/></TestCase><TestCase name=\"c\"><OverallResult "
		"success=\"true\" skips=\"1\"/></TestCase></Catch>",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"a: inprogress\n"
		"a: xfail\n"
		"b: inprogress\n"
		"b: uxsuccess\n"
		"c: inprogress\n"
		"c: skip\n"
		"complete\n");
}

static void test_what_is_no_tag_of_catch2_was_printed(void)
{
	reading_check("catch2",
		      "<Catch name=\"t\"><TestCase name=\"a\">noise </testcase> a < b\n"
		      "<OverallResult success=\"true\"/></TestCase></Catch>",
		      "a: inprogress\n"
		      "a: , file stdout \"noise </testcase> a < b\\n\"\n"
		      "a: success\n"
		      "complete\n");
}

static void test_a_test_that_ended_the_program_stays_open(void)
{
	reading_check("catch2", "<Catch name=\"t\"><TestCase name=\"a\">\n",
		      "a: inprogress\n"
		      "a: , file stdout \"\\n\"\n"
		      "open: it ends while a test is in progress\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/catch2/sections-are-text-and-the-first-failure-is-the-place",
			test_sections_are_text_and_the_first_failure_is_the_place);
	g_test_add_func("/catch2/tests-that-may-or-should-fail",
			test_tests_that_may_or_should_fail);
	g_test_add_func("/catch2/what-is-no-tag-of-catch2-was-printed",
			test_what_is_no_tag_of_catch2_was_printed);
	g_test_add_func("/catch2/a-test-that-ended-the-program-stays-open",
			test_a_test_that_ended_the_program_stays_open);
	return g_test_run();
}
