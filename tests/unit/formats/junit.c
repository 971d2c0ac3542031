/* What comes of JUnit XML; the corpus has whole outputs. */
#include "reading.h"

static void test_a_failure_has_its_text_place_and_duration(void)
{
	const struct format_options options = {0};

	reading_check_with("junit", &options,
			   "<testsuites><testsuite name=\"s\"><testcase classname=\"a\" name=\"b\" "
			   "time=\"1.5\" file=\"f.py\" line=\"3\"><failure message=\"boom\">boom\n"
			   "at f.py:3</failure></testcase></testsuite></testsuites>",
			   &ended_well, INT64_C(10000000000),
			   "a.b: , file traceback \"boom\\nat f.py:3\\n\"\n"
			   "a.b: , file location \"f.py:3\"\n"
			   "a.b: inprogress, at 8.500000000\n"
			   "a.b: fail, at 10.000000000\n"
			   "complete\n");
}

static void test_several_failures_are_told_one_after_the_other(void)
{
	reading_check("junit",
		      "<testsuite><testcase classname=\"a\" name=\"b\"><failure "
		      "message=\"one\"/><failure "
		      "message=\"two\">other</failure><system-out>out</system-out><system-err>err</"
		      "system-err></testcase></testsuite>",
		      "a.b: , file message \"one\\ntwo\\n\"\n"
		      "a.b: , file traceback \"other\\n\"\n"
		      "a.b: , file stdout \"out\\n\"\n"
		      "a.b: , file stderr \"err\\n\"\n"
		      "a.b: fail\n"
		      "complete\n");
}

static void test_skips_have_many_forms(void)
{
	reading_check("junit",
		      "<testsuite><testcase classname=\"a\" name=\"s\"><skipped "
		      "message=\"why\"/></testcase><testcase classname=\"a\" "
		      "name=\"t\"><skipped>text</skipped></testcase><testcase classname=\"a\" "
		      "name=\"d\" status=\"notrun\"/><testcase classname=\"a\" "
		      "name=\"x\"><failure/><skipped/></testcase></testsuite>",
		      "a.s: , file reason \"why\"\n"
		      "a.s: skip\n"
		      "a.t: , file reason \"text\"\n"
		      "a.t: skip\n"
		      "a.d: skip\n"
		      "a.x: xfail\n"
		      "complete\n");
}

static void test_text_before_and_behind_is_output(void)
{
	reading_check("junit",
		      "noise <b>\n"
		      "<?xml version=\"1.0\"?><testsuite/>more",
		      "-: , file stdout \"noise <b>\\nmore\"\n"
		      "complete\n");
}

static void test_what_is_not_well_formed_is_refused_with_line_and_column(void)
{
	reading_check("junit",
		      "<testsuite>\n"
		      " <testcase classname=\"a\" name=\"b\"></testsuite>",
		      "a.b: inprogress\n"
		      "refused: not well-formed XML at line 2, column 37: mismatched tag\n");
}

static void test_a_document_type_is_refused(void)
{
	reading_check(
		"junit", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><testsuite/>",
		"refused: not well-formed XML at line 1, column 34: it has a document type\n");
}

static void test_a_report_that_is_cut_short_leaves_its_last_test_open(void)
{
	reading_check("junit", "<testsuite><testcase classname=\"a\" name=\"b\"><failure>x",
		      "a.b: , file traceback \"x\\n\"\n"
		      "a.b: inprogress\n"
		      "cut: the XML is cut short\n");
}

static void test_only_what_stands_behind_the_marker_is_the_report(void)
{
	const struct format_options options = {.report_marker = "--m--", .id_template = "{name}"};

	reading_check_with("junit", &options,
			   "printed\n"
			   "<testsuite/>\n"
			   "--m--\n"
			   "<testsuite><testcase name=\"a\"/></testsuite>",
			   &ended_well, TIME_NONE,
			   "-: , file stdout \"printed\\n<testsuite/>\\n\"\n"
			   "a: success\n"
			   "complete\n");
}

static void test_a_report_that_never_came_is_missed(void)
{
	const struct format_options options = {.report_marker = "--m--"};

	reading_check_with("junit", &options, "printed\n", &ended_well, TIME_NONE,
			   "-: , file stdout \"printed\\n\"\n"
			   "unrecognized: the report never came\n");
}

static void test_a_stored_report_has_its_own_times(void)
{
	const struct format_options options = {.is_stored = true, .id_template = "{name}"};

	reading_check_with("junit", &options,
			   "<testsuite timestamp=\"2026-01-02T03:04:05\"><testcase name=\"a\" "
			   "time=\"1\"/><testcase name=\"b\" time=\"2\"/></testsuite>",
			   &ended_well, INT64_C(10000000000),
			   "a: inprogress, at 1767323045.000000000\n"
			   "a: success, at 1767323046.000000000\n"
			   "b: inprogress, at 1767323046.000000000\n"
			   "b: success, at 1767323048.000000000\n"
			   "complete\n");
}

static void test_what_fails_outside_of_tests_is_told(void)
{
	reading_check("junit", "<testsuite><error message=\"setup broke\"/></testsuite>",
		      "complete\n"
		      "failure: setup broke\n");
}

static void test_a_name_that_comes_again_gets_a_number(void)
{
	const struct format_options options = {.id_template = "{name}"};

	reading_check_with("junit", &options,
			   "<testsuite><testcase name=\"a\"/><testcase name=\"a\"/></testsuite>",
			   &ended_well, TIME_NONE,
			   "a: success\n"
			   "a #2: success\n"
			   "complete\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/junit/a-failure-has-its-text-place-and-duration",
			test_a_failure_has_its_text_place_and_duration);
	g_test_add_func("/junit/several-failures-are-told-one-after-the-other",
			test_several_failures_are_told_one_after_the_other);
	g_test_add_func("/junit/skips-have-many-forms", test_skips_have_many_forms);
	g_test_add_func("/junit/text-before-and-behind-is-output",
			test_text_before_and_behind_is_output);
	g_test_add_func("/junit/what-is-not-well-formed-is-refused-with-line-and-column",
			test_what_is_not_well_formed_is_refused_with_line_and_column);
	g_test_add_func("/junit/a-document-type-is-refused", test_a_document_type_is_refused);
	g_test_add_func("/junit/a-report-that-is-cut-short-leaves-its-last-test-open",
			test_a_report_that_is_cut_short_leaves_its_last_test_open);
	g_test_add_func("/junit/only-what-stands-behind-the-marker-is-the-report",
			test_only_what_stands_behind_the_marker_is_the_report);
	g_test_add_func("/junit/a-report-that-never-came-is-missed",
			test_a_report_that_never_came_is_missed);
	g_test_add_func("/junit/a-stored-report-has-its-own-times",
			test_a_stored_report_has_its_own_times);
	g_test_add_func("/junit/what-fails-outside-of-tests-is-told",
			test_what_fails_outside_of_tests_is_told);
	g_test_add_func("/junit/a-name-that-comes-again-gets-a-number",
			test_a_name_that_comes_again_gets_a_number);
	return g_test_run();
}
