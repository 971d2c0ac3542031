/*
 * Recovery: repairs what killed processes, lost files and other programs have left. For the files
 * of this folder only.
 */
#ifndef TESTR_STORE_RECOVERY_H
#define TESTR_STORE_RECOVERY_H

#include <glib.h>
#include <stdbool.h>

struct repository;

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
