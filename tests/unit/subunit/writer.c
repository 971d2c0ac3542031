/* Events to packets: every field, the borders of the lengths, and what does not fit. */
#include "subunit/writer.h"

#include "support/stream.h"
#include "support/transcript.h"

static void test_the_vector_of_the_protocol(void)
{
	static const uint8_t vector[] = {0xb3, 0x29, 0x01, 0x0c, 0x03, 0x66,
					 0x6f, 0x6f, 0x08, 0x55, 0x5f, 0x1b};
	g_autoptr(GByteArray) out = g_byte_array_new();

	stream_add_status(out, "foo", STATUS_EXISTS);
	g_assert_cmpmem(out->data, out->len, vector, sizeof vector);
}

static char *read_back(const GByteArray *stream)
{
	return transcript_of(READER_RESULTS, stream_bytes(stream), stream->len);
}

static void test_every_field_is_read_back(void)
{
	const struct text tags[] = {text_of("a"), text_of("worker-0")};
	const struct event event = {
		.test_id = text_of("caf\xc3\xa9"),
		.status = STATUS_XFAIL,
		.is_runnable = true,
		.time_ns = INT64_C(4294967295999999999),
		.tags = tags,
		.tag_count = G_N_ELEMENTS(tags),
		.mime_type = text_of("text/plain"),
		.file_name = text_of("log"),
		.file = {(const uint8_t *)"\0\xb3", 2},
		.is_end_of_file = true,
		.route_code = text_of("0/1"),
	};
	g_autoptr(GByteArray) out = g_byte_array_new();

	stream_add_event(out, &event);
	g_autofree char *said = read_back(out);
	g_assert_cmpstr(said, ==,
			"caf\\xc3\\xa9: xfail, runnable, at 4294967295.999999999, tags a worker-0, "
			"route 0/1, file log (text/plain) \"\\x00\\xb3\", ended\n");
}

static void test_an_event_about_nothing_is_a_packet(void)
{
	const struct event event = EVENT_INIT;
	g_autoptr(GByteArray) out = g_byte_array_new();

	stream_add_event(out, &event);
	g_assert_cmpuint(out->len, ==, 8);
	g_autofree char *said = read_back(out);
	g_assert_cmpstr(said, ==, "-: \n");
}

static void test_an_empty_text_is_not_an_absent_one(void)
{
	struct event event = EVENT_INIT;
	g_autoptr(GByteArray) out = g_byte_array_new();

	event.test_id = text_of("");
	event.file_name = text_of("");
	stream_add_event(out, &event);
	g_autofree char *said = read_back(out);
	g_assert_cmpstr(said, ==, ": , file  \"\"\n");
}

static void test_times_that_cannot_be_told_are_left_out(void)
{
	static const int64_t times[] = {-1, INT64_C(4294967296073741824), INT64_MAX, TIME_NONE};

	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		const struct event event = {.time_ns = times[i]};
		g_autoptr(GByteArray) out = g_byte_array_new();

		stream_add_event(out, &event);
		g_autofree char *said = read_back(out);
		g_assert_cmpstr(said, ==, "-: \n");
	}
}

static void test_each_time_that_can_be_read_can_be_written(void)
{
	static const struct {
		int64_t time_ns;
		const char *said;
	} cases[] = {
		{0, "-: , at 0.000000000\n"},
		{999999999, "-: , at 0.999999999\n"},
		{INT64_C(2147483648000000001), "-: , at 2147483648.000000001\n"},
		{INT64_C(4294967295999999999), "-: , at 4294967295.999999999\n"},
		{INT64_C(4294967296000000000), "-: , at 4294967296.000000000\n"},
		{INT64_C(4294967296073741823), "-: , at 4294967296.073741823\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct event event = {.time_ns = cases[i].time_ns};
		g_autoptr(GByteArray) out = g_byte_array_new();

		stream_add_event(out, &event);
		g_autofree char *said = read_back(out);
		g_assert_cmpstr(said, ==, cases[i].said);
	}
}

/* Around 63 and 16,383 bytes the length needs another byte, which the length itself counts. */
static void test_lengths_around_the_borders_are_told_right(void)
{
	for (size_t length = 1; length < 16500; length += length == 80 ? 16250 : 1) {
		g_autofree char *id = g_strnfill(length, 'x');
		g_autofree char *expected = g_strdup_printf("%s: success, runnable\n", id);
		g_autoptr(GByteArray) out = g_byte_array_new();

		stream_add_status(out, id, STATUS_SUCCESS);
		g_autofree char *said = read_back(out);
		g_assert_cmpstr(said, ==, expected);
	}
}

/* A sink that checks that a file comes back in pieces, in order, with the status last. */
struct pieces {
	struct sink sink;
	GByteArray *content;
	size_t count;
	bool has_ended;
};

static bool take_piece(struct sink *sink, const struct event *event, GError **error)
{
	struct pieces *pieces = (struct pieces *)sink;

	(void)error;
	g_assert_true(text_is(event->test_id, "big"));
	g_assert_true(text_is(event->mime_type, "a/b"));
	g_assert_false(pieces->has_ended);
	g_assert_cmpint(event->status, ==, event->is_end_of_file ? STATUS_FAIL : STATUS_NONE);
	pieces->has_ended = event->is_end_of_file;
	pieces->count++;
	g_byte_array_append(pieces->content, event->file.data, (unsigned)event->file.length);
	return true;
}

static void check_pieces(size_t length, size_t count)
{
	g_autofree uint8_t *content = g_malloc(length);
	g_autoptr(GByteArray) out = g_byte_array_new();
	struct pieces pieces = {.sink = {take_piece}, .content = g_byte_array_new()};
	scoped(reader) reader = reader_new(READER_RESULTS, &pieces.sink);
	struct event event = EVENT_INIT;

	for (size_t i = 0; i < length; i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	event.test_id = text_of("big");
	event.status = STATUS_FAIL;
	event.mime_type = text_of("a/b");
	event.file_name = text_of("core");
	event.file = (struct bytes){content, length};
	event.is_end_of_file = true;
	stream_add_event(out, &event);
	g_assert_true(reader_feed(reader, out->data, out->len, NULL));
	g_assert_true(reader_end(reader, NULL));
	g_assert_true(pieces.has_ended);
	g_assert_cmpuint(pieces.count, ==, count);
	g_assert_cmpmem(pieces.content->data, pieces.content->len, content, length);
	g_byte_array_unref(pieces.content);
}

static void test_a_file_too_large_for_a_packet_takes_several(void)
{
	check_pieces(PACKET_MAX - 100, 1);
	check_pieces(PACKET_MAX - 10, 2);
	check_pieces(2 * PACKET_MAX, 3);
}

static void test_what_does_not_fit_is_refused(void)
{
	g_autofree char *id = g_strnfill(PACKET_MAX, 'x');
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	struct event event = EVENT_INIT;

	stream_add_text(out, "before");
	event.test_id = text_of(id);
	g_assert_false(writer_append(out, &event, &error));
	g_assert_error(error, WRITER_ERROR, WRITER_ERROR_TOO_LONG);
	g_assert_cmpuint(out->len, ==, strlen("before"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/writer/vector", test_the_vector_of_the_protocol);
	g_test_add_func("/writer/every-field", test_every_field_is_read_back);
	g_test_add_func("/writer/nothing", test_an_event_about_nothing_is_a_packet);
	g_test_add_func("/writer/empty-text", test_an_empty_text_is_not_an_absent_one);
	g_test_add_func("/writer/times", test_times_that_cannot_be_told_are_left_out);
	g_test_add_func("/writer/times/all", test_each_time_that_can_be_read_can_be_written);
	g_test_add_func("/writer/borders", test_lengths_around_the_borders_are_told_right);
	g_test_add_func("/writer/pieces", test_a_file_too_large_for_a_packet_takes_several);
	g_test_add_func("/writer/too-long", test_what_does_not_fit_is_refused);
	return g_test_run();
}
