#include "run/private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process_identity.h"
#include "store/ledger.h"

#define FOLDER_PREFIX "testr-"
#define FOLDER_NAME FOLDER_PREFIX "XXXXXX"

/* ---- removing ---- */

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

/* ---- making ---- */

/* Writes the file `owner` of a folder, locked from the first moment. Returns its descriptor, or -1
 * with `error` set. */
static int lock_folder(const char *folder, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/owner", folder);
	g_autofree char *unlocked = g_strdup_printf("%s/owner.new", folder);
	g_autofree char *text = process_identity_text(getpid());
	scoped_fd lock = open(unlocked, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (lock < 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot make '%s': %s", unlocked, g_strerror(errno));
		return -1;
	}
	/* Where there are no locks nobody can take it for one of the dead, either. */
	(void)flock(lock, LOCK_EX | LOCK_NB);
	const struct bytes bytes = {(const uint8_t *)text, text ? strlen(text) : 0};
	if (!file_write_all(lock, unlocked, bytes, error))
		return -1;
	if (rename(unlocked, path) != 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot make '%s': %s", path, g_strerror(errno));
		return -1;
	}
	int kept = lock;
	lock = -1;
	return kept;
}

char *private_folder_make(int *lock, GError **error)
{
	char *path = g_dir_make_tmp(FOLDER_NAME, error);
	int taken = path ? lock_folder(path, error) : -1;

	if (taken < 0) {
		g_prefix_error(error, "cannot make a private folder: ");
		private_folder_remove(path);
		return NULL;
	}
	*lock = taken;
	return path;
}

/* ---- those of the dead ---- */

static bool is_private_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == getuid();
}

/* True if the one who made it is gone, and nobody else answers for it. */
static bool is_of_the_dead(const char *path)
{
	g_autofree char *owner = g_strdup_printf("%s/owner", path);
	scoped_fd lock = open(owner, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[256] = "";

	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0 ||
	    read(lock, text, sizeof text - 1) <= 0)
		return false;
	return !process_identity_text_is_alive(text) && !ledger_is_there(path);
}

void private_folder_sweep(void)
{
	GDir *folder = g_dir_open(g_get_tmp_dir(), 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		if (!g_str_has_prefix(name, FOLDER_PREFIX) || strlen(name) != strlen(FOLDER_NAME))
			continue;
		char *path = g_build_filename(g_get_tmp_dir(), name, NULL);
		if (is_private_folder(path) && is_of_the_dead(path))
			private_folder_remove(g_steal_pointer(&path));
		g_free(path);
	}
	if (folder)
		g_dir_close(folder);
}
