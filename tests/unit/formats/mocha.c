/* What comes of mocha's json-stream; the corpus has whole outputs. */
#include "reading.h"

static void test_lines_count_behind_output_too(void)
{
	const struct format_options options = {.root = "/p"};

	reading_check_with(
		"mocha", &options,
		"[\"start\",{\"total\":2}]\n"
		"raw[\"pass\",{\"fullTitle\":\"a\",\"file\":\"/p/t.js\",\"duration\":500}]\n"
		"[\"fail\",{\"fullTitle\":\"b\",\"file\":\"/p/t.js\",\"stack\":\"boom\"}]\n"
		"[\"end\",{\"tests\":2}]\n",
		&(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
		"-: , file stdout \"raw\"\n"
		"t.js > a: inprogress, at 9.500000000\n"
		"t.js > a: success, at 10.000000000\n"
		"t.js > b: , file traceback \"boom\\n\"\n"
		"t.js > b: fail, at 10.000000000\n"
		"complete\n");
}

static void test_an_end_that_never_came_is_missed(void)
{
	reading_check("mocha",
		      "[\"start\",{\"total\":2}]\n"
		      "[\"pass\",{\"fullTitle\":\"a\",\"file\":\"t.js\"}]\n",
		      "t.js > a: success\n"
		      "end-missing: mocha's line [\"end\", ...] is missing\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mocha/lines-count-behind-output-too", test_lines_count_behind_output_too);
	g_test_add_func("/mocha/an-end-that-never-came-is-missed",
			test_an_end_that_never_came_is_missed);
	return g_test_run();
}
