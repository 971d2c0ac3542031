#include "subunit/reader.h"

#include "subunit/checksum.h"
#include "subunit/damage.h"
#include "subunit/packet.h"
#include "subunit/plain.h"

/* Text is passed on in pieces of at most this size. */
#define TEXT_PIECE_MAX ((size_t)64 << 10)

struct reader {
	enum reader_mode mode;
	struct sink *sink;
	struct plain plain;
	struct damage damage;
	struct checksums checksums; /* of the window being read */
	GArray *tags;               /* of struct text: those of the latest packet */

	/* Bytes fed that could not be judged yet: those of `pending` from `pending_start` on. */
	GByteArray *pending;
	size_t pending_start;
	size_t needed; /* how many of them must be there before it is worth while to look again */

	/*
	 * How many bytes from here on a damaged packet claims for itself. Any signature among them
	 * may begin the next whole packet; what lies before that is given up.
	 */
	size_t suspect;

	uint64_t position;      /* in the stream: all before has been dealt with */
	uint64_t packet_length; /* of the packet there, while it is being emitted */

	/* The last bytes of text, if nothing came after it: is the next one inside a character? */
	uint8_t before[UTF8_CHARACTER_MAX - 1];
	size_t before_length;
};

/* The bytes being read: all of a feed, or all of what is pending. */
struct window {
	struct bytes bytes;
	size_t at;    /* those before it have been dealt with */
	bool is_last; /* nothing comes after these bytes */
};

enum step { STEP_DONE, STEP_WAIT, STEP_FAILED };

struct reader *reader_new(enum reader_mode mode, struct sink *sink)
{
	struct reader *reader = g_new0(struct reader, 1);

	reader->mode = mode;
	reader->sink = sink;
	reader->plain.sink = sink;
	damage_init(&reader->damage, sink);
	checksums_init(&reader->checksums);
	reader->tags = g_array_new(false, false, sizeof(struct text));
	reader->pending = g_byte_array_new();
	return reader;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	damage_clear(&reader->damage);
	checksums_clear(&reader->checksums);
	g_array_unref(reader->tags);
	g_byte_array_unref(reader->pending);
	g_free(reader);
}

/* ---- packets ---- */

/* What has been found where a signature stands. */
struct finding {
	enum packet_fault fault;
	size_t length; /* bytes that are settled: the packet, or what is certainly no part of one */
	size_t extent; /* bytes that a damaged packet claims */
	struct event event;
};

static void judge_incomplete(struct reader *reader, const struct window *window,
			     const struct packet_header *header, struct finding *finding)
{
	const uint8_t *data = window->bytes.data + window->at;
	size_t available = window->bytes.length - window->at;
	enum packet_fault fault = packet_survey(data, available, header, &finding->extent);

	/* Looking again each time the bytes have doubled finds a lie early and costs little. */
	reader->needed = fault ? MIN(header->length, 2 * available) : header->length;
	finding->fault = fault == FAULT_FIELDS ? FAULT_FIELDS : FAULT_INCOMPLETE;
}

static void judge_whole(struct reader *reader, const struct window *window,
			const struct packet_header *header, struct finding *finding)
{
	const uint8_t *data = window->bytes.data + window->at;
	size_t checksum_at = window->at + header->length - PACKET_CHECKSUM_SIZE;
	uint32_t checksum =
		checksums_of(&reader->checksums, window->bytes, window->at, checksum_at);

	if (checksum != packet_stored_checksum(data, header)) {
		reader->checksums.is_wary = true;
		packet_survey(data, header->length, header, &finding->extent);
		finding->fault = FAULT_CHECKSUM;
		return;
	}
	/* The checksum vouches for the length: whatever is wrong, all of it is this packet. */
	finding->length = header->length;
	finding->extent = header->length;
	finding->fault = packet_decode(data, header, reader->tags, &finding->event);
}

static void judge(struct reader *reader, const struct window *window, struct finding *finding)
{
	const uint8_t *data = window->bytes.data + window->at;
	size_t available = window->bytes.length - window->at;
	struct packet_header header;

	finding->length = 1;
	finding->extent = 1;
	finding->fault = packet_read_header(data, available, &header);
	if (finding->fault)
		reader->needed = available + 1;
	else if (available < header.length)
		judge_incomplete(reader, window, &header, finding);
	else
		judge_whole(reader, window, &header, finding);
}

/* The next `length` bytes have been dealt with. */
static void advance(struct reader *reader, struct window *window, size_t length)
{
	window->at += length;
	reader->position += length;
}

/* Gives up the next `length` bytes. */
static void lose(struct reader *reader, struct window *window, size_t length)
{
	damage_add(&reader->damage, (struct bytes){window->bytes.data + window->at, length});
	advance(reader, window, length);
	reader->suspect -= MIN(length, reader->suspect);
}

static bool end_text(struct reader *reader, GError **error)
{
	reader->before_length = 0;
	return plain_flush(&reader->plain, error) && damage_flush(&reader->damage, error);
}

static enum step read_packet(struct reader *reader, struct window *window, GError **error)
{
	struct finding finding;

	judge(reader, window, &finding);
	if (finding.fault == FAULT_INCOMPLETE && !window->is_last)
		return STEP_WAIT;
	if (finding.fault) {
		if (reader->suspect == 0)
			reader->suspect = finding.extent;
		if (!reader->damage.is_open && !end_text(reader, error))
			return STEP_FAILED;
		damage_begin(&reader->damage, finding.fault);
		lose(reader, window, finding.length);
		return STEP_DONE;
	}
	reader->suspect = 0;
	reader->packet_length = finding.length;
	if (!end_text(reader, error) || !sink_event(reader->sink, &finding.event, error))
		return STEP_FAILED;
	advance(reader, window, finding.length);
	return STEP_DONE;
}

/* ---- text ---- */

/* True if the window's byte `at`, up to which all is text, begins a packet. */
static bool is_signature(const struct reader *reader, const struct window *window, size_t at)
{
	const uint8_t *data = window->bytes.data;
	uint8_t context[2 * (UTF8_CHARACTER_MAX - 1)];
	size_t near = MIN(at - window->at, UTF8_CHARACTER_MAX - 1);

	if (data[at] != PACKET_SIGNATURE)
		return false;
	if (reader->suspect > 0)
		return true;
	memcpy(context, reader->before, reader->before_length);
	memcpy(context + reader->before_length, data + at - near, near);
	return !utf8_continues((struct bytes){context, reader->before_length + near}, data[at]);
}

/* The bytes up to the next signature, or as many as are passed on at once. */
static struct bytes next_text(const struct reader *reader, const struct window *window)
{
	const uint8_t *text = window->bytes.data + window->at;
	size_t limit = MIN(window->bytes.length - window->at, TEXT_PIECE_MAX);
	size_t length = 0;

	if (reader->suspect > 0)
		limit = MIN(limit, reader->suspect);
	while (length < limit) {
		const uint8_t *found = memchr(text + length, PACKET_SIGNATURE, limit - length);

		length = found ? (size_t)(found - text) : limit;
		if (!found || is_signature(reader, window, window->at + length))
			break;
		length++;
	}
	return (struct bytes){text, length};
}

static void remember_text(struct reader *reader, struct bytes text)
{
	size_t length = MIN(text.length, sizeof reader->before);
	size_t kept = MIN(reader->before_length, sizeof reader->before - length);

	memmove(reader->before, reader->before + reader->before_length - kept, kept);
	memcpy(reader->before + kept, text.data + text.length - length, length);
	reader->before_length = kept + length;
}

static enum step read_text(struct reader *reader, struct window *window, GError **error)
{
	struct bytes text = next_text(reader, window);

	if (reader->suspect > 0) {
		lose(reader, window, text.length);
		return STEP_DONE;
	}
	if (!damage_flush(&reader->damage, error) || !plain_add(&reader->plain, text, error))
		return STEP_FAILED;
	remember_text(reader, text);
	advance(reader, window, text.length);
	return STEP_DONE;
}

/* ---- windows ---- */

/* Reads on until all is dealt with or more bytes are needed. */
static bool read_window(struct reader *reader, struct window *window, GError **error)
{
	enum step step = STEP_DONE;

	while (step == STEP_DONE && window->at < window->bytes.length)
		step = is_signature(reader, window, window->at) ? read_packet(reader, window, error)
								: read_text(reader, window, error);
	return step != STEP_FAILED;
}

static size_t pending_length(const struct reader *reader)
{
	return reader->pending->len - reader->pending_start;
}

static void drop_pending(struct reader *reader)
{
	g_byte_array_set_size(reader->pending, 0);
	reader->pending_start = 0;
	checksums_reset(&reader->checksums);
}

/* Drops what is dealt with, when that is most of the buffer: so each byte is moved only once. */
static void compact_pending(struct reader *reader)
{
	if (reader->pending_start <= reader->pending->len / 2)
		return;
	g_byte_array_remove_range(reader->pending, 0, (unsigned)reader->pending_start);
	reader->pending_start = 0;
	checksums_reset(&reader->checksums);
}

/* Reads `rest` where it lies, and keeps what cannot be judged yet. */
static bool feed_in_place(struct reader *reader, struct bytes *rest, GError **error)
{
	struct window window = {*rest, 0, false};

	drop_pending(reader);
	if (!read_window(reader, &window, error))
		return false;
	g_byte_array_append(reader->pending, rest->data + window.at,
			    (unsigned)(rest->length - window.at));
	rest->length = 0;
	return true;
}

/* Adds of `rest` what the pending bytes need, reads them, and goes back to `rest` if it can. */
static bool feed_pending(struct reader *reader, struct bytes *rest, GError **error)
{
	size_t missing = reader->needed - pending_length(reader);
	size_t taken = MIN(missing, rest->length);

	g_byte_array_append(reader->pending, rest->data, (unsigned)taken);
	rest->data += taken;
	rest->length -= taken;
	if (taken < missing)
		return true;
	struct window window = {
		{reader->pending->data, reader->pending->len}, reader->pending_start, false};
	if (!read_window(reader, &window, error))
		return false;
	reader->pending_start = window.at;
	size_t left = pending_length(reader);
	if (left > taken) {
		compact_pending(reader);
		return true;
	}
	rest->data -= left;
	rest->length += left;
	drop_pending(reader);
	return true;
}

bool reader_feed(struct reader *reader, const uint8_t *data, size_t length, GError **error)
{
	struct bytes rest = {data, length};

	while (rest.length > 0) {
		bool has_pending = pending_length(reader) > 0;

		if (!(has_pending ? feed_pending : feed_in_place)(reader, &rest, error))
			return false;
	}
	return true;
}

void reader_locate(const struct reader *reader, uint64_t *begin, uint64_t *end)
{
	*begin = reader->position;
	*end = reader->position + reader->packet_length;
}

bool reader_end(struct reader *reader, GError **error)
{
	struct window window = {
		{reader->pending->data, reader->pending->len}, reader->pending_start, true};

	return read_window(reader, &window, error) && plain_flush(&reader->plain, error) &&
	       damage_end(&reader->damage, error);
}
