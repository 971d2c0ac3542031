#include "subunit/writer.h"

#include <libdeflate.h>

G_DEFINE_QUARK(testr_writer_error, writer_error)

#define NANOSECONDS 1000000000

/* Seconds, and a number of nanoseconds. */
#define TIME_SIZE_MAX 8

/* ---- sizes ---- */

static size_t number_size(size_t number)
{
	return number < 1 << 6 ? 1 : number < 1 << 14 ? 2 : number < 1 << 22 ? 3 : 4;
}

static size_t text_size(struct text text)
{
	return text.data ? number_size(text.length) + text.length : 0;
}

/* Only times that a packet can tell are written: 1970 to 2106. */
static bool has_time(const struct event *event)
{
	return event->time_ns >= 0 && event->time_ns <= TIME_MAX;
}

static size_t seconds_of(const struct event *event)
{
	return (size_t)MIN(event->time_ns / NANOSECONDS, UINT32_MAX);
}

/* More than a second only in the last one. */
static size_t nanoseconds_of(const struct event *event)
{
	return (size_t)(event->time_ns - (int64_t)seconds_of(event) * NANOSECONDS);
}

static size_t tags_size(const struct event *event)
{
	size_t size = number_size(event->tag_count);

	if (event->tag_count == 0)
		return 0;
	for (size_t i = 0; i < event->tag_count; i++)
		size += text_size(event->tags[i]);
	return size;
}

/* All but signature, flags, length and checksum; of the file only its name. */
static size_t fields_size(const struct event *event)
{
	size_t size = text_size(event->test_id) + tags_size(event) + text_size(event->mime_type) +
		      text_size(event->file_name) + text_size(event->route_code);

	if (has_time(event))
		size += 4 + number_size(nanoseconds_of(event));
	return size;
}

/* The length of a packet with `size` bytes of fields, the number that gives it included. */
static size_t packet_length(size_t size)
{
	size_t length = 3 + size + PACKET_CHECKSUM_SIZE;

	/* The number counts itself. */
	for (size_t bytes = 1;; bytes++)
		if (number_size(length + bytes) <= bytes)
			return length + bytes;
}

/* ---- bytes ---- */

static uint8_t *put_big_endian(uint8_t *to, size_t value, size_t size)
{
	for (size_t i = size; i > 0; i--) {
		to[i - 1] = (uint8_t)value;
		value >>= 8;
	}
	return to + size;
}

static uint8_t *put_number(uint8_t *to, size_t number)
{
	size_t size = number_size(number);
	uint8_t *end = put_big_endian(to, number, size);

	to[0] |= (uint8_t)((size - 1) << 6);
	return end;
}

static uint8_t *put_bytes(uint8_t *to, const void *data, size_t length)
{
	to = put_number(to, length);
	if (length > 0)
		memcpy(to, data, length);
	return to + length;
}

static uint8_t *put_text(uint8_t *to, struct text text)
{
	return text.data ? put_bytes(to, text.data, text.length) : to;
}

static unsigned flags_of(const struct event *event)
{
	return FLAG_VERSION_2 | (event->test_id.data ? FLAG_TEST_ID : 0) |
	       (event->route_code.data ? FLAG_ROUTE_CODE : 0) |
	       (has_time(event) ? FLAG_TIMESTAMP : 0) | (event->is_runnable ? FLAG_RUNNABLE : 0) |
	       (event->tag_count > 0 ? FLAG_TAGS : 0) |
	       (event->file_name.data ? FLAG_FILE_CONTENT : 0) |
	       (event->mime_type.data ? FLAG_MIME_TYPE : 0) |
	       (event->is_end_of_file ? FLAG_END_OF_FILE : 0) | event->status;
}

static uint8_t *put_fields(uint8_t *to, const struct event *event)
{
	if (has_time(event)) {
		to = put_big_endian(to, seconds_of(event), 4);
		to = put_number(to, nanoseconds_of(event));
	}
	to = put_text(to, event->test_id);
	if (event->tag_count > 0)
		to = put_number(to, event->tag_count);
	for (size_t i = 0; i < event->tag_count; i++)
		to = put_text(to, event->tags[i]);
	to = put_text(to, event->mime_type);
	to = put_text(to, event->file_name);
	if (event->file_name.data)
		to = put_bytes(to, event->file.data, event->file.length);
	return put_text(to, event->route_code);
}

/* Appends `event`, whose packet is known to have `length` bytes. */
static void append_packet(GByteArray *out, const struct event *event, size_t length)
{
	unsigned start = out->len;

	g_byte_array_set_size(out, start + (unsigned)length);
	uint8_t *packet = out->data + start;
	uint8_t *to = packet;
	*to++ = PACKET_SIGNATURE;
	to = put_big_endian(to, flags_of(event), 2);
	to = put_number(to, length);
	to = put_fields(to, event);
	uint32_t checksum = libdeflate_crc32(0, packet, (size_t)(to - packet));
	put_big_endian(to, checksum, PACKET_CHECKSUM_SIZE);
}

/* How much file content fits a packet beside `fields` bytes of fields. */
static size_t content_room(size_t fields)
{
	/* Header and number of content at their largest: 6 and 3 bytes. */
	size_t taken = 6 + 3 + PACKET_CHECKSUM_SIZE + fields;

	return taken < PACKET_MAX ? PACKET_MAX - taken : 0;
}

/* Appends all but the last packet of a file that needs several; `event` is left with the rest. */
static void append_pieces(GByteArray *out, struct event *event, size_t room)
{
	struct event piece = *event;

	piece.status = STATUS_NONE;
	piece.is_end_of_file = false;
	piece.file.length = room;
	while (event->file.length > room) {
		piece.file.data = event->file.data;
		append_packet(out, &piece,
			      packet_length(fields_size(&piece) + number_size(room) + room));
		event->file.data += room;
		event->file.length -= room;
	}
}

static bool fail_too_long(size_t fields, GError **error)
{
	g_set_error(error, WRITER_ERROR, WRITER_ERROR_TOO_LONG,
		    "an event of %zu bytes besides file content does not fit a packet", fields);
	return false;
}

bool writer_fits(const struct event *event, GError **error)
{
	size_t fields = fields_size(event) + TIME_SIZE_MAX;

	return content_room(fields) > 0 || fail_too_long(fields, error);
}

bool writer_append(GByteArray *out, const struct event *event, GError **error)
{
	struct event last = *event;
	size_t fields = fields_size(event);
	size_t room = content_room(fields);

	if (room == 0)
		return fail_too_long(fields, error);
	if (event->file_name.data) {
		append_pieces(out, &last, room);
		fields += number_size(last.file.length) + last.file.length;
	}
	append_packet(out, &last, packet_length(fields));
	return true;
}
