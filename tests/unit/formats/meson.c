/* What comes of meson test; the corpus has whole outputs. */
#include "reading.h"

static void test_only_the_next_number_counts(void)
{
	const struct format_options options = {0};

	reading_check_with("meson", &options,
			   " 1/2 s / a b   OK   0.50s\n"
			   " 1/2 s / fake   FAIL   0.01s\n"
			   " 2/2 s / c FAIL   0.01s   exit status 3\n"
			   "\n"
			   "Ok:   1\n",
			   &(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
			   "s / a b: inprogress, at 9.500000000\n"
			   "s / a b: success, at 10.000000000\n"
			   "-: , file stdout \" 1/2 s / fake   FAIL   0.01s\\n\"\n"
			   "s / c: , file message \"exit status 3\"\n"
			   "s / c: inprogress, at 9.990000000\n"
			   "s / c: fail, at 10.000000000\n"
			   "-: , file stdout \"\\nOk:   1\\n\"\n"
			   "complete\n");
}

static void test_a_summary_before_all_tests_were_told_does_not_count(void)
{
	reading_check("meson",
		      " 1/2 a   SKIP   0.01s   exit status 77\n"
		      "Ok:  0\n",
		      "a: , file reason \"exit status 77\"\n"
		      "a: skip\n"
		      "-: , file stdout \"Ok:  0\\n\"\n"
		      "end-missing: Meson's summary is missing\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/meson/only-the-next-number-counts", test_only_the_next_number_counts);
	g_test_add_func("/meson/a-summary-before-all-tests-were-told-does-not-count",
			test_a_summary_before_all_tests_were_told_does_not_count);
	return g_test_run();
}
