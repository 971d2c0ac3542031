/* The file that tells a project's version control what to leave alone. */
#ifndef TESTR_RUN_IGNORE_FILE_H
#define TESTR_RUN_IGNORE_FILE_H

#include <glib.h>
#include <stdbool.h>

/*
 * Adds `.testrepository` to `.gitignore` in `folder`, if that is below a folder with `.git`, and if
 * the file does not have it. `*is_added` tells whether it did. False with G_FILE_ERROR.
 */
bool ignore_file_add(const char *folder, bool *is_added, GError **error);

#endif
