#include "formats/stray_output.h"

static struct bytes bytes_of(const char *text)
{
	return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static void feed_file(struct stray_output *stray, const char *test_id, const char *name,
		      const char *text)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(test_id);
	event.file_name = text_of(name);
	event.file = bytes_of(text);
	g_assert_true(sink_event(&stray->sink, &event, NULL));
}

static void check_description(const char *text, const char *format, const char *expected)
{
	cleared(stray_output) stray;

	stray_output_init(&stray);
	stray_output_add(&stray, bytes_of(text));
	g_autofree char *said = stray_output_describe(&stray, format_find(format), "test_format=");
	g_assert_cmpstr(said, ==, expected);
}

static void test_only_stdout_of_no_test_is_stray(void)
{
	cleared(stray_output) stray;

	stray_output_init(&stray);
	feed_file(&stray, "a", "stdout", "of a test\n");
	feed_file(&stray, NULL, "stderr", "of no test\n");
	g_assert_cmpuint(stray_output_lines(&stray), ==, 0);
	feed_file(&stray, NULL, "stdout", "one\ntw");
	feed_file(&stray, NULL, "stdout", "o");
	g_assert_cmpuint(stray_output_lines(&stray), ==, 2);
}

static void test_says_what_it_looks_like(void)
{
	check_description("1..1\nok 1 - a\n", "subunit",
			  "2 lines that are not subunit; they look like tap: test_format=tap\n"
			  "    1..1\n    ok 1 - a");
}

static void test_suggests_nothing_where_it_looks_like_nothing(void)
{
	check_description("hello", "subunit", "1 line that is not subunit\n    hello");
	check_description("hello", "auto",
			  "1 line that is not in any format that testr knows\n"
			  "    hello");
}

static void test_suggests_no_format_that_is_set_already(void)
{
	check_description("1..1\n", "tap", "1 line that is not tap\n    1..1");
}

static void test_shows_the_first_lines_fit_for_a_terminal(void)
{
	check_description("\033[31m1\r\n2\n3\n4\n5\n6\n7\n", "subunit",
			  "7 lines that are not subunit\n    \\x1b[31m1\n    2\n    3\n    4\n"
			  "    5\n    ...");
}

static void test_keeps_only_the_beginning(void)
{
	cleared(stray_output) stray;

	stray_output_init(&stray);
	for (int i = 0; i < 10000; i++)
		stray_output_add(&stray, bytes_of("0123456789\n"));
	g_assert_cmpuint(stray_output_lines(&stray), ==, 10000);
	g_assert_cmpuint(stray_output_beginning(&stray).length, ==, STRAY_BYTES_MAX);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stray/which", test_only_stdout_of_no_test_is_stray);
	g_test_add_func("/stray/looks", test_says_what_it_looks_like);
	g_test_add_func("/stray/nothing", test_suggests_nothing_where_it_looks_like_nothing);
	g_test_add_func("/stray/same", test_suggests_no_format_that_is_set_already);
	g_test_add_func("/stray/shown", test_shows_the_first_lines_fit_for_a_terminal);
	g_test_add_func("/stray/bounded", test_keeps_only_the_beginning);
	return g_test_run();
}
