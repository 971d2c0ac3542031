/*
 * Where things lie in `.testrepository/`. For the files of this folder only.
 */
#ifndef TESTR_STORE_LAYOUT_H
#define TESTR_STORE_LAYOUT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"

#define LAYOUT_FOLDER ".testrepository"

#define LAYOUT_FORMAT "format"    /* the number of the format, and a newline */
#define LAYOUT_LOCK "lock"        /* held while numbers are taken and what others left is mended */
#define LAYOUT_INDEX "index.db"   /* index_v3.sql */
#define LAYOUT_LEDGER "ledger.db" /* ledger_v1.sql */
#define LAYOUT_LIVENESS "holds"   /* locked by those who answer for what the ledger has of them */
#define LAYOUT_GUARDIAN_LOG "guardian.log" /* what guardians had to say */
#define LAYOUT_RUNS "runs"                 /* the streams, and N/ for instance logs */

/* The format described here. Format 1 is that of Python's testr. */
#define LAYOUT_FORMAT_NUMBER 2

/* True if `path` is a folder with nothing in it. */
bool layout_is_empty(const char *path);

/*
 * Sets `*format` to the number in `format`. REPOSITORY_ERROR_MISSING if there is no repository in
 * `folder` (the project's) or an empty folder in its place, REPOSITORY_ERROR_DAMAGED if there is
 * one without a format's number, REPOSITORY_ERROR_UNSAFE as repository_file.h has it.
 */
bool layout_read_format(const char *folder, int64_t *format, GError **error);

/* Says in the repository `path` (not the project's folder) that it is of our format. */
bool layout_write_format(const char *path, GError **error);

/* The path of `name` in the repository of the project in `folder`. Owned by the caller. */
char *layout_path(const char *folder, const char *name);

/* The stream of run `number` while it is recorded: `runs/N.subunit`. Owned by the caller. */
char *layout_live_stream(const char *folder, int64_t number);

/* The stream of run `number` once it is finished: `runs/N.subunit.zst`. Owned by the caller. */
char *layout_stored_stream(const char *folder, int64_t number);

/* The same for its journal: `runs/N.journal`, `runs/N.journal.zst`. */
char *layout_live_journal(const char *folder, int64_t number);
char *layout_stored_journal(const char *folder, int64_t number);

/*
 * The numbers (int64_t) N, ascending, for which the folder `path` holds a file named N and
 * `suffix`. Owned by the caller. REPOSITORY_ERROR_DAMAGED when there is no such folder.
 */
GArray *numbers_list(const char *path, const char *suffix, GError **error);

/* The numbers of the runs that have a stored journal. As numbers_list(). */
GArray *journals_list(const char *folder, GError **error);

/* True if `number` is in `numbers`, ascending. */
bool numbers_contain(const GArray *numbers, int64_t number);

/* The streams that there are: numbers of runs (int64_t), ascending. A run may be in both. */
struct streams {
	GArray *live; /* being recorded, or left by a testr that was killed */
	GArray *stored;
};

/* Looks which streams there are. REPOSITORY_ERROR_DAMAGED when there is no folder of them. */
struct streams *streams_list(const char *folder, GError **error);

/* The highest number that a run has; -1 when there is none. */
int64_t streams_last(const struct streams *streams);

void streams_free(struct streams *streams);
SCOPED(streams)

#endif
