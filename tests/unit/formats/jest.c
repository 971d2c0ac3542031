/* What comes of jest --json; the corpus has whole outputs. */
#include "reading.h"

static void test_ids_have_the_file_that_comes_behind(void)
{
	const struct format_options options = {.root = "/p"};

	reading_check_with(
		"jest", &options,
		"raw{\"numFailedTestSuites\":1,\"testResults\":[{\"assertionResults\":[{"
		"\"ancestorTitles\":[\"d\"],\"title\":\"t\",\"status\":\"failed\",\"duration\":500,"
		"\"failureMessages\":[\"boom\"]},{\"ancestorTitles\":[],\"title\":\"u\",\"status\":"
		"\"todo\"}],\"name\":\"/p/a.js\",\"status\":\"failed\"}]}",
		&(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
		"-: , file stdout \"raw\"\n"
		"a.js > d > t: , file traceback \"boom\\n\"\n"
		"a.js > d > t: inprogress, at 9.500000000\n"
		"a.js > d > t: fail, at 10.000000000\n"
		"a.js > u: , file reason \"todo\"\n"
		"a.js > u: skip, at 10.000000000\n"
		"complete\n");
}

static void test_a_file_that_cannot_be_parsed_is_a_failing_test(void)
{
	const struct format_options options = {.root = "/p"};

	reading_check_with("jest", &options,
			   "{\"numTotalTestSuites\":1,\"testResults\":[{\"assertionResults\":[],"
			   "\"message\":\"boom\",\"name\":\"/q/a.js\",\"status\":\"failed\"}]}",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "/q/a.js: , file traceback \"boom\\n\"\n"
			   "/q/a.js: fail\n"
			   "complete\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/jest/ids-have-the-file-that-comes-behind",
			test_ids_have_the_file_that_comes_behind);
	g_test_add_func("/jest/a-file-that-cannot-be-parsed-is-a-failing-test",
			test_a_file_that_cannot_be_parsed_is_a_failing_test);
	return g_test_run();
}
