/* Id files: the tests of one execution, one id a line, for the test command's $IDFILE. */
#ifndef TESTR_ENGINE_ID_FILE_H
#define TESTR_ENGINE_ID_FILE_H

#include <glib.h>

/*
 * Writes `ids` (NULL-terminated) into a new file in `folder`, which only its owner may read (0600).
 * Returns its path, owned by the caller; NULL with G_FILE_ERROR, `cannot write 'PATH': why`, and
 * then there is no such file.
 */
char *id_file_write(const char *folder, int execution, const char *const *ids, GError **error);

/* Removes the file and frees its path, and sets `*path` to NULL. `*path` may be NULL. */
void id_file_remove(char **path);

#endif
