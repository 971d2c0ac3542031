/* What comes of RSpec's JSON; the corpus has whole outputs. */
#include "reading.h"

static void test_examples_have_text_place_and_duration(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"rspec", &options,
		"noise{\"examples\":[]}\n"
		"{\"version\":\"3\",\"examples\":[{\"id\":\"./a[1]\",\"full_description\":\"A "
		"b\",\"status\":\"failed\",\"file_path\":\"./"
		"a\",\"line_number\":3,\"run_time\":0.5,\"exception\":{\"class\":\"E\",\"message\":"
		"\"boom\",\"backtrace\":[\"x:1\",\"y:2\"]}},{\"id\":\"./"
		"a[2]\",\"status\":\"pending\",\"pending_message\":\"why\"},{\"id\":\"./"
		"a[3]\",\"status\":\"failed\",\"exception\":{\"class\":\"RSpec::Core::Pending::"
		"PendingExampleFixedError\",\"message\":\"m\"}}]}",
		&(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
		"-: , file stdout \"noise{\"examples\":[]}\\n\"\n"
		"./a[1]: , file description \"A b\"\n"
		"./a[1]: , file traceback \"boom\\nx:1\\ny:2\\n\"\n"
		"./a[1]: , file location \"./a:3\"\n"
		"./a[1]: inprogress, at 9.500000000\n"
		"./a[1]: fail, at 10.000000000\n"
		"./a[2]: , file reason \"why\"\n"
		"./a[2]: skip, at 10.000000000\n"
		"./a[3]: , file traceback \"m\\n\"\n"
		"./a[3]: uxsuccess, at 10.000000000\n"
		"complete\n");
}

static void test_a_file_that_cannot_be_loaded_is_a_failing_test(void)
{
	const struct format_options options = {0};

	reading_check_with("rspec", &options,
			   "{\"version\":\"3\",\"messages\":[\"\\nAn error occurred while loading "
			   "./a_spec.rb.\\nboom\",\"other\"],\"examples\":[],\"summary\":{"
			   "\"errors_outside_of_examples_count\":2}}",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "./a_spec.rb: , file traceback \"\\nAn error occurred while loading "
			   "./a_spec.rb.\\nboom\"\n"
			   "./a_spec.rb: fail\n"
			   "complete\n"
			   "failure: other\n");
}

static void test_a_message_is_no_failure_unless_the_summary_counts_one(void)
{
	reading_check("rspec",
		      "{\"version\":\"3\",\"messages\":[\"Run options: include {}\"],"
		      "\"examples\":[{\"id\":\"./a[1]\",\"status\":\"passed\"}],\"summary\":{"
		      "\"errors_outside_of_examples_count\":0}}",
		      "./a[1]: success\n"
		      "complete\n");
}

static void test_a_report_that_is_cut_short_is_told(void)
{
	reading_check("rspec",
		      "{\"version\":\"3\",\"examples\":[{\"id\":\"./"
		      "a[1]\",\"status\":\"passed\"},{\"id\":",
		      "./a[1]: success\n"
		      "cut: the JSON is cut short\n");
}

static void test_what_is_no_json_is_refused(void)
{
	reading_check("rspec", "{\"version\":\"3\",\"examples\":[}",
		      "refused: not well-formed JSON behind line 1, column 27 of it\n");
	reading_check("rspec", "{\"version\":\"3\",\n \"summary\"\n\n: nonsense}",
		      "refused: not well-formed JSON behind line 2, column 10 of it\n");
}

static void test_an_example_without_a_name_has_one(void)
{
	reading_check("rspec",
		      "{\"version\":\"3\",\"examples\":[{\"id\":\"\",\"status\":\"passed\"}]}",
		      "(unnamed): success\n"
		      "complete\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rspec/messages",
			test_a_message_is_no_failure_unless_the_summary_counts_one);
	g_test_add_func("/rspec/an-example-without-a-name-has-one",
			test_an_example_without_a_name_has_one);
	g_test_add_func("/rspec/examples-have-text-place-and-duration",
			test_examples_have_text_place_and_duration);
	g_test_add_func("/rspec/a-file-that-cannot-be-loaded-is-a-failing-test",
			test_a_file_that_cannot_be_loaded_is_a_failing_test);
	g_test_add_func("/rspec/a-report-that-is-cut-short-is-told",
			test_a_report_that_is_cut_short_is_told);
	g_test_add_func("/rspec/what-is-no-json-is-refused", test_what_is_no_json_is_refused);
	return g_test_run();
}
