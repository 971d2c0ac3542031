/*
 * What the environments remember on this machine: files below $XDG_STATE_HOME/testr (default
 * ~/.local/state/testr), and locks on them between processes.
 *
 * Locks are flock(2)'s: the kernel gives them back when the descriptor is closed, so also when the
 * holder is killed. Descriptors are close-on-exec, so helper programs do not keep them.
 */
#ifndef TESTR_ENVIRONMENTS_STATE_FOLDER_H
#define TESTR_ENVIRONMENTS_STATE_FOLDER_H

#include <glib.h>
#include <stdbool.h>

/* The path of `name` there; `below`, unless it is NULL, is a path in that folder. Owned by the
 * caller. */
char *state_folder_path(const char *name, const char *below);

/* Makes `folder` and those above it, for the user alone. INSTANCE_RECORD_ERROR_STATE, which
 * says how to mend it. */
bool state_folder_make(const char *folder, GError **error);

/* Waits for the lock on `path`, a folder or a file, which is made if there is none. Returns a
 * descriptor; closing it gives the lock back. -1 with INSTANCE_RECORD_ERROR_STATE if it cannot be
 * had. */
int state_folder_lock(const char *path, GError **error);

#endif
