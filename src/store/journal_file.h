/*
 * The file of a run's journal: `runs/N.journal` while the run is recorded, appended to whenever its
 * stream is flushed; `runs/N.journal.zst` once it is finished. What is in it, the store does not
 * know (core/journal.h does).
 *
 * A journal is an aid, not the record: a run whose journal cannot be written goes on without. For
 * the files of this folder, and for the run that is recorded, by way of run_recorder.h.
 */
#ifndef TESTR_STORE_JOURNAL_FILE_H
#define TESTR_STORE_JOURNAL_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct journal_file;

/* The journal of run `number` of the project in `folder`. There is no file before the first flush
 * of something. Owned by the caller. */
struct journal_file *journal_file_new(const char *folder, int64_t number);

/* Appends `bytes` when the file is next flushed. What `is_passing` is left out once it is finished.
 */
void journal_file_append(struct journal_file *file, struct bytes bytes, bool is_passing);

/* Writes what was appended. After a failure nothing more is written. */
bool journal_file_flush(struct journal_file *file, GError **error);

/*
 * Packs the journal, without what is passing, and syncs it; the live one stays. Nothing happens
 * without journal. G_FILE_ERROR on failure.
 */
bool journal_file_pack(struct journal_file *file, GError **error);

/* The same for the journal that a killed testr has left of run `number`, if there is one. */
bool journal_file_recover(const char *folder, int64_t number, GError **error);

/* Removes the live journal of run `number`, if there is one. */
void journal_file_remove_live(const char *folder, int64_t number);

/*
 * The journal in `path`, which is packed if its name ends in ".zst". REPOSITORY_ERROR_NO_RUN if
 * there is no such file, REPOSITORY_ERROR_DAMAGED or REPOSITORY_ERROR_IO if it cannot be read.
 */
GBytes *journal_file_read(const char *path, GError **error);

/* NULL is accepted. */
void journal_file_free(struct journal_file *file);

#endif
