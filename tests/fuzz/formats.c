/*
 * Any bytes, read as the output of a test runner, and as a listing. Holds whatever they are:
 *
 * - they mean the same in one piece and in any others;
 * - ids are UTF-8 and not empty;
 * - an incomplete stream has a reason.
 *
 * The first line chooses the format and the options: `tap`, `junit marker`, `bats unit`. What it
 * says decides the size of the pieces, too. `seeds` makes such files of the corpus of formats.
 */
#include "formats/format.h"

#include "support/transcript.h"
#include "target.h"

/* An input: the bytes after the first line, and how to read them. */
struct fuzz_input {
	const struct format *format;
	struct format_options options;
	struct bytes bytes;
};

/* False if the first line names no format. */
static bool parse_input(const uint8_t *data, size_t size, struct fuzz_input *input)
{
	const uint8_t *newline = size > 0 ? memchr(data, '\n', size) : NULL;

	if (!newline)
		return false;
	g_autofree char *line = g_strndup((const char *)data, (size_t)(newline - data));
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	*input = (struct fuzz_input){.format = words[0] ? format_find(words[0]) : NULL};
	input->bytes = (struct bytes){newline + 1, size - (size_t)(newline + 1 - data)};
	if (words[0] && g_strv_contains((const char *const *)words, "unit"))
		input->options.unit = "tests/unit.sh";
	if (words[0] && g_strv_contains((const char *const *)words, "marker"))
		input->options.report_marker = "MARKER";
	if (words[0] && g_strv_contains((const char *const *)words, "stored"))
		input->options.is_stored = true;
	return input->format != NULL;
}

/* ---- results ---- */

/* A sink that checks ids, and writes them down. */
struct checking_sink {
	struct sink sink;
	struct transcript transcript;
};

static bool checking_event(struct sink *sink, const struct event *event, GError **error)
{
	struct checking_sink *checking = (struct checking_sink *)sink;

	if (event->test_id.data) {
		g_assert_cmpuint(event->test_id.length, >, 0);
		g_assert_true(
			g_utf8_validate(event->test_id.data, (ssize_t)event->test_id.length, NULL));
	}
	return sink_event(&checking->transcript.sink, event, error);
}

static char *read_results(const struct fuzz_input *input, size_t piece)
{
	const struct ending ending = {ENDING_EXITED, (int)(input->bytes.length % 3)};
	struct checking_sink checking = {.sink = {checking_event}};
	struct stream_end end = {0};

	transcript_init(&checking.transcript);
	scoped(results_reader) reader =
		format_results_new(input->format, &input->options, &checking.sink);
	for (size_t at = 0; at < input->bytes.length; at += piece)
		g_assert_true(
			results_reader_feed(reader,
					    (struct bytes){input->bytes.data + at,
							   MIN(piece, input->bytes.length - at)},
					    1, NULL));
	g_assert_true(results_reader_end(reader, &ending, 1, &end, NULL));
	g_assert_true(end.completeness == STREAM_COMPLETE || end.why != NULL);
	char *said = g_strdup_printf("%s%d %s, %s, %s\n", transcript_text(&checking.transcript),
				     end.completeness, end.why, end.failure, end.skipped);
	transcript_clear(&checking.transcript);
	stream_end_clear(&end);
	return said;
}

/* ---- listings ---- */

static char *read_listing(const struct fuzz_input *input, size_t piece)
{
	g_autoptr(GError) error = NULL;
	scoped(listing_reader) reader = input->format->new_listing(&input->options);

	for (size_t at = 0; at < input->bytes.length; at += piece)
		listing_reader_feed(reader, (struct bytes){input->bytes.data + at,
							   MIN(piece, input->bytes.length - at)});
	g_autoptr(GPtrArray) ids = listing_reader_end(reader, &error);
	if (!ids)
		return g_strdup(error->message);
	for (unsigned i = 0; i < ids->len; i++)
		g_assert_true(g_utf8_validate(ids->pdata[i], -1, NULL));
	g_ptr_array_add(ids, NULL);
	return g_strjoinv("\n", (char **)ids->pdata);
}

/* ---- pieces ---- */

static void check_pieces(const struct fuzz_input *input,
			 char *(*read)(const struct fuzz_input *, size_t))
{
	const size_t pieces[] = {1, 1 + input->bytes.length % 128};
	g_autofree char *whole = read(input, MAX(input->bytes.length, 1));

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *in_pieces = read(input, pieces[i]);

		g_assert_cmpstr(in_pieces, ==, whole);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input;

	if (!parse_input(data, size, &input))
		return 0;
	if (input.format->new_results && (input.options.unit || !input.format->is_of_units))
		check_pieces(&input, read_results);
	if (input.format->new_listing)
		check_pieces(&input, read_listing);
	return 0;
}
