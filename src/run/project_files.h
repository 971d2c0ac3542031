/* The files of a project, as far as they may tell what it is. */
#ifndef TESTR_RUN_PROJECT_FILES_H
#define TESTR_RUN_PROJECT_FILES_H

#include <glib.h>

/*
 * Paths below `folder` (char *, owned by the caller), sorted: of plain files at most three folders
 * deep. What is hidden, except for files in `folder` itself, is left out, as are folders of others'
 * code (node_modules, vendor, target), links to folders, and whatever exceeds 20,000 files.
 */
GPtrArray *project_files_list(const char *folder);

#endif
