/*
 * Where things lie in `.testrepository/`. For the files of this folder only.
 */
#ifndef TESTR_STORE_LAYOUT_H
#define TESTR_STORE_LAYOUT_H

#define LAYOUT_FOLDER ".testrepository"

#define LAYOUT_FORMAT "format"    /* the number of the format, and a newline */
#define LAYOUT_LOCK "lock"        /* held while numbers are taken and other's work is mended */
#define LAYOUT_INDEX "index.db"   /* index_v1.sql */
#define LAYOUT_LEDGER "ledger.db" /* ledger_v1.sql */
#define LAYOUT_RUNS "runs"        /* N.subunit, N.subunit.zst, and N/ for instance logs */

/* The path of `name` in the repository of the project in `folder`. Owned by the caller. */
char *layout_path(const char *folder, const char *name);

#endif
