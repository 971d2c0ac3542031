/*
 * Files of a repository, which may have come from anywhere: with a checkout, an archive, or from
 * somebody who may write there. None of them is a link, has a second name (a hard link), is a pipe
 * or a device, or belongs to somebody else; one that does is refused, before anything is read from
 * it or written into it, and without waiting for it.
 *
 * "Somebody else" is who is neither this user nor root nor the owner of the folder that the file
 * is in, for that one decides anyway what is in it.
 *
 * Refusals are REPOSITORY_ERROR_UNSAFE, other errors REPOSITORY_ERROR_IO: `cannot use 'PATH': why`.
 */
#ifndef TESTR_STORE_REPOSITORY_FILE_H
#define TESTR_STORE_REPOSITORY_FILE_H

#include <glib.h>
#include <stdbool.h>

/*
 * Opens the file `path` as open() does with `flags` and rights 0666, close-on-exec. O_TRUNC cuts
 * only what has not been refused. Returns the descriptor, or -1 with `error` and errno set.
 */
int repository_file_open(const char *path, int flags, GError **error);

/* True if `path` is no file that would be refused: there may be none. */
bool repository_file_check(const char *path, GError **error);

/*
 * True if the repository in `folder` (the project's) and its folder of runs are no folders that
 * would be refused: they are folders, of nobody else. There may be none.
 */
bool repository_folders_check(const char *folder, GError **error);

#endif
