/*
 * Stored streams: files of zstd frames, each of which holds STREAM_FRAME_SIZE bytes of the plain
 * stream (the last may hold less), says how many, and bears a checksum. Any zstd program can
 * unpack them. Since frames stand alone, a part can be read without what comes before it, and
 * damage costs no more than the frames that it is in. Files in which all frames but the last hold
 * STREAM_FRAME_SIZE_MAX bytes, as they once did, are read, too. For the files of this folder only.
 */
#ifndef TESTR_STORE_STREAM_H
#define TESTR_STORE_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "subunit/reader.h"

#define STREAM_FRAME_SIZE ((size_t)128 << 10)
#define STREAM_FRAME_SIZE_MAX ((size_t)1 << 20)

/* Bytes `begin` up to, not including, `end` of a plain stream. */
struct stream_range {
	uint64_t begin, end;
};

#define STREAM_ALL ((struct stream_range){0, UINT64_MAX})

/*
 * Feeds those bytes of the stored stream `path` that are in `ranges`, `count` of them, ascending
 * and apart, to `reader`, which it does not end. REPOSITORY_ERROR_NO_RUN if there is no such file,
 * REPOSITORY_ERROR_IO if it cannot be read, REPOSITORY_ERROR_DAMAGED if some of it is no longer
 * what was stored: then everything that is has been fed all the same.
 */
bool stream_read(const char *path, const struct stream_range *ranges, size_t count,
		 struct reader *reader, GError **error);

#endif
