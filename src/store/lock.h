/*
 * Locks between processes: flock(2), which the kernel gives back when the last copy of the
 * descriptor is closed, so also when its holder is killed. A child that keeps the descriptor keeps
 * the lock; ours are close-on-exec. For the files of this folder only.
 */
#ifndef TESTR_STORE_LOCK_H
#define TESTR_STORE_LOCK_H

#include <glib.h>
#include <stdbool.h>

/*
 * Waits for the lock of the repository of the project in `folder`. Returns a descriptor; closing it
 * gives the lock back. -1 with REPOSITORY_ERROR_IO if it cannot be had.
 */
int lock_take(const char *folder, GError **error);

/* Locks the open file `fd` if nobody else has. Returns false if somebody has. */
bool lock_try(int fd);

#endif
