#include "store/stream.h"

#include <string.h>
#include <zstd.h>

#include "store/repository.h"

/* A stored stream that is being unpacked. */
struct unpacking {
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
static void advance(struct unpacking *unpacking, uint64_t length)
{
	unpacking->position += length;
	while (unpacking->range < unpacking->ranges_end &&
	       unpacking->range->end <= unpacking->position)
		unpacking->range++;
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
static bool lose_frame(struct unpacking *unpacking, uint64_t length, GError **error)
{
	unpacking->places_damaged++;
	return reader_skip(unpacking->reader, length, error);
}

/* Goes to the next place where a frame may begin. */
static bool skip_damage(struct unpacking *unpacking, GError **error)
{
	if (unpacking->lost_length == 0)
		unpacking->lost_length = usual_length(unpacking->packed);
	unpacking->at = find_frame(unpacking->packed, unpacking->at);
	advance(unpacking, unpacking->lost_length);
	return lose_frame(unpacking, unpacking->lost_length, error);
}

/* Feeds of the frame, which is unpacked and has `length` bytes, what was asked for. */
static bool feed_ranges(const struct unpacking *unpacking, size_t length, GError **error)
{
	uint64_t position = unpacking->position;
	const struct stream_range *range = unpacking->range;

	for (; range < unpacking->ranges_end && range->begin < position + length; range++) {
		size_t from = (size_t)(MAX(range->begin, position) - position);
		size_t to = (size_t)MIN(range->end - position, length);

		if (!reader_feed(unpacking->reader, unpacking->plain + from, to - from, error))
			return false;
	}
	return true;
}

static bool feed_frame(struct unpacking *unpacking, const struct frame *frame, GError **error)
{
	const uint8_t *packed = unpacking->packed.data + unpacking->at;
	size_t unpacked = ZSTD_decompressDCtx(unpacking->context, unpacking->plain,
					      STREAM_FRAME_SIZE_MAX, packed, frame->packed_length);

	if (ZSTD_isError(unpacked) || unpacked != frame->length)
		return lose_frame(unpacking, frame->length, error);
	return feed_ranges(unpacking, frame->length, error);
}

static bool unpack(struct unpacking *unpacking, GError **error)
{
	while (unpacking->at < unpacking->packed.length &&
	       unpacking->range < unpacking->ranges_end) {
		const uint8_t *packed = unpacking->packed.data + unpacking->at;
		size_t left = unpacking->packed.length - unpacking->at;
		struct frame frame;

		if (!look_at_frame(packed, left, &frame)) {
			if (!skip_damage(unpacking, error))
				return false;
			continue;
		}
		if (unpacking->position + frame.length > unpacking->range->begin &&
		    !feed_frame(unpacking, &frame, error))
			return false;
		unpacking->at += frame.packed_length;
		advance(unpacking, frame.length);
	}
	return true;
}

static GMappedFile *map(const char *path, GError **error)
{
	g_autoptr(GError) why = NULL;
	GMappedFile *file = g_mapped_file_new(path, false, &why);
	bool is_missing = g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT);

	if (!file)
		g_set_error(error, REPOSITORY_ERROR,
			    is_missing ? REPOSITORY_ERROR_NO_RUN : REPOSITORY_ERROR_IO,
			    "cannot read '%s': %s", path,
			    is_missing ? "there is no such file" : why->message);
	return file;
}

bool stream_read(const char *path, const struct stream_range *ranges, size_t count,
		 struct reader *reader, GError **error)
{
	g_autoptr(GMappedFile) file = map(path, error);
	struct unpacking unpacking = {
		.range = ranges, .ranges_end = ranges + count, .reader = reader};

	if (!file)
		return false;
	unpacking.packed.data = (const uint8_t *)g_mapped_file_get_contents(file);
	unpacking.packed.length = g_mapped_file_get_length(file);
	unpacking.context = ZSTD_createDCtx();
	unpacking.plain = g_malloc(STREAM_FRAME_SIZE_MAX);
	bool is_read = unpack(&unpacking, error);
	ZSTD_freeDCtx(unpacking.context);
	g_free(unpacking.plain);
	/* Even a run in which nothing happened has its bookends. */
	if (unpacking.position == 0)
		unpacking.places_damaged++;
	if (is_read && unpacking.places_damaged > 0)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED,
			    "'%s' is damaged: what is in %zu of its frames is lost", path,
			    unpacking.places_damaged);
	return is_read && unpacking.places_damaged == 0;
}
