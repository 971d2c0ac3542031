/*
 * What may stay in a folder of files that came out of an instance, which may be anybody's: regular
 * files and folders, and symbolic links that lead to something in the folder.
 */
#ifndef TESTR_ENVIRONMENTS_ARTIFACTS_FILTER_H
#define TESTR_ENVIRONMENTS_ARTIFACTS_FILTER_H

#include <glib.h>
#include <stdbool.h>

/*
 * Removes from `folder` (absolute; its own, in which nobody else writes) devices, fifos, sockets,
 * links that lead out of it or nowhere, and files that have names elsewhere, too. Of modes, set-id
 * and sticky bits go; owners get what they need to read and remove. Long runs of zeros become
 * holes.
 *
 * Sets `*refused` to what was removed, in words; NULL if nothing was. Owned by the caller. False
 * with G_FILE_ERROR if something cannot be looked at: then nothing in the folder can be relied on.
 */
bool artifacts_filter(const char *folder, char **refused, GError **error);

#endif
