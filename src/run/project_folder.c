#include "run/project_folder.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/message.h"

static bool is_trusted(const char *path, const struct stat *status)
{
	if (status->st_uid == geteuid() || status->st_uid == 0)
		return true;
	message("'%s' belongs to another user, and is passed over; -d names a project", path);
	return false;
}

static bool has_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat status;

	return lstat(path, &status) == 0;
}

static bool has_trusted_config(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, ".testr.conf", NULL);
	struct stat status;

	return lstat(path, &status) == 0 && is_trusted(path, &status);
}

char *project_folder_find(const char *current)
{
	g_autofree char *folder = g_strdup(current);

	/* Who only loads results has a repository and no configuration. */
	if (has_file(current, ".testr.conf") || has_file(current, ".testrepository"))
		return g_steal_pointer(&folder);
	while (strcmp(folder, current) == 0 || !has_trusted_config(folder)) {
		char *parent = g_path_get_dirname(folder);
		bool is_top = strcmp(parent, folder) == 0;
		g_free(folder);
		folder = parent;
		if (is_top)
			return g_strdup(current);
	}
	return g_steal_pointer(&folder);
}
