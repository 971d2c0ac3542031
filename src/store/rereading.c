/* Streams that have been recorded, read again for the index. */
#include <errno.h>
#include <unistd.h>

#include "store/private.h"
#include "store/stream.h"
#include "subunit/reader.h"

#define PIECE_SIZE ((size_t)64 << 10)

/* A sink between a reader and a gathering. */
struct rereading {
	struct sink sink;
	struct reader *reader;
	struct gathering *gathering;
	uint64_t end; /* of the latest packet */
	size_t events;
};

static bool reread(struct sink *sink, const struct event *event, GError **error)
{
	struct rereading *rereading = (struct rereading *)sink;
	uint64_t begin, end;

	(void)error;
	reader_locate(rereading->reader, &begin, &end);
	gathering_add(rereading->gathering, event, begin, end);
	rereading->end = end;
	if (!bookends_are_told_by(event))
		rereading->events++;
	return true;
}

/* Stored streams are packets and nothing else, so no version 1 is looked for. */
static void rereading_init(struct rereading *rereading)
{
	*rereading = (struct rereading){.sink = {reread}, .gathering = gathering_new()};
	rereading->reader = reader_new(READER_LISTING, &rereading->sink);
}

struct gathering *gather_stored(const char *path, bool *is_damaged, GError **error)
{
	struct rereading rereading;
	g_autoptr(GError) why = NULL;

	rereading_init(&rereading);
	bool is_read = stream_read(path, &STREAM_ALL, 1, rereading.reader, &why);
	*is_damaged = g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	if (is_read || *is_damaged)
		reader_end(rereading.reader, NULL);
	reader_free(rereading.reader);
	if (!is_read && !*is_damaged) {
		gathering_free(rereading.gathering);
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	rereading.gathering->is_damaged |= *is_damaged;
	gathering_end(rereading.gathering);
	return rereading.gathering;
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

bool gather_live(int fd, const char *path, struct live_stream *live, GError **error)
{
	struct rereading rereading;
	uint64_t length;

	rereading_init(&rereading);
	/* The reader is not told that the stream is over: what is left in it then is a packet that
	 * was cut short, which is no event of the run. */
	bool is_read = feed_all(fd, rereading.reader, &length, path, error);
	reader_free(rereading.reader);
	if (!is_read) {
		gathering_free(rereading.gathering);
		return false;
	}
	*live = (struct live_stream){.gathering = rereading.gathering,
				     .whole = rereading.end,
				     .torn = length - rereading.end,
				     .events = rereading.events};
	return true;
}
