/* Trees of files: copied, renewed and removed whole. */
#ifndef TESTR_ENVIRONMENTS_FILE_TREE_H
#define TESTR_ENVIRONMENTS_FILE_TREE_H

#include <glib.h>
#include <stdbool.h>

/*
 * Makes `copy`, which must not exist, a copy of the folder `source`: modes, times, links and, where
 * allowed, owners are kept; blocks are shared where the file system can (reflink). The result
 * repository in the folder `place` in `source` ("": in it itself; else a path, with or without a
 * slash before it) stays out: it is being written to, and is no part of
 * what is tested. Errors are FILE_TREE_ERROR_COPY with the copier's own words.
 */
bool file_tree_copy(const char *source, const char *place, const char *copy, GError **error);

/*
 * Makes `copy`, a folder that exists, such a copy of `source` again, whatever it holds now. The
 * folder itself stays the same one, so that who has it mounted sees the new content; whoever writes
 * to it meanwhile, nothing outside it changes. `copy` with ".new" behind it must be free for use
 * until then. What is removed and what is refused are as for file_tree_remove().
 */
bool file_tree_renew(const char *source, const char *place, const char *copy, GError **error);

/*
 * Removes `path` and all below it, folders without permissions included, following no link. What
 * is not there is gone: that is success. Changes the working folder while it works, so it is for
 * single-threaded processes. Errors are G_FILE_ERROR naming the first file that stayed.
 */
bool file_tree_remove(const char *path, GError **error);

enum file_tree_error { FILE_TREE_ERROR_COPY };
GQuark file_tree_error_quark(void);
#define FILE_TREE_ERROR file_tree_error_quark()

#endif
