/* The registry: every format has what the program relies on, and a sink that fails is told of. */
#include "reading.h"

static void test_each_format_is_found_by_its_name(void)
{
	g_autofree char *names = format_names();

	for (const struct format *const *each = formats(); *each; each++) {
		g_assert_true(format_find((*each)->name) == *each);
		g_assert_nonnull(strstr(names, (*each)->name));
		g_assert_cmpstr((*each)->summary, !=, "");
		g_assert_true((*each)->new_results || (*each)->new_listing);
	}
	g_assert_null(format_find("gibberish"));
}

static void test_an_empty_stream_is_never_complete(void)
{
	const struct format_options options = {0};

	for (const struct format *const *each = formats(); *each; each++) {
		if (strcmp((*each)->name, "exit") == 0)
			continue;
		g_autofree char *said =
			reading_of_pieces((*each)->name, &options, "", &ended_well, TIME_NONE, 1);

		g_assert_true(g_str_has_prefix(said, "unrecognized: "));
	}
}

static void test_text_of_another_kind_is_kept_as_output(void)
{
	const struct format_options options = {0};

	for (const struct format *const *each = formats(); *each; each++) {
		g_autofree char *said = reading_of_pieces((*each)->name, &options, "hello\nworld",
							  &ended_well, TIME_NONE, 1);

		g_assert_true(g_str_has_prefix(said, "-: , file stdout \"hello\\nworld\"\n"));
	}
}

static bool failing_event(struct sink *sink, const struct event *event, GError **error)
{
	(void)sink;
	(void)event;
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "the disk is full");
	return false;
}

static void test_a_sink_that_fails_is_told_of(void)
{
	const struct format_options options = {0};
	struct sink sink = {failing_event};
	const uint8_t text[] = "hello\n";

	for (const struct format *const *each = formats(); *each; each++) {
		g_autoptr(GError) error = NULL;
		struct stream_end end = {0};
		scoped(results_reader) reader = format_results_new(*each, &options, &sink);
		bool is_taken = results_reader_feed(reader, (struct bytes){text, 6}, 0, &error);

		if (is_taken)
			is_taken = results_reader_end(reader, NULL, 0, &end, &error);
		g_assert_false(is_taken);
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	}
}

static void test_a_stream_of_no_known_looks_is_no_format(void)
{
	const uint8_t text[] = "hello\n";

	g_assert_null(format_sniff((struct bytes){text, 6}));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/names", test_each_format_is_found_by_its_name);
	g_test_add_func("/formats/empty", test_an_empty_stream_is_never_complete);
	g_test_add_func("/formats/output", test_text_of_another_kind_is_kept_as_output);
	g_test_add_func("/formats/sink", test_a_sink_that_fails_is_told_of);
	g_test_add_func("/formats/looks", test_a_stream_of_no_known_looks_is_no_format);
	return g_test_run();
}
