/* Streams to events: packets among plain output, however the bytes come. */
#include "subunit/reader.h"

#include "support/stream.h"
#include "support/transcript.h"

static void check(const GByteArray *stream, const char *expected)
{
	transcript_assert(stream_bytes(stream), expected);
}

static void test_nothing_is_said_of_nothing(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	check(stream, "");
}

static void test_packets_follow_each_other(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "a", STATUS_INPROGRESS);
	stream_add_file(stream, "a", "log", bytes_of("hello\n"));
	stream_add_status(stream, "a", STATUS_SUCCESS);
	check(stream, "a: inprogress, runnable\n"
		      "a: , file log \"hello\\n\", ended\n"
		      "a: success, runnable\n");
}

static void test_text_between_packets_is_plain_output(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "one");
	stream_add_status(stream, "a", STATUS_SUCCESS);
	stream_add_text(stream, "two\nthree");
	stream_add_status(stream, "b", STATUS_SKIP);
	stream_add_text(stream, "four");
	check(stream, "-: , file stdout \"one\"\n"
		      "a: success, runnable\n"
		      "-: , file stdout \"two\\nthree\"\n"
		      "b: skip, runnable\n"
		      "-: , file stdout \"four\"\n");
}

/* U+00B3 is C2 B3, U+00F3 is C3 B3, U+20B3 is E2 82 B3, U+1F0B3 is F0 9F 82 B3. */
static void test_a_signature_inside_a_character_is_text(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "m\xc2\xb3 adi\xc3\xb3s \xe2\x82\xb3 \xf0\x9f\x82\xb3\n");
	stream_add_status(stream, "a", STATUS_SUCCESS);
	check(stream, "-: , file stdout \"m\\xc2\\xb3 adi\\xc3\\xb3s \\xe2\\x82\\xb3 "
		      "\\xf0\\x9f\\x82\\xb3\\n\"\n"
		      "a: success, runnable\n");
}

/* What cannot be continued by B3 is no beginning of a character that holds it. */
static void test_a_signature_after_broken_text_begins_a_packet(void)
{
	static const char *const texts[] = {"\x80", "\xc0", "\xf5", "\xed", "\xf4", "\xff"};
	static const char *const said[] = {"\\x80", "\\xc0", "\\xf5", "\\xed", "\\xf4", "\\xff"};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GByteArray) stream = g_byte_array_new();
		g_autofree char *expected =
			g_strdup_printf("-: , file stdout \"%s\"\na: success, runnable\n", said[i]);

		stream_add_text(stream, texts[i]);
		stream_add_status(stream, "a", STATUS_SUCCESS);
		check(stream, expected);
	}
}

/* Packets whose checksums end in all kinds of bytes, some of which B3 would continue as UTF-8. */
static void test_a_packet_after_a_packet_is_never_inside_a_character(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autoptr(GString) expected = g_string_new(NULL);
	int leads = 0;

	for (int i = 0; i < 64; i++) {
		g_autofree char *id = g_strdup_printf("%d", i);

		stream_add_status(stream, id, STATUS_SUCCESS);
		g_string_append_printf(expected, "%s: success, runnable\n", id);
		leads += stream->data[stream->len - 1] >= 0xC2 &&
			 stream->data[stream->len - 1] <= 0xDF;
	}
	g_assert_cmpint(leads, >, 0);
	check(stream, expected->str);
}

/* ---- where packets stand ---- */

struct locator {
	struct sink sink;
	const struct reader *reader;
	GString *places;
};

static bool note_place(struct sink *sink, const struct event *event, GError **error)
{
	struct locator *locator = (struct locator *)sink;
	uint64_t begin, end;

	(void)error;
	reader_locate(locator->reader, &begin, &end);
	if (text_is(event->test_id, "a"))
		g_string_append_printf(locator->places, "%d-%d ", (int)begin, (int)end);
	return true;
}

static void test_each_packet_is_located(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autoptr(GString) expected = g_string_new(NULL);

	for (int i = 0; i < 3; i++) {
		stream_add_text(stream, i == 1 ? "two\n\xb3\x29\x01" : "one\n");
		guint begin = stream->len;
		stream_add_status(stream, "a", STATUS_SUCCESS);
		g_string_append_printf(expected, "%u-%u ", begin, stream->len);
	}
	for (size_t piece = 1; piece <= stream->len; piece++) {
		struct locator locator = {.sink = {note_place}, .places = g_string_new(NULL)};
		scoped(reader) reader = reader_new(READER_RESULTS, &locator.sink);

		locator.reader = reader;
		for (size_t at = 0; at < stream->len; at += piece)
			g_assert_true(reader_feed(reader, stream->data + at,
						  MIN(piece, stream->len - at), NULL));
		g_assert_true(reader_end(reader, NULL));
		g_assert_cmpstr(locator.places->str, ==, expected->str);
		g_string_free(locator.places, true);
	}
}

static void test_a_packet_is_located_behind_what_was_skipped(void)
{
	enum { SKIPPED = 1000000 };
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct locator locator = {.sink = {note_place}, .places = g_string_new(NULL)};
	scoped(reader) reader = reader_new(READER_LISTING, &locator.sink);

	stream_add_status(stream, "a", STATUS_SUCCESS);
	locator.reader = reader;
	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	/* Part of a packet, the rest of which is not to be had. */
	g_assert_true(reader_feed(reader, stream->data, stream->len - 2, NULL));
	g_assert_true(reader_skip(reader, SKIPPED, NULL));
	g_string_truncate(locator.places, 0);
	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	g_autofree char *expected = g_strdup_printf("%u-%u ", 2 * stream->len - 2 + SKIPPED,
						    3 * stream->len - 2 + SKIPPED);
	g_assert_true(g_str_has_suffix(locator.places->str, expected));
	g_string_free(locator.places, true);
}

/* ---- streams cut short ---- */

/* What is read of `stream`, whose program died. Owned by the caller. */
static char *read_cut(const GByteArray *stream)
{
	struct transcript transcript;

	transcript_init(&transcript);
	scoped(reader) reader = reader_new(READER_RESULTS, &transcript.sink);
	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	g_assert_true(reader_cut(reader, NULL));
	char *text = g_strdup(transcript_text(&transcript));
	transcript_clear(&transcript);
	return text;
}

static void test_a_packet_cut_by_death_is_plain_output(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	stream_add_status(stream, "a", STATUS_SUCCESS);
	stream_add_status(stream, "b", STATUS_SUCCESS);
	g_byte_array_set_size(stream, stream->len - 1);

	g_autofree char *said = read_cut(stream);

	g_test_message("%s", said);
	g_assert_nonnull(strstr(said, "a: success"));
	g_assert_nonnull(strstr(said, "-: , file stdout (application/octet-stream)"));
	g_assert_null(strstr(said, "subunit.parser"));
}

static void test_damage_before_death_is_damage(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	stream_add_status(stream, "a", STATUS_SUCCESS);
	stream->data[stream->len - 1] ^= 1;
	stream_add_status(stream, "b", STATUS_SUCCESS);

	g_autofree char *said = read_cut(stream);

	g_assert_nonnull(strstr(said, "subunit.parser: fail"));
	g_assert_nonnull(strstr(said, "b: success"));
}

/* ---- after damage ---- */

/* After damage the sums of long packets are put together; and no piece tells of the next. */
static void test_long_packets_after_damage_are_read_however_they_are_cut(void)
{
	enum { LENGTH = 50000 };
	static const char *const ids[] = {"first", "second", "third", "fourth"};
	/* As a line begins, not as what was lost has it in it. */
	static const char *const lines[] = {"\nfirst: ", "\nsecond: ", "\nthird: ", "\nfourth: "};
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "bad", STATUS_SUCCESS);
	stream->data[stream->len - 1] ^= 1;
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autofree char *content = g_strnfill(LENGTH, (char)('k' + i));
		stream_add_file(stream, ids[i], "log", bytes_of(content));
	}
	for (size_t piece = 1000; piece <= stream->len; piece += 7919) {
		g_autofree char *said = transcript_of(READER_LISTING, stream_bytes(stream), piece);
		for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
			g_assert_nonnull(strstr(said, lines[i]));
	}
}

/* ---- what is promised about memory ---- */

struct peek {
	struct sink sink;
	const uint8_t *start, *end; /* of the bytes fed */
	size_t events;
};

static bool take_peek(struct sink *sink, const struct event *event, GError **error)
{
	struct peek *peek = (struct peek *)sink;
	const uint8_t *id = (const uint8_t *)event->test_id.data;

	(void)error;
	g_assert_true(id >= peek->start && id + event->test_id.length <= peek->end);
	peek->events++;
	return true;
}

static void test_a_packet_wholly_in_the_bytes_fed_is_read_in_place(void)
{
	struct peek peek = {.sink = {take_peek}};
	g_autoptr(GByteArray) stream = g_byte_array_new();
	scoped(reader) reader = reader_new(READER_RESULTS, &peek.sink);

	for (int i = 0; i < 3; i++)
		stream_add_status(stream, "a", STATUS_SUCCESS);
	peek.start = stream->data;
	peek.end = stream->data + stream->len;
	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	g_assert_cmpuint(peek.events, ==, 3);
}

static bool refuse(struct sink *sink, const struct event *event, GError **error)
{
	(void)sink;
	(void)event;
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "disk full");
	return false;
}

static void check_refusal(const GByteArray *stream)
{
	struct sink sink = {refuse};
	scoped(reader) reader = reader_new(READER_RESULTS, &sink);
	g_autoptr(GError) error = NULL;

	if (reader_feed(reader, stream->data, stream->len, &error))
		g_assert_false(reader_end(reader, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}

static void test_a_sink_that_fails_ends_the_reading(void)
{
	static const char *const texts[] = {"plain\n", "\xc3", "\xb3", "test: a\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GByteArray) stream = g_byte_array_new();

		stream_add_text(stream, texts[i]);
		check_refusal(stream);
	}
	g_autoptr(GByteArray) packet = g_byte_array_new();
	stream_add_status(packet, "a", STATUS_SUCCESS);
	check_refusal(packet);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reader/nothing", test_nothing_is_said_of_nothing);
	g_test_add_func("/reader/packets", test_packets_follow_each_other);
	g_test_add_func("/reader/text", test_text_between_packets_is_plain_output);
	g_test_add_func("/reader/inside-character", test_a_signature_inside_a_character_is_text);
	g_test_add_func("/reader/broken-text", test_a_signature_after_broken_text_begins_a_packet);
	g_test_add_func("/reader/after-packet",
			test_a_packet_after_a_packet_is_never_inside_a_character);
	g_test_add_func("/reader/location", test_each_packet_is_located);
	g_test_add_func("/reader/skip", test_a_packet_is_located_behind_what_was_skipped);
	g_test_add_func("/reader/cut", test_a_packet_cut_by_death_is_plain_output);
	g_test_add_func("/reader/cut-damage", test_damage_before_death_is_damage);
	g_test_add_func("/reader/long-after-damage",
			test_long_packets_after_damage_are_read_however_they_are_cut);
	g_test_add_func("/reader/in-place", test_a_packet_wholly_in_the_bytes_fed_is_read_in_place);
	g_test_add_func("/reader/failing-sink", test_a_sink_that_fails_ends_the_reading);
	return g_test_run();
}
