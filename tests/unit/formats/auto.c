/* The format is found out by the stream's looks, wherever it is cut. */
#include "reading.h"

static void check_as(const char *name, const char *text)
{
	const struct format_options options = {0};
	g_autofree char *expected = reading_of_pieces(name, &options, text, &ended_well, 7, 1);

	reading_check_with("auto", &options, text, &ended_well, 7, expected);
}

static void test_a_stream_is_read_as_what_it_looks_like(void)
{
	check_as("tap", "1..2\nok 1 - a\nnot ok 2 - b\n");
	check_as("tap13", "TAP version 13\n1..1\nok 1 - a\n");
	check_as("junit",
		 "<?xml version=\"1.0\"?>\n<testsuite>\n<testcase name=\"a\"/></testsuite>");
	check_as("subunit", "test: a\nsuccess: a\n");
	check_as("gtest", "[==========] Running 1 test from 1 test suite.\n"
			  "[ RUN      ] A.B\n[       OK ] A.B (0 ms)\n"
			  "[==========] 1 test from 1 test suite ran. (0 ms total)\n");
}

static void test_a_binary_stream_needs_no_newline(void)
{
	/* `exists` of "foo", from the specification. */
	static const uint8_t packet[] = {0xb3, 0x29, 0x01, 0x0c, 0x03, 0x66,
					 0x6f, 0x6f, 0x08, 0x55, 0x5f, 0x1b};
	g_autoptr(GByteArray) stream = g_byte_array_new();
	const struct format_options options = {0};
	struct transcript transcript;

	for (int i = 0; i < 6; i++)
		g_byte_array_append(stream, packet, sizeof packet);
	transcript_init(&transcript);
	scoped(results_reader) reader =
		format_results_new(format_find("auto"), &options, &transcript.sink);
	g_assert_true(
		results_reader_feed(reader, (struct bytes){stream->data, stream->len}, 7, NULL));
	g_assert_true(g_str_has_prefix(transcript_text(&transcript), "foo: exists"));
	transcript_clear(&transcript);
}

static void test_text_before_it_is_output(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 300; i++)
		g_string_append_printf(text, "building file %d\n", i);
	g_string_append(text, "1..1\nok 1 - a\n");
	check_as("tap", text->str);
}

static void test_what_looks_like_nothing_is_output_and_unrecognized(void)
{
	reading_check("auto", "hello\nworld\n",
		      "-: , file stdout \"hello\\nworld\\n\"\n"
		      "unrecognized: it looks like no format that testr knows\n");
}

static void test_only_so_much_is_held(void)
{
	const struct format_options options = {0};
	g_autofree uint8_t *noise = g_malloc(300 << 10);
	struct transcript transcript;

	memset(noise, 'x', 300 << 10);
	transcript_init(&transcript);
	scoped(results_reader) reader =
		format_results_new(format_find("auto"), &options, &transcript.sink);
	g_assert_true(results_reader_feed(reader, (struct bytes){noise, 200 << 10}, 7, NULL));
	g_assert_cmpstr(transcript_text(&transcript), ==, "");
	g_assert_true(results_reader_feed(reader, (struct bytes){noise, 100 << 10}, 7, NULL));
	g_assert_cmpstr(transcript_text(&transcript), !=, "");
	transcript_clear(&transcript);
}

static void test_a_listing_is_read_as_what_it_looks_like(void)
{
	g_autofree char *gtest = reading_of_listing("auto", "Suite.\n  A\n  B\n");
	g_autofree char *libtest = reading_of_listing("auto", "a::b: test\nc: test\n");
	g_autofree char *pytest = reading_of_listing("auto", "t.py::a\n\n1 test collected\n");
	g_autofree char *lines = reading_of_listing("auto", "a\nb\n");

	g_assert_cmpstr(gtest, ==, "Suite.A|Suite.B");
	g_assert_cmpstr(libtest, ==, "a::b|c");
	g_assert_cmpstr(pytest, ==, "t.py::a");
	g_assert_cmpstr(lines, ==, "a|b");
}

static void test_a_long_listing_is_whole(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 40000; i++)
		g_string_append_printf(text, "%stest%d", i > 0 ? "\n" : "", i);
	g_autofree char *ids = reading_of_listing("auto", text->str);
	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
	g_autofree char *expected = g_strjoinv("|", lines);

	g_assert_cmpstr(ids, ==, expected);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/auto/looks", test_a_stream_is_read_as_what_it_looks_like);
	g_test_add_func("/auto/binary", test_a_binary_stream_needs_no_newline);
	g_test_add_func("/auto/before", test_text_before_it_is_output);
	g_test_add_func("/auto/nothing", test_what_looks_like_nothing_is_output_and_unrecognized);
	g_test_add_func("/auto/held", test_only_so_much_is_held);
	g_test_add_func("/auto/listing", test_a_listing_is_read_as_what_it_looks_like);
	g_test_add_func("/auto/long-listing", test_a_long_listing_is_whole);
	return g_test_run();
}
