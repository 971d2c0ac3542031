/*
 * The recorder of a run: appends its events to a live stream, and brings it into its finished form
 * when it ends. repository_record() begins one.
 */
#ifndef TESTR_STORE_RUN_RECORDER_H
#define TESTR_STORE_RUN_RECORDER_H

#include <glib.h>

#include "model/answers.h"
#include "model/sink.h"
#include "store/run_markers.h"

struct repository;
struct run_digest;
struct run_recorder;

/* The number of the run. */
int64_t run_recorder_number(const struct run_recorder *recorder);

/* True if a test has begun, by the events so far, and not ended. */
bool run_recorder_has_running(const struct run_recorder *recorder);

/*
 * The sink that appends to the run's stream. Events without time are given the present one.
 * Events are in the file (in the kernel, not synced) when run_recorder_flush returns.
 */
struct sink *run_recorder_sink(struct run_recorder *recorder);

/* Writes what is buffered. The engine's sink user calls it whenever a read has been handled. */
bool run_recorder_flush(struct run_recorder *recorder, GError **error);

/*
 * Appends to the run's journal; what `is_passing` only in case that the run is not finished. It is
 * in the file when run_recorder_flush_journal() returns, which is to be called after
 * run_recorder_flush(): a journal must not be ahead of its stream. If that fails, with
 * G_FILE_ERROR, the rest of the journal is not written, and the run can go on.
 */
void run_recorder_add_journal(struct run_recorder *recorder, struct bytes bytes, bool is_passing);
bool run_recorder_flush_journal(struct run_recorder *recorder, GError **error);

/*
 * What has been recorded so far, as the index will have it. Borrowed; who shares it (answers_share)
 * has the whole when run_recorder_finish() has returned.
 */
struct answers *run_recorder_answers(const struct run_recorder *recorder);

/*
 * Finishes the run and frees `recorder`, whatever it returns. On failure what has been written
 * stays for the next command to recover.
 */
bool run_recorder_finish(struct run_recorder *recorder, enum run_end end, GError **error);

/*
 * Gives up a run in which nothing was run (provisioning failed, nothing matched), and frees
 * `recorder`: its stream is removed and it never shows as a run. Its number may be used again.
 */
void run_recorder_discard(struct run_recorder *recorder);

/* ---- for the files of this folder only ---- */

/*
 * Begins run `number`, at `time_ns` since 1970 UTC, in the live stream `fd`, which is empty and is
 * taken over. Owned by the caller; NULL, the stream being gone, on failure.
 */
struct run_recorder *run_recorder_begin(struct repository *repository, int64_t number, int fd,
					const struct run_start *start, int64_t time_ns,
					GError **error);

/* The run belongs to the past: it ends with its last event, not when it is finished. */
void run_recorder_set_past(struct run_recorder *recorder);

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

#endif
