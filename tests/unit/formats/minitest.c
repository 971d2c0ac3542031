/* What comes of minitest -v; the corpus has whole outputs. */
#include "reading.h"

static void test_an_outcome_stands_at_the_end_of_a_line(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"minitest", &options,
		"# Running:\n"
		"\n"
		"C#a = 0.50 s = .\n"
		"C#b = noise\n"
		"more0.00 s = F\n"
		"Finished in 0.1s\n"
		"\n"
		"2 runs, 1 assertions, 1 failures, 0 errors, 0 skips\n",
		&(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
		"-: , file stdout \"\\n\"\n"
		"C#a: inprogress, at 10.000000000\n"
		"C#a: inprogress, at 9.500000000\n"
		"C#a: success, at 10.000000000\n"
		"C#b: inprogress, at 10.000000000\n"
		"C#b: , file stdout \"noise\\nmore\"\n"
		"C#b: inprogress, at 10.000000000\n"
		"C#b: fail, at 10.000000000\n"
		"-: , file stdout \"\\n2 runs, 1 assertions, 1 failures, 0 errors, 0 skips\\n\"\n"
		"complete\n");
}

static void test_details_come_with_a_second_outcome(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"minitest", &options,
		"# Running:\n"
		"C#a = 0.00 s = F\n"
		"C#b = 0.00 s = S\n"
		"Finished in 0.1s\n"
		"\n"
		"  1) Failure:\n"
		"C#a [t.rb:4]:\n"
		"boom\n"
		"\n"
		"  2) Skipped:\n"
		"C#b [t.rb:6]:\n"
		"why\n"
		"\n"
		"2 runs, 1 assertions, 1 failures, 0 errors, 1 skips\n",
		&(struct ending){ENDING_EXITED, 1}, TIME_NONE,
		"C#a: inprogress\n"
		"C#a: fail\n"
		"C#b: inprogress\n"
		"C#b: skip\n"
		"-: , file stdout \"\\n\"\n"
		"C#a: , file location \"t.rb:4\"\n"
		"C#a: , file traceback \"boom\\n\\n\"\n"
		"C#a: fail\n"
		"C#b: , file reason \"why\"\n"
		"C#b: skip\n"
		"-: , file stdout \"2 runs, 1 assertions, 1 failures, 0 errors, 1 skips\\n\"\n"
		"complete\n");
}

static void test_a_test_is_open_when_its_line_has_begun(void)
{
	g_autofree char *said = reading_of_pause("minitest", "# Running:\n"
							     "\n"
							     "C#a = ");

	g_assert_cmpstr(said, ==,
			"-: , file stdout \"\\n\"\n"
			"C#a: inprogress\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/minitest/an-outcome-stands-at-the-end-of-a-line",
			test_an_outcome_stands_at_the_end_of_a_line);
	g_test_add_func("/minitest/details-come-with-a-second-outcome",
			test_details_come_with_a_second_outcome);
	g_test_add_func("/minitest/a-test-is-open-when-its-line-has-begun",
			test_a_test_is_open_when_its_line_has_begun);
	return g_test_run();
}
