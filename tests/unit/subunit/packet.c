/* One packet: numbers of every size, headers, and surveys of what is there. */
#include "subunit/packet.h"

#include "support/stream.h"

static enum packet_fault decode(const uint8_t *data, size_t length, struct event *event)
{
	g_autoptr(GArray) tags = g_array_new(false, false, sizeof(struct text));
	struct packet_header header;

	g_assert_cmpint(packet_read_header(data, length, &header), ==, FAULT_NONE);
	g_assert_cmpuint(header.length, ==, length);
	enum packet_fault fault = packet_decode(data, &header, tags, event);
	event->tags = NULL;
	return fault;
}

static void test_the_vector_of_the_protocol(void)
{
	static const uint8_t vector[] = {0xb3, 0x29, 0x01, 0x0c, 0x03, 0x66,
					 0x6f, 0x6f, 0x08, 0x55, 0x5f, 0x1b};
	struct event event;

	g_assert_cmpint(decode(vector, sizeof vector, &event), ==, FAULT_NONE);
	g_assert_true(text_is(event.test_id, "foo"));
	g_assert_cmpint(event.status, ==, STATUS_EXISTS);
	g_assert_true(event.is_runnable);
	g_assert_false(event.is_end_of_file);
	g_assert_cmpint(event.time_ns, ==, TIME_NONE);
	g_assert_null(event.file_name.data);
}

/* The same id, its length written in 1 to 4 bytes. */
static void test_numbers_need_not_be_as_short_as_they_can(void)
{
	static const char *const packets[] = {
		"\xb3\x28\x03\x0a\x01x----",
		"\xb3\x28\x03\x40\x0c\x40\x01x----",
		"\xb3\x28\x03\x80\x00\x0e\x80\x00\x01x----",
		"\xb3\x28\x03\x0d\xc0\x00\x00\x01x----",
	};
	static const size_t lengths[] = {10, 12, 14, 13};

	for (size_t i = 0; i < G_N_ELEMENTS(packets); i++) {
		struct event event;

		g_assert_cmpint(decode((const uint8_t *)packets[i], lengths[i], &event), ==,
				FAULT_NONE);
		g_assert_true(text_is(event.test_id, "x"));
	}
}

static void test_every_status_and_flag_is_told(void)
{
	for (uint8_t status = 0; status < 8; status++) {
		const uint8_t packet[] = {0xb3, 0x21, (uint8_t)(0x10 | status), 8, 0, 0, 0, 0};
		struct event event;

		g_assert_cmpint(decode(packet, sizeof packet, &event), ==, FAULT_NONE);
		g_assert_cmpint(event.status, ==, status);
		g_assert_true(event.is_runnable);
		g_assert_true(event.is_end_of_file);
	}
}

static void check_header(const char *bytes, size_t length, enum packet_fault expected)
{
	struct packet_header header;
	g_autofree uint8_t *copy = g_memdup2(bytes, length);

	g_assert_cmpint(packet_read_header(copy, length, &header), ==, expected);
}

static void test_headers_are_judged_as_early_as_can_be(void)
{
	check_header("\xb3", 1, FAULT_INCOMPLETE);
	check_header("\xb3\x19", 2, FAULT_VERSION);
	check_header("\xb3\x39", 2, FAULT_VERSION);
	check_header("\xb3\x29", 2, FAULT_INCOMPLETE);
	check_header("\xb3\x29\x08", 3, FAULT_RESERVED);
	check_header("\xb3\x29\x07", 3, FAULT_INCOMPLETE);
	check_header("\xb3\x29\x07\x07", 4, FAULT_LENGTH);
	check_header("\xb3\x29\x07\x08", 4, FAULT_NONE);
	check_header("\xb3\x29\x07\x40", 4, FAULT_INCOMPLETE);
	check_header("\xb3\x29\x07\x40\x08", 5, FAULT_LENGTH);
	check_header("\xb3\x29\x07\x40\x09", 5, FAULT_NONE);
	check_header("\xb3\x29\x07\x80\x00", 5, FAULT_INCOMPLETE);
	check_header("\xb3\x29\x07\x80\x00\x09", 6, FAULT_LENGTH);
	check_header("\xb3\x29\x07\xbf\xff\xff", 6, FAULT_NONE);
	check_header("\xb3\x29\x07\xc0", 4, FAULT_LENGTH);
}

/* Every prefix of a whole packet is incomplete or, where its length is told, fits. */
static void test_no_part_of_a_good_packet_is_a_lie(void)
{
	const struct text tags[] = {text_of("a"), text_of("bc")};
	const struct event event = {
		.test_id = text_of("test"),
		.time_ns = 1,
		.tags = tags,
		.tag_count = G_N_ELEMENTS(tags),
		.mime_type = text_of("a/b"),
		.file_name = text_of("f"),
		.file = {(const uint8_t *)"0123456789", 10},
		.route_code = text_of("r"),
	};
	g_autoptr(GByteArray) packet = g_byte_array_new();
	struct packet_header header;
	size_t extent;

	stream_add_event(packet, &event);
	g_assert_cmpint(packet_read_header(packet->data, packet->len, &header), ==, FAULT_NONE);
	for (size_t available = header.size; available < packet->len; available++) {
		g_autofree uint8_t *copy = g_memdup2(packet->data, available);
		enum packet_fault fault = packet_survey(copy, available, &header, &extent);

		g_assert_true(fault == FAULT_INCOMPLETE || fault == FAULT_NONE);
		g_assert_cmpuint(extent, ==, packet->len);
	}
	g_assert_cmpint(packet_survey(packet->data, packet->len, &header, &extent), ==, FAULT_NONE);
}

static void test_a_survey_tells_what_the_fields_cover(void)
{
	g_autoptr(GByteArray) packet = g_byte_array_new();
	struct packet_header header;
	size_t extent;

	stream_add_status(packet, "foo", STATUS_SUCCESS);
	packet_read_header(packet->data, packet->len, &header);
	header.length += 5;
	g_assert_cmpint(packet_survey(packet->data, packet->len, &header, &extent), ==,
			FAULT_FIELDS);
	g_assert_cmpuint(extent, ==, packet->len);
	header.length -= 6;
	g_assert_cmpint(packet_survey(packet->data, packet->len, &header, &extent), ==,
			FAULT_FIELDS);
	g_assert_cmpuint(extent, ==, packet->len - 1);
}

static void test_every_fault_has_its_words(void)
{
	for (int fault = FAULT_NONE; fault <= FAULT_TEXT; fault++)
		g_assert_cmpuint(strlen(packet_fault_describe((enum packet_fault)fault)), >, 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/packet/vector", test_the_vector_of_the_protocol);
	g_test_add_func("/packet/numbers", test_numbers_need_not_be_as_short_as_they_can);
	g_test_add_func("/packet/flags", test_every_status_and_flag_is_told);
	g_test_add_func("/packet/header", test_headers_are_judged_as_early_as_can_be);
	g_test_add_func("/packet/survey/good", test_no_part_of_a_good_packet_is_a_lie);
	g_test_add_func("/packet/survey/extent", test_a_survey_tells_what_the_fields_cover);
	g_test_add_func("/packet/faults", test_every_fault_has_its_words);
	return g_test_run();
}
