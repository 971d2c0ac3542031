/* What comes of Meson's testlog.json; the corpus has whole outputs. */
#include "reading.h"

static void test_each_line_is_a_test(void)
{
	const struct format_options options = {.is_stored = true};

	reading_check_with("meson-log", &options,
			   "{\"name\": \"a\", \"stdout\": \"hi\\n\", \"result\": \"OK\", "
			   "\"starttime\": 100.5, \"duration\": 2}\n"
			   "{\"name\": \"b\", \"result\": \"TIMEOUT\", \"stderr\": \"e\"}\n",
			   &ended_well, INT64_C(10000000000),
			   "a: , file stdout \"hi\\n\"\n"
			   "a: inprogress, at 100.500000000\n"
			   "a: success, at 102.500000000\n"
			   "b: , file stderr \"e\\n\"\n"
			   "b: fail, at 10.000000000\n"
			   "complete\n");
}

static void test_a_line_that_is_cut_short_is_no_end(void)
{
	reading_check("meson-log",
		      "{\"name\": \"a\", \"result\": \"OK\"}\n"
		      "{\"name\": \"b\", \"re",
		      "a: success\n"
		      "-: , file stdout \"{\"name\": \"b\", \"re\"\n"
		      "end-missing: the last line is cut short\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/meson-log/each-line-is-a-test", test_each_line_is_a_test);
	g_test_add_func("/meson-log/a-line-that-is-cut-short-is-no-end",
			test_a_line_that_is_cut_short_is_no_end);
	return g_test_run();
}
