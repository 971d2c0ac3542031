/*
 * Reads streams that have been recorded, and makes digests of them for the index. For the files of
 * this folder only.
 */
#ifndef TESTR_STORE_DIGEST_READ_H
#define TESTR_STORE_DIGEST_READ_H

#include "store/run_digest.h"

/*
 * Puts together what the stored stream `path` says. NULL with an error of stream_read(), but for
 * damage: then `*is_damaged` is set, and what could be read is in the result. Owned by the caller.
 */
struct run_digest *digest_read_stored(const char *path, bool *is_damaged, GError **error);

/* What a live stream says. */
struct live_stream {
	struct run_digest *digest; /* owned by the caller */
	uint64_t whole;            /* bytes up to the end of the last whole packet */
	uint64_t torn;             /* bytes after that */
	size_t events;             /* but for markers */
};

/* Puts together what the live stream in `fd` says. `path` is for messages. */
bool digest_read_live(int fd, const char *path, struct live_stream *live, GError **error);

#endif
