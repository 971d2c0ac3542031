/* Files, written so that a crash leaves the old content or the new, never half. */
#ifndef TESTR_BASE_FILE_H
#define TESTR_BASE_FILE_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"

/*
 * Replaces `path` with `content`: written beside it, synced, renamed, folder synced. Errors are
 * G_FILE_ERROR with `cannot write 'PATH': why`; the old content is then untouched.
 */
bool file_replace(const char *path, struct bytes content, GError **error);

/* The same for what means nothing once the machine has stopped: renamed without a sync, which waits
 * for the disk. If the program is killed it is whole as well; if the machine is, it may be empty.
 */
bool file_replace_quickly(const char *path, struct bytes content, GError **error);

/* Writes all of `content` to `fd`, however often it takes. Errors as above, naming `path`. */
bool file_write_all(int fd, const char *path, struct bytes content, GError **error);

/* Closes the descriptor `*fd` unless it is -1, which it is then: for scoped_fd. */
void file_close(int *fd);

/* A descriptor that is closed when it goes out of scope; it may be there only for its lock. */
#define scoped_fd __attribute__((cleanup(file_close), unused)) int

/* The current folder; NULL if it has been removed, for which GLib says '/': that must not be taken
 * for a project. Owned by the caller. */
char *file_current_folder(void);

/* Syncs the folder that holds `path`, so that a name made or removed in it is on the disk. */
bool file_sync_folder_of(const char *path, GError **error);

#endif
