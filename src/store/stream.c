#include "store/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <zstd.h>

#include "base/file.h"
#include "store/repository_error.h"
#include "store/repository_file.h"

/* A stored stream that is being unpacked. */
struct unpacker {
	struct bytes packed;
	size_t at;                                     /* where in `packed` the next frame begins */
	uint64_t position;                             /* where in the plain stream it begins */
	const struct stream_range *range, *ranges_end; /* those that go beyond `position` */
	ZSTD_DCtx *context;
	uint8_t *plain; /* a frame */
	struct reader *reader;
	size_t places_damaged;
	size_t lost_length; /* usual_length(), once it is wanted */
};

/* Goes on by `length` bytes of the plain stream. */
static void advance_by(struct unpacker *unpacker, uint64_t length)
{
	unpacker->position += length;
	while (unpacker->range < unpacker->ranges_end && unpacker->range->end <= unpacker->position)
		unpacker->range++;
}

/* The frame whose header begins at `packed`: its length there, and when it is unpacked. */
struct frame {
	size_t packed_length, length;
};

/* False if that is no header of a frame, or of none that has been stored. */
static bool look_at_frame(const uint8_t *packed, size_t left, struct frame *frame)
{
	size_t packed_length = ZSTD_findFrameCompressedSize(packed, left);
	unsigned long long length = ZSTD_getFrameContentSize(packed, left);

	/* Sizes that are not known or make no sense are very large numbers. */
	if (ZSTD_isError(packed_length) || length > STREAM_FRAME_SIZE_MAX)
		return false;
	*frame = (struct frame){packed_length, (size_t)length};
	return true;
}

/* Where the next frame may begin after `at`; the end if there is none. */
static size_t find_frame(struct bytes packed, size_t at)
{
	static const uint8_t magic[] = {0x28, 0xB5, 0x2F, 0xFD};
	const uint8_t *next =
		memmem(packed.data + at + 1, packed.length - at - 1, magic, sizeof(magic));

	return next ? (size_t)(next - packed.data) : packed.length;
}

/* How many bytes a frame of the file holds that does not tell: those of one file are alike. */
static size_t usual_length(struct bytes packed)
{
	struct frame frame = {0};

	for (size_t at = 0; at < packed.length && frame.length <= STREAM_FRAME_SIZE;)
		at = look_at_frame(packed.data + at, packed.length - at, &frame)
			     ? at + frame.packed_length
			     : find_frame(packed, at);
	return frame.length > STREAM_FRAME_SIZE ? STREAM_FRAME_SIZE_MAX : STREAM_FRAME_SIZE;
}

/* A frame of `length` bytes is damaged: the reader is told, so that it finds places behind it. */
static bool lose_frame(struct unpacker *unpacker, uint64_t length, GError **error)
{
	unpacker->places_damaged++;
	return reader_skip(unpacker->reader, length, error);
}

/* Goes to the next place where a frame may begin. */
static bool skip_damage(struct unpacker *unpacker, GError **error)
{
	if (unpacker->lost_length == 0)
		unpacker->lost_length = usual_length(unpacker->packed);
	unpacker->at = find_frame(unpacker->packed, unpacker->at);
	advance_by(unpacker, unpacker->lost_length);
	return lose_frame(unpacker, unpacker->lost_length, error);
}

/* Feeds of the frame, which is unpacked and has `length` bytes, what was asked for. */
static bool feed_ranges(const struct unpacker *unpacker, size_t length, GError **error)
{
	uint64_t position = unpacker->position;
	const struct stream_range *range = unpacker->range;

	for (; range < unpacker->ranges_end && range->begin < position + length; range++) {
		size_t from = (size_t)(MAX(range->begin, position) - position);
		size_t to = (size_t)MIN(range->end - position, length);

		if (!reader_feed(unpacker->reader, unpacker->plain + from, to - from, error))
			return false;
	}
	return true;
}

static bool feed_frame(struct unpacker *unpacker, const struct frame *frame, GError **error)
{
	const uint8_t *packed = unpacker->packed.data + unpacker->at;
	size_t unpacked = ZSTD_decompressDCtx(unpacker->context, unpacker->plain,
					      STREAM_FRAME_SIZE_MAX, packed, frame->packed_length);

	if (ZSTD_isError(unpacked) || unpacked != frame->length)
		return lose_frame(unpacker, frame->length, error);
	return feed_ranges(unpacker, frame->length, error);
}

static bool unpack(struct unpacker *unpacker, GError **error)
{
	while (unpacker->at < unpacker->packed.length && unpacker->range < unpacker->ranges_end) {
		const uint8_t *packed = unpacker->packed.data + unpacker->at;
		size_t left = unpacker->packed.length - unpacker->at;
		struct frame frame;

		if (!look_at_frame(packed, left, &frame)) {
			if (!skip_damage(unpacker, error))
				return false;
			continue;
		}
		if (unpacker->position + frame.length > unpacker->range->begin &&
		    !feed_frame(unpacker, &frame, error))
			return false;
		unpacker->at += frame.packed_length;
		advance_by(unpacker, frame.length);
	}
	return true;
}

static GMappedFile *map_stream(const char *path, GError **error)
{
	g_autoptr(GError) why = NULL;
	scoped_fd fd = repository_file_open(path, O_RDONLY, &why);

	if (fd < 0) {
		if (errno == ENOENT)
			g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN,
				    "cannot read '%s': there is no such file", path);
		else
			g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	GMappedFile *file = g_mapped_file_new_from_fd(fd, false, &why);
	if (!file)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot read '%s': %s",
			    path, why->message);
	return file;
}

bool stream_read(const char *path, const struct stream_range *ranges, size_t count,
		 struct reader *reader, GError **error)
{
	g_autoptr(GMappedFile) file = map_stream(path, error);
	struct unpacker unpacker = {
		.range = ranges, .ranges_end = ranges + count, .reader = reader};

	if (!file)
		return false;
	unpacker.packed.data = (const uint8_t *)g_mapped_file_get_contents(file);
	unpacker.packed.length = g_mapped_file_get_length(file);
	unpacker.context = ZSTD_createDCtx();
	unpacker.plain = g_malloc(STREAM_FRAME_SIZE_MAX);
	bool is_read = unpack(&unpacker, error);
	ZSTD_freeDCtx(unpacker.context);
	g_free(unpacker.plain);
	/* Even a run in which nothing happened has its markers. */
	if (unpacker.position == 0)
		unpacker.places_damaged++;
	if (is_read && unpacker.places_damaged > 0)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED,
			    "'%s' is damaged: what is in %zu of its frames is lost", path,
			    unpacker.places_damaged);
	return is_read && unpacker.places_damaged == 0;
}
