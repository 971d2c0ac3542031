/*
 * A folder of our own in the folder for temporary files: mode 0700, removed with all that is in it.
 *
 * Its file `owner` says which process made it, and is locked for as long as that process, or its
 * guardian, has the lock's descriptor. So what both left behind when they were killed can be told,
 * and removed, by the next command.
 */
#ifndef TESTR_RUN_PRIVATE_FOLDER_H
#define TESTR_RUN_PRIVATE_FOLDER_H

#include <glib.h>

/*
 * Makes one under $TMPDIR, and sets `*lock` to a descriptor, close-on-exec, which is the caller's
 * to be kept open as long as the folder. Owned by the caller; NULL with G_FILE_ERROR.
 */
char *private_folder_make(int *lock, GError **error);

/*
 * Removes those of this user whose lock nobody has and whose owner is gone, as far as that can be
 * done. One with a ledger in it stays, for nothing else tells of the instances on it.
 */
void private_folder_sweep(void);

/* Removes it, as far as that can be done, and frees `path`. Accepts NULL. */
void private_folder_remove(char *path);

#endif
