/*
 * The format upgrade brings the repository of Python's testr (format 1) into format 2.
 *
 * Format 1 keeps its runs as subunit v1 in files named by their numbers, and the failing tests in
 * another, beside `next-stream` and `times.dbm` (rule source: testrepository/repository/file.py).
 * Format 2 lies beside all of these, in names that format 1 does not use, so the original stays as
 * it is; only the number in `format` is changed, at the very end. Killed before that, nothing has
 * happened; putting a 1 there again takes the upgrade back.
 */
#ifndef TESTR_STORE_FORMAT_UPGRADE_H
#define TESTR_STORE_FORMAT_UPGRADE_H

#include "store/repository.h"

/*
 * Upgrades the repository in `folder`. What was done is appended to `notices` (char *, a line
 * each; may be NULL). Durations come from the times in the streams. Format 1 does not tell which
 * runs were full: the latest one is taken for full that leaves failing what was failing.
 *
 * REPOSITORY_ERROR_MISSING if there is no repository, REPOSITORY_ERROR_EXISTS if it needs no
 * upgrade, REPOSITORY_ERROR_FORMAT if it is newer; else nothing has changed for users of format 1,
 * and G_FILE_ERROR or REPOSITORY_ERROR_IO says why.
 */
bool repository_upgrade(const char *folder, GPtrArray *notices, GError **error);

#endif
