/*
 * Any bytes, read as a stream. Holds whatever they are:
 *
 * - they mean the same in one piece and in any others;
 * - a packet on a new line after them is read;
 * - what was read means the same when it is written and read again.
 *
 * The first byte chooses: the size of the pieces, and whether checksums are put right first, for
 * else hardly any changed packet would be looked into.
 */
#include <libdeflate.h>

#include "subunit/packet.h"
#include "subunit/writer.h"
#include "support/stream.h"
#include "support/transcript.h"
#include "target.h"

#define PIECE_MASK 0x7F
#define SEALS 0x80

/* Puts the checksum right of whatever can be a packet. */
static void seal(GByteArray *stream)
{
	for (size_t at = 0; at < stream->len; at++) {
		uint8_t *data = stream->data + at;
		struct packet_header header;

		if (*data != PACKET_SIGNATURE ||
		    packet_read_header(data, stream->len - at, &header) != FAULT_NONE ||
		    header.length > stream->len - at)
			continue;
		size_t end = header.length - PACKET_CHECKSUM_SIZE;
		uint32_t checksum = GUINT32_TO_BE(libdeflate_crc32(0, data, end));
		memcpy(data + end, &checksum, sizeof checksum);
		at += header.length - 1;
	}
}

static char *read_stream(const GByteArray *stream, size_t piece)
{
	return transcript_of(READER_RESULTS, stream_bytes(stream), piece);
}

static void check_pieces(const GByteArray *stream, const char *said, size_t piece)
{
	g_autofree char *in_pieces = read_stream(stream, piece);

	g_assert_cmpstr(in_pieces, ==, said);
}

static void check_what_follows(GByteArray *stream)
{
	unsigned length = stream->len;

	stream_add_text(stream, "\n");
	stream_add_status(stream, "what follows", STATUS_SUCCESS);
	g_autofree char *said = read_stream(stream, stream->len);
	g_assert_nonnull(strstr(said, "what follows: success, runnable\n"));
	g_byte_array_set_size(stream, length);
}

/* A sink that writes what it is given. */
struct copy {
	struct sink sink;
	GByteArray *stream;
};

static bool copy_event(struct sink *sink, const struct event *event, GError **error)
{
	return writer_append(((struct copy *)sink)->stream, event, error);
}

static void check_copy(const GByteArray *stream, const char *said)
{
	g_autoptr(GByteArray) written = g_byte_array_new();
	struct copy copy = {{copy_event}, written};
	scoped(reader) reader = reader_new(READER_RESULTS, &copy.sink);

	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	g_assert_true(reader_end(reader, NULL));
	g_autofree char *again = read_stream(written, MAX(written->len, 1));
	g_assert_cmpstr(again, ==, said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_byte_array_append(stream, data + 1, (unsigned)(size - 1));
	if (data[0] & SEALS)
		seal(stream);
	g_autofree char *said = read_stream(stream, size);
	check_pieces(stream, said, 1);
	check_pieces(stream, said, 1 + (data[0] & PIECE_MASK));
	check_what_follows(stream);
	check_copy(stream, said);
	return 0;
}
