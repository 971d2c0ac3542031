/* What comes of kyua test; the corpus has whole outputs. */
#include "reading.h"

static void test_results_have_reasons_and_durations(void)
{
	const struct format_options options = {0};

	reading_check_with("kyua", &options,
			   "a:b  ->  passed  [0.500s]\n"
			   "a:c  ->  skipped: why: so  [0.000s]\n"
			   "a:d  ->  broken: boom  [0.000s]\n"
			   "a:e  ->  expected_failure: bug  [0.000s]\n"
			   "\n"
			   "2/4 passed (1 failed)\n",
			   &(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
			   "a:b: inprogress, at 10.000000000\n"
			   "a:b: inprogress, at 9.500000000\n"
			   "a:b: success, at 10.000000000\n"
			   "a:c: inprogress, at 10.000000000\n"
			   "a:c: inprogress, at 10.000000000\n"
			   "a:c: , file reason \"why: so\"\n"
			   "a:c: skip, at 10.000000000\n"
			   "a:d: inprogress, at 10.000000000\n"
			   "a:d: , file traceback \"boom\"\n"
			   "a:d: inprogress, at 10.000000000\n"
			   "a:d: fail, at 10.000000000\n"
			   "a:e: inprogress, at 10.000000000\n"
			   "a:e: inprogress, at 10.000000000\n"
			   "a:e: , file reason \"bug\"\n"
			   "a:e: xfail, at 10.000000000\n"
			   "-: , file stdout \"\\n2/4 passed (1 failed)\\n\"\n"
			   "complete\n");
}

static void test_a_test_is_open_when_its_line_has_begun(void)
{
	g_autofree char *said = reading_of_pause("kyua", "a:b  ->  ");

	g_assert_cmpstr(said, ==, "a:b: inprogress\n");
}

static void test_a_summary_that_never_came_is_missed(void)
{
	reading_check("kyua", "a:b  ->  passed  [0.000s]\n",
		      "a:b: inprogress\n"
		      "a:b: success\n"
		      "end-missing: kyua's summary is missing\n");
}

static void test_the_listing_has_ids(void)
{
	g_autofree char *ids = reading_of_listing("kyua", "a:b\n"
							  "WARNING: x\n"
							  "c/d:e\n");

	g_assert_cmpstr(ids, ==, "a:b|c/d:e");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kyua/results-have-reasons-and-durations",
			test_results_have_reasons_and_durations);
	g_test_add_func("/kyua/a-test-is-open-when-its-line-has-begun",
			test_a_test_is_open_when_its_line_has_begun);
	g_test_add_func("/kyua/a-summary-that-never-came-is-missed",
			test_a_summary_that_never_came_is_missed);
	g_test_add_func("/kyua/the-listing-has-ids", test_the_listing_has_ids);
	return g_test_run();
}
