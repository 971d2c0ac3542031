#include "store/digest_read.h"

#include <errno.h>
#include <unistd.h>

#include "store/repository_error.h"
#include "store/stream.h"
#include "subunit/reader.h"

#define PIECE_SIZE ((size_t)64 << 10)

/* A sink between a reader and a digest. */
struct digest_reader {
	struct sink sink;
	struct reader *reader;
	struct run_digest *digest;
	uint64_t end; /* of the latest packet */
	size_t events;
};

static bool digest_reader_take_event(struct sink *sink, const struct event *event, GError **error)
{
	struct digest_reader *reader = (struct digest_reader *)sink;
	uint64_t begin, end;

	(void)error;
	reader_locate(reader->reader, &begin, &end);
	run_digest_add(reader->digest, event, begin, end);
	reader->end = end;
	if (!run_markers_are_in(event))
		reader->events++;
	return true;
}

/* Stored streams are packets and nothing else, so no version 1 is looked for. */
static void digest_reader_init(struct digest_reader *reader)
{
	*reader = (struct digest_reader){.sink = {digest_reader_take_event},
					 .digest = run_digest_new()};
	reader->reader = reader_new(READER_LISTING, &reader->sink);
}

struct run_digest *digest_read_stored(const char *path, bool *is_damaged, GError **error)
{
	struct digest_reader reader;
	g_autoptr(GError) why = NULL;

	digest_reader_init(&reader);
	bool is_read = stream_read(path, &STREAM_ALL, 1, reader.reader, &why);
	*is_damaged = g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	if (is_read || *is_damaged)
		reader_end(reader.reader, NULL);
	reader_free(reader.reader);
	if (!is_read && !*is_damaged) {
		run_digest_free(reader.digest);
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	reader.digest->is_damaged |= *is_damaged;
	run_digest_end(reader.digest);
	return reader.digest;
}

static bool feed_all(int fd, struct reader *reader, uint64_t *length, const char *path,
		     GError **error)
{
	g_autofree uint8_t *piece = g_malloc(PIECE_SIZE);
	off_t position = 0;
	ssize_t got;

	while ((got = pread(fd, piece, PIECE_SIZE, position)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO,
				    "cannot read '%s': %s", path, g_strerror(errno));
			return false;
		}
		if (!reader_feed(reader, piece, (size_t)got, error))
			return false;
		position += got;
	}
	*length = (uint64_t)position;
	return true;
}

bool digest_read_live(int fd, const char *path, struct live_stream *live, GError **error)
{
	struct digest_reader reader;
	uint64_t length;

	digest_reader_init(&reader);
	/* The reader is not told that the stream is over: what is left in it then is a packet that
	 * was cut short, which is no event of the run. */
	bool is_read = feed_all(fd, reader.reader, &length, path, error);
	reader_free(reader.reader);
	if (!is_read) {
		run_digest_free(reader.digest);
		return false;
	}
	*live = (struct live_stream){.digest = reader.digest,
				     .whole = reader.end,
				     .torn = length - reader.end,
				     .events = reader.events};
	return true;
}
