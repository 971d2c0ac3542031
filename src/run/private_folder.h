/* A folder of our own in the folder for temporary files: mode 0700, removed with all that is in it.
 */
#ifndef TESTR_RUN_PRIVATE_FOLDER_H
#define TESTR_RUN_PRIVATE_FOLDER_H

#include <glib.h>

/* Makes one under $TMPDIR. Owned by the caller; NULL with G_FILE_ERROR. */
char *private_folder_make(GError **error);

/* Removes it, as far as that can be done, and frees `path`. Accepts NULL. */
void private_folder_remove(char *path);

#endif
