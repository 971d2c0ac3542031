/*
 * What the files of this folder, and they alone, know of a repository and of a run that is being
 * recorded.
 *
 * Locks. Who records a run holds the lock of its live stream (lock.h) until the run is stored, so
 * a live stream whose lock can be had is one that a killed testr left. The lock of the repository
 * is held while a number is taken and while what was left is mended, and is always taken before
 * that of a stream. What is asked of the repository needs no lock.
 */
#ifndef TESTR_STORE_OPEN_REPOSITORY_H
#define TESTR_STORE_OPEN_REPOSITORY_H

#include "store/background_packer.h"
#include "store/database.h"
#include "store/repository.h"
#include "store/run_digest.h"

struct repository {
	char *folder; /* the project's */
	bool is_writable;
	struct database
		*index; /* in memory if the folder cannot be written to and lacks a good one */
};

/* Waits for the lock of the repository; closing the descriptor gives it back. -1 on failure. */
int repository_lock(const struct repository *repository, GError **error);

/* ---- recording ---- */

struct run_recorder {
	struct sink sink;
	struct repository *repository; /* borrowed */
	int64_t number;
	char *path;         /* of the live stream */
	int fd;             /* of the same, locked, at its end */
	bool is_past;       /* it ended with its last event, not now */
	uint64_t written;   /* bytes in the file */
	GByteArray *buffer; /* whole packets that are not there yet */
	struct run_digest *digest;
	struct background_packer *packer; /* NULL while there is little to store */
};

/*
 * Begins run `number`, at `time_ns` since 1970 UTC, in the live stream `fd`, which is empty and is
 * taken over. Owned by the caller; NULL, the stream being gone, on failure.
 */
struct run_recorder *run_recorder_begin(struct repository *repository, int64_t number, int fd,
					const struct run_start *start, int64_t time_ns,
					GError **error);

/*
 * Goes on with run `number`, whose testr was killed. Takes over `fd`, the live stream, locked, of
 * `written` bytes; and `digest`, what is in it. Owned by the caller.
 */
struct run_recorder *run_recorder_resume(struct repository *repository, int64_t number, int fd,
					 uint64_t written, struct run_digest *digest);

/*
 * The last packet has been recorded: brings the run into its finished form and frees `recorder`,
 * whatever it returns. What has been done already is not done again, so a testr that is killed
 * while it does this leaves nothing worse than another will find.
 */
bool run_recorder_conclude(struct run_recorder *recorder, GError **error);

/* ---- reading ---- */

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

/* ---- mending ---- */

/*
 * Finishes what killed processes left, and adds to the index the runs that it lacks; tells of both
 * in `notices` (which may be NULL). What cannot be mended now is told of and left for the next
 * time. Fails only if the index does.
 */
bool recovery_run(struct repository *repository, GPtrArray *notices, GError **error);

/* Sets `*is_complete` to whether the index has all runs that are stored. */
bool recovery_is_complete(struct repository *repository, bool *is_complete, GError **error);

/* Empties the index and adds all runs to it. */
bool recovery_rebuild(struct repository *repository, GPtrArray *notices, GError **error);

#endif
