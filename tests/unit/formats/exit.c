/* Programs that are one test, by their exit status and by what the stream says. */
#include "reading.h"

static const struct format_options unit = {.unit = "t/a"};

static void check_exit(const struct ending *ending, const char *expected)
{
	reading_check_with("exit", &unit, "hello\n", ending, TIME_NONE, expected);
}

static void test_the_status_is_the_outcome(void)
{
	check_exit(&(struct ending){ENDING_EXITED, 0},
		   "t/a: inprogress\nt/a: , file stdout \"hello\\n\"\nt/a: success\ncomplete\n");
	check_exit(&(struct ending){ENDING_EXITED, 77},
		   "t/a: inprogress\nt/a: , file stdout \"hello\\n\"\n"
		   "t/a: , file reason \"exited with status 77\"\nt/a: skip\ncomplete\n"
		   "skipped: exited with status 77\n");
	check_exit(&(struct ending){ENDING_EXITED, 99},
		   "t/a: inprogress\nt/a: , file stdout \"hello\\n\"\n"
		   "t/a: , file reason \"the program exited with status 99\\n\"\nt/a: fail\n"
		   "complete\n");
	check_exit(&(struct ending){ENDING_SIGNALLED, 11},
		   "t/a: inprogress\nt/a: , file stdout \"hello\\n\"\n"
		   "t/a: , file reason \"the program was killed by SIGSEGV\\n\"\nt/a: fail\n"
		   "complete\n");
}

static void test_a_program_that_ran_out_of_time_stays_in_progress(void)
{
	check_exit(&(struct ending){ENDING_TIMED_OUT, 15},
		   "t/a: inprogress\nt/a: , file stdout \"hello\\n\"\nopen: t/a did not end\n");
}

static void test_what_is_not_known_of_its_end_fails_it(void)
{
	check_exit(NULL, "t/a: inprogress\nt/a: , file stdout \"hello\\n\"\n"
			 "t/a: , file reason \"how the program ended is not known\\n\"\nt/a: fail\n"
			 "end-missing: how the program ended is not known\n");
}

static void test_tests_in_a_unit_are_named_after_it(void)
{
	reading_check_with(
		"tap", &unit, "1..2\nok 1 - x\nnot ok 2 - y\n", &(struct ending){ENDING_EXITED, 1},
		TIME_NONE,
		"t/a: inprogress\nt/a > x: success\nt/a > y: fail\n"
		"t/a: , file reason \"1 of 2 tests in it failed\\nthe program exited with "
		"status 1\\n\"\nt/a: fail\ncomplete\n");
}

static void test_status_0_does_not_make_up_for_a_stream_that_is_incomplete(void)
{
	reading_check_with("tap", &unit, "ok 1 - x\n", &ended_well, TIME_NONE,
			   "t/a: inprogress\nt/a > x: success\n"
			   "t/a: , file reason \"the plan (1..N) is missing\\n\"\nt/a: fail\n"
			   "end-missing: the plan (1..N) is missing\n");
}

static void test_a_status_other_than_0_fails_a_unit_whose_tests_all_pass(void)
{
	reading_check_with("tap", &unit, "1..1\nok 1 - x\n", &(struct ending){ENDING_EXITED, 3},
			   TIME_NONE,
			   "t/a: inprogress\nt/a > x: success\n"
			   "t/a: , file reason \"the program exited with status 3\\n\"\nt/a: fail\n"
			   "complete\n");
}

static void test_a_unit_of_which_nothing_was_run_is_a_skip(void)
{
	reading_check_with("tap", &unit, "1..0 # SKIP why\n", &ended_well, TIME_NONE,
			   "t/a: inprogress\nt/a: , file reason \"why\"\nt/a: skip\ncomplete\n"
			   "skipped: why\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/exit/status", test_the_status_is_the_outcome);
	g_test_add_func("/exit/time", test_a_program_that_ran_out_of_time_stays_in_progress);
	g_test_add_func("/exit/unknown", test_what_is_not_known_of_its_end_fails_it);
	g_test_add_func("/unit/names", test_tests_in_a_unit_are_named_after_it);
	g_test_add_func("/unit/incomplete",
			test_status_0_does_not_make_up_for_a_stream_that_is_incomplete);
	g_test_add_func("/unit/status",
			test_a_status_other_than_0_fails_a_unit_whose_tests_all_pass);
	g_test_add_func("/unit/skip", test_a_unit_of_which_nothing_was_run_is_a_skip);
	return g_test_run();
}
