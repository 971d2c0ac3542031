/* Damage: what is given up, what is said of it, and that no whole packet is lost. */
#include "subunit/scanner.h"

#include "support/stream.h"
#include "support/transcript.h"

static char *read_in_pieces(const GByteArray *stream, size_t piece)
{
	return transcript_of(READER_RESULTS, stream_bytes(stream), piece);
}

static void check(const GByteArray *stream, const char *expected)
{
	transcript_assert(stream_bytes(stream), expected);
}

/* What is said of damage, with `data` as the transcript escapes it. */
static char *report(const char *data, const char *reason)
{
	return g_strdup_printf("subunit.parser: , file Packet data (application/octet-stream) "
			       "\"%s\", ended\n"
			       "subunit.parser: fail, file Parser Error "
			       "(text/plain;charset=utf8) \"%s\", ended\n",
			       data, reason);
}

/* A packet with every kind of field. */
static void add_rich_packet(GByteArray *stream, const char *id)
{
	static const struct text tags[] = {{"worker-0", 8}, {"slow", 4}};
	const struct event event = {
		.test_id = text_of(id),
		.status = STATUS_FAIL,
		.is_runnable = true,
		.time_ns = INT64_C(1700000000123456789),
		.tags = tags,
		.tag_count = G_N_ELEMENTS(tags),
		.mime_type = text_of("text/plain"),
		.file_name = text_of("log"),
		.file = {(const uint8_t *)"one\ntwo\n", 8},
		.route_code = text_of("3"),
	};

	stream_add_event(stream, &event);
}

static bool has_line(const char *said, const char *line)
{
	g_autofree char *with_newline = g_strdup_printf("\n%s\n", line);

	return g_str_has_prefix(said, with_newline + 1) || strstr(said, with_newline);
}

/* ---- one damaged packet between good ones ---- */

static void check_neighbours(const GByteArray *stream, bool is_reported)
{
	const size_t pieces[] = {1, 13, stream->len};

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *said = read_in_pieces(stream, pieces[i]);

		g_assert_true(has_line(said, "before: success, runnable"));
		g_assert_true(has_line(said, "after: success, runnable"));
		g_assert_true(has_line(said, "last: skip, runnable"));
		g_assert_cmpint(strstr(said, "\nsubunit.parser: fail") != NULL, ==, is_reported);
		g_assert_null(strstr(said, "middle: fail"));
	}
}

static void test_whatever_byte_is_wrong_the_neighbours_are_read(void)
{
	static const uint8_t changes[] = {0x01, 0x10, 0x80, 0xff};
	g_autoptr(GByteArray) middle = g_byte_array_new();

	add_rich_packet(middle, "middle");
	for (unsigned at = 0; at < middle->len; at++)
		for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
			g_autoptr(GByteArray) stream = g_byte_array_new();

			stream_add_status(stream, "before", STATUS_SUCCESS);
			unsigned start = stream->len;
			add_rich_packet(stream, "middle");
			stream->data[start + at] ^= changes[i];
			stream_add_status(stream, "after", STATUS_SUCCESS);
			stream_add_status(stream, "last", STATUS_SKIP);
			/* Without signature it is plain output. */
			check_neighbours(stream, at > 0);
		}
}

static void test_wherever_a_packet_is_cut_the_next_one_is_read(void)
{
	g_autoptr(GByteArray) middle = g_byte_array_new();

	add_rich_packet(middle, "middle");
	for (unsigned length = 1; length < middle->len; length++) {
		g_autoptr(GByteArray) stream = g_byte_array_new();

		stream_add_status(stream, "before", STATUS_SUCCESS);
		g_byte_array_append(stream, middle->data, length);
		stream_add_status(stream, "after", STATUS_SUCCESS);
		stream_add_status(stream, "last", STATUS_SKIP);
		check_neighbours(stream, true);
	}
}

static void test_a_packet_cut_by_the_end_is_damage(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree char *damage =
		report("\\xb3)\\x03\\x0c\\x03fo", "the packet is cut short (7 bytes given up)");
	g_autofree char *expected = g_strconcat("a: skip, runnable\n", damage, NULL);

	stream_add_status(stream, "a", STATUS_SKIP);
	unsigned start = stream->len;
	stream_add_status(stream, "foo", STATUS_SUCCESS);
	g_byte_array_set_size(stream, start + 7);
	check(stream, expected);
}

/* ---- lengths that lie ---- */

/* Appends packet `id` whose length says `length`, in as many bytes as before. */
static void add_liar(GByteArray *stream, const char *id, unsigned length)
{
	unsigned start = stream->len;

	stream_add_status(stream, id, STATUS_SUCCESS);
	stream->data[start + 3] = (uint8_t)(0x40 | length >> 8);
	stream->data[start + 4] = (uint8_t)length;
}

static void test_a_length_that_spans_good_packets_hides_none(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree char *id = g_strnfill(70, 'x');

	add_liar(stream, id, 16000);
	stream_add_status(stream, "after", STATUS_SUCCESS);
	stream_add_text(stream, "plain\n");
	stream_add_status(stream, "last", STATUS_SUCCESS);
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_true(has_line(said, "after: success, runnable"));
	g_assert_true(has_line(said, "-: , file stdout \"plain\\n\""));
	g_assert_true(has_line(said, "last: success, runnable"));
	g_assert_nonnull(strstr(said, "the fields do not end where the length says (81 bytes"));
}

/* A live stream: the fields show the lie long before as many bytes are there as it claims. */
static void test_a_lie_that_the_fields_show_is_not_waited_for(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree char *id = g_strnfill(70, 'x');
	struct transcript transcript;

	add_liar(stream, id, 16000);
	stream_add_status(stream, "after", STATUS_SUCCESS);
	transcript_init(&transcript);
	scoped(reader) reader = reader_new(READER_RESULTS, &transcript.sink);
	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	g_assert_true(has_line(transcript_text(&transcript), "after: success, runnable"));
	transcript_clear(&transcript);
}

/* The file's length lies as well, so the bytes might yet come. */
static void test_a_lie_that_is_consistent_is_judged_at_the_end(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree uint8_t *content = g_malloc0(PACKET_MAX / 2);

	stream_add_file(stream, "liar", "f", (struct bytes){content, PACKET_MAX / 2});
	g_byte_array_set_size(stream, 100);
	for (int i = 0; i < 3; i++)
		stream_add_status(stream, "after", STATUS_SUCCESS);
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_true(g_str_has_suffix(said, "(100 bytes given up)\", ended\n"
					     "after: success, runnable\n"
					     "after: success, runnable\n"
					     "after: success, runnable\n"));
}

static void test_packets_that_a_good_packet_carries_are_content(void)
{
	g_autoptr(GByteArray) inner = g_byte_array_new();
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(inner, "inner", STATUS_FAIL);
	stream_add_file(stream, "outer", "stream", stream_bytes(inner));
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_true(g_str_has_prefix(said, "outer: , file stream \""));
	g_assert_null(strstr(said, "\ninner"));
}

/* ---- what is wrong inside ---- */

/* Puts the checksum right again. */
static void seal(GByteArray *packet)
{
	struct checksums checksums;

	checksums_init(&checksums);
	uint32_t checksum = checksums_of(&checksums, stream_bytes(packet), 0, packet->len - 4);
	for (int i = 0; i < 4; i++)
		packet->data[packet->len - 1 - i] = (uint8_t)(checksum >> 8 * i);
	checksums_clear(&checksums);
}

static void check_text(const char *id, size_t at, uint8_t byte)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, id, STATUS_SUCCESS);
	stream->data[5 + at] = byte;
	seal(stream);
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_nonnull(strstr(said, "\"a text is not UTF-8 or holds NUL ("));
}

static void test_texts_that_are_no_utf8_or_hold_nul_are_damage(void)
{
	check_text("foo", 0, 0x00);
	check_text("foo", 2, 0x00);
	check_text("foo", 2, 0xc3);
	check_text("foo", 1, 0x80);
	check_text("a long test id", 12, 0xff);
	check_text("a long test id", 3, 0x00);
}

/* Its checksum is right, so what looks like packets in it is its content. */
static void test_a_packet_with_a_bad_text_is_given_up_whole(void)
{
	g_autoptr(GByteArray) inner = g_byte_array_new();
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(inner, "inner", STATUS_FAIL);
	stream_add_file(stream, "X", "stream", stream_bytes(inner));
	stream->data[5] = 0xff;
	seal(stream);
	stream_add_status(stream, "after", STATUS_SUCCESS);
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_null(strstr(said, "\ninner"));
	g_assert_true(has_line(said, "after: success, runnable"));
}

static void check_header(const char *bytes, const char *reason)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree char *full = g_strdup_printf("%s (1 bytes given up)", reason);
	g_autofree char *damage = report("\\xb3", full);

	stream_add_text(stream, bytes);
	stream_add_status(stream, "a", STATUS_SUCCESS);
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_true(g_str_has_prefix(said, damage));
	g_assert_true(g_str_has_suffix(said, "\na: success, runnable\n"));
}

static void test_signatures_that_no_packet_follows_are_damage(void)
{
	check_header("\xb3"
		     "1\1\x0c",
		     "it is not a packet of version 2");
	check_header("\xb3)\x08\x0c", "a flag is set that version 2 does not have");
	check_header("\xb3)\x01\x07", "the length is one that no packet has");
	check_header("\xb3)\x01\xc0", "the length is one that no packet has");
}

/* ---- v1 goes on after damage ---- */

static void test_v1_tests_after_a_packet_cut_short_are_read(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree char *content = g_strnfill(1000, 'x');

	stream_add_file(stream, "dies", "f", bytes_of(content));
	g_byte_array_set_size(stream, 200);
	stream_add_text(stream, "\ntest: a\nsuccess: a\nend");
	g_autofree char *said = read_in_pieces(stream, stream->len);
	check(stream, said);
	g_assert_true(g_str_has_suffix(said, "(201 bytes given up)\", ended\n"
					     "a: inprogress, runnable\n"
					     "a: success, runnable\n"
					     "-: , file stdout \"end\"\n"));
}

/* ---- hostile streams ---- */

/* Repeats `unit`, which claims to be a packet of 4 MiB, with a good packet after every `period`. */
static GByteArray *make_hostile(const char *unit, size_t length, size_t period, size_t *good)
{
	GByteArray *stream = g_byte_array_new();

	*good = 0;
	for (size_t i = 1; stream->len < 6 << 20; i++) {
		g_byte_array_append(stream, (const uint8_t *)unit, (unsigned)length);
		if (i % period == 0) {
			stream_add_status(stream, "good", STATUS_SUCCESS);
			++*good;
		}
	}
	return stream;
}

static bool count_good(struct sink *sink, const struct event *event, GError **error)
{
	struct transcript *transcript = (struct transcript *)sink;

	(void)error;
	transcript->events += text_is(event->test_id, "good");
	return true;
}

/* Each unit may cost a stride or two, however much it claims. */
static void check_hostile(const char *unit, size_t length, size_t period)
{
	size_t expected;
	g_autoptr(GByteArray) stream = make_hostile(unit, length, period, &expected);
	struct transcript good = {.sink = {count_good}};
	struct window window = {stream_bytes(stream), 0, true};
	size_t units = stream->len / length;
	struct scanner scanner;

	scanner_init(&scanner, true, &good.sink);
	g_assert_true(scanner_read(&scanner, &window, NULL));
	g_assert_cmpuint(window.at, ==, stream->len);
	g_assert_cmpuint(good.events, ==, expected);
	g_assert_cmpuint(scanner.checksums.work, <, 2 * stream->len + units * 8192);
	scanner_clear(&scanner);
}

/* Every few bytes begins what may be a packet of 4 MiB whose fields fit. */
static void test_overlapping_claims_are_summed_up_once(void)
{
	static const char unit[] = "\xb3\x20\x40\xbf\xff\xff\x00\xc0\x3f\xff\xf0";

	check_hostile(unit, sizeof unit - 1, SIZE_MAX);
	check_hostile(unit, sizeof unit - 1, 1000);
	check_hostile(unit, sizeof unit - 1, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scanner/wrong-byte", test_whatever_byte_is_wrong_the_neighbours_are_read);
	g_test_add_func("/scanner/cut", test_wherever_a_packet_is_cut_the_next_one_is_read);
	g_test_add_func("/scanner/cut-by-end", test_a_packet_cut_by_the_end_is_damage);
	g_test_add_func("/scanner/lie", test_a_length_that_spans_good_packets_hides_none);
	g_test_add_func("/scanner/lie/shown", test_a_lie_that_the_fields_show_is_not_waited_for);
	g_test_add_func("/scanner/lie/consistent",
			test_a_lie_that_is_consistent_is_judged_at_the_end);
	g_test_add_func("/scanner/carried", test_packets_that_a_good_packet_carries_are_content);
	g_test_add_func("/scanner/texts", test_texts_that_are_no_utf8_or_hold_nul_are_damage);
	g_test_add_func("/scanner/texts/whole", test_a_packet_with_a_bad_text_is_given_up_whole);
	g_test_add_func("/scanner/headers", test_signatures_that_no_packet_follows_are_damage);
	g_test_add_func("/scanner/hostile", test_overlapping_claims_are_summed_up_once);
	g_test_add_func("/scanner/v1", test_v1_tests_after_a_packet_cut_short_are_read);
	return g_test_run();
}
