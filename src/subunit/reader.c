#include "subunit/reader.h"

#include "subunit/scanner.h"

struct reader {
	struct scanner scanner;
	/* Bytes fed that could not be dealt with yet: those from `pending_start` on. */
	GByteArray *pending;
	size_t pending_start;
};

struct reader *reader_new(enum reader_mode mode, struct sink *sink)
{
	struct reader *reader = g_new0(struct reader, 1);

	scanner_init(&reader->scanner, mode == READER_RESULTS, sink);
	reader->pending = g_byte_array_new();
	return reader;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	scanner_clear(&reader->scanner);
	g_byte_array_unref(reader->pending);
	g_free(reader);
}

static size_t pending_length(const struct reader *reader)
{
	return reader->pending->len - reader->pending_start;
}

static void drop_pending(struct reader *reader)
{
	g_byte_array_set_size(reader->pending, 0);
	reader->pending_start = 0;
	checksums_reset(&reader->scanner.checksums);
}

/* Drops what is dealt with, when that is most of the buffer: so each byte is moved only once. */
static void compact_pending(struct reader *reader)
{
	if (reader->pending_start <= reader->pending->len / 2)
		return;
	g_byte_array_remove_range(reader->pending, 0, (unsigned)reader->pending_start);
	reader->pending_start = 0;
	checksums_reset(&reader->scanner.checksums);
}

/* Reads `rest` where it lies, and keeps what cannot be judged yet. */
static bool feed_in_place(struct reader *reader, struct bytes *rest, GError **error)
{
	struct window window = {*rest, 0, false};

	drop_pending(reader);
	if (!scanner_read(&reader->scanner, &window, error))
		return false;
	g_byte_array_append(reader->pending, rest->data + window.at,
			    (unsigned)(rest->length - window.at));
	/* What was summed up of `rest` is not of these. */
	checksums_reset(&reader->scanner.checksums);
	rest->length = 0;
	return true;
}

/* Adds of `rest` what the pending bytes need, reads them, and goes back to `rest` if it can. */
static bool feed_pending(struct reader *reader, struct bytes *rest, GError **error)
{
	size_t missing = reader->scanner.needed - pending_length(reader);
	size_t taken = MIN(missing, rest->length);

	g_byte_array_append(reader->pending, rest->data, (unsigned)taken);
	rest->data += taken;
	rest->length -= taken;
	if (taken < missing)
		return true;
	struct window window = {
		{reader->pending->data, reader->pending->len}, reader->pending_start, false};
	if (!scanner_read(&reader->scanner, &window, error))
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

/* Reads what is pending as that after which nothing comes. */
static bool read_last(struct reader *reader, GError **error)
{
	struct window window = {
		{reader->pending->data, reader->pending->len}, reader->pending_start, true};

	return scanner_read(&reader->scanner, &window, error);
}

bool reader_skip(struct reader *reader, uint64_t length, GError **error)
{
	if (!read_last(reader, error))
		return false;
	drop_pending(reader);
	reader->scanner.position += length;
	return true;
}

void reader_locate(const struct reader *reader, uint64_t *begin, uint64_t *end)
{
	*begin = reader->scanner.position;
	*end = reader->scanner.position + reader->scanner.packet_length;
}

bool reader_end(struct reader *reader, GError **error)
{
	return read_last(reader, error) && scanner_end(&reader->scanner, error);
}

bool reader_cut(struct reader *reader, GError **error)
{
	reader->scanner.damage.is_cut = true;
	return reader_end(reader, error);
}
