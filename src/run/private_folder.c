#include "run/private_folder.h"

#include <ftw.h>
#include <stdio.h>

char *private_folder_make(GError **error)
{
	char *path = g_dir_make_tmp("testr-XXXXXX", error);

	if (!path)
		g_prefix_error(error, "cannot make a private folder: ");
	return path;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	remove(path);
	return 0;
}

#define DESCRIPTORS_MAX 16

void private_folder_remove(char *path)
{
	/* FTW_PHYS: what a link points at is not ours. */
	if (path)
		nftw(path, remove_one, DESCRIPTORS_MAX, FTW_DEPTH | FTW_PHYS);
	g_free(path);
}
