/* Where a project is: the folder of its `.testr.conf` or its repository. */
#ifndef TESTR_RUN_PROJECT_FOLDER_H
#define TESTR_RUN_PROJECT_FOLDER_H

/*
 * The folder of the project that `current`, an absolute path, is in: itself if it has a
 * `.testr.conf` or a repository, or the nearest one above it that has a `.testr.conf`; `current` if
 * none has. Above `current` it has to belong to the
 * user or to root, as whoever writes it says what is run: what belongs to others is passed over,
 * and told. Owned by the caller.
 */
char *project_folder_find(const char *current);

#endif
