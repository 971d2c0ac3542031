/* What comes of JSON of Rust's test harness; the corpus has whole outputs. */
#include "reading.h"

static void test_objects_count_behind_output_too(void)
{
	const struct format_options options = {0};

	reading_check_with("libtest-json", &options,
			   "{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 1 }\n"
			   "{ \"type\": \"test\", \"event\": \"started\", \"name\": \"a\" }\n"
			   "noise{ \"type\": \"test\", \"name\": \"a\", \"event\": \"failed\", "
			   "\"exec_time\": 0.5, \"stdout\": \"boom\" }\n"
			   "{ \"type\": \"suite\", \"event\": \"failed\" }\n",
			   &(struct ending){ENDING_EXITED, 101}, INT64_C(10000000000),
			   "suite1::a: inprogress, at 10.000000000\n"
			   "suite1::a: , file stdout \"noise\"\n"
			   "suite1::a: , file traceback \"boom\\n\"\n"
			   "suite1::a: inprogress, at 9.500000000\n"
			   "suite1::a: fail, at 10.000000000\n"
			   "complete\n");
}

static void test_an_outcome_needs_its_test_to_be_open(void)
{
	reading_check("libtest-json",
		      "{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 1 }\n"
		      "{ \"type\": \"test\", \"name\": \"a\", \"event\": \"ok\" }\n"
		      "{ \"type\": \"suite\", \"event\": \"ok\" }\n",
		      "complete\n");
}

static void test_a_suite_that_never_ended_is_missed(void)
{
	reading_check("libtest-json",
		      "{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 1 }\n",
		      "end-missing: the end of a suite is missing\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/libtest-json/objects-count-behind-output-too",
			test_objects_count_behind_output_too);
	g_test_add_func("/libtest-json/an-outcome-needs-its-test-to-be-open",
			test_an_outcome_needs_its_test_to_be_open);
	g_test_add_func("/libtest-json/a-suite-that-never-ended-is-missed",
			test_a_suite_that_never_ended_is_missed);
	return g_test_run();
}
