#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Sets `error` for `path` from errno. Returns false, for `return`. */
static bool fail_to_write(const char *path, GError **error)
{
	int number = errno;

	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(number), "cannot write '%s': %s",
		    path, g_strerror(number));
	return false;
}

/* Like close(), but leaves errno alone. */
static void close_quietly(int fd)
{
	int number = errno;

	close(fd);
	errno = number;
}

void file_close(int *fd)
{
	if (*fd >= 0)
		close_quietly(*fd);
	*fd = -1;
}

char *file_current_folder(void)
{
	g_autofree char *known = g_get_current_dir();
	GStatBuf here, there;

	if (g_stat(".", &here) == 0 && g_stat(known, &there) == 0 && here.st_ino == there.st_ino &&
	    here.st_dev == there.st_dev)
		return g_steal_pointer(&known);
	return NULL;
}

bool file_write_all(int fd, const char *path, struct bytes content, GError **error)
{
	while (content.length > 0) {
		ssize_t written = write(fd, content.data, content.length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail_to_write(path, error);
		content.data += written;
		content.length -= (size_t)written;
	}
	return true;
}

bool file_sync_folder_of(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail_to_write(folder, error);
	/* Some file systems cannot sync a folder and say EINVAL; there is nothing more to do. */
	bool is_synced = fsync(fd) == 0 || errno == EINVAL;
	close_quietly(fd);
	return is_synced || fail_to_write(folder, error);
}

/* Writes `content` into the open file `fd`, syncs it if asked to, with the access rights of `path`
 * if it is there. Closes `fd`. */
static bool write_and_close(int fd, const char *path, struct bytes content, bool is_synced,
			    GError **error)
{
	GStatBuf old;

	if (g_stat(path, &old) == 0 && fchmod(fd, old.st_mode & 07777) != 0) {
		close_quietly(fd);
		return fail_to_write(path, error);
	}
	if (!file_write_all(fd, path, content, error)) {
		close(fd);
		return false;
	}
	if (is_synced && fsync(fd) != 0) {
		close_quietly(fd);
		return fail_to_write(path, error);
	}
	return close(fd) == 0 || fail_to_write(path, error);
}

static bool replace_file(const char *path, struct bytes content, bool is_synced, GError **error)
{
	g_autofree char *beside = g_strconcat(path, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(beside, O_WRONLY | O_CLOEXEC, 0666);

	if (fd < 0)
		return fail_to_write(path, error);
	if (!write_and_close(fd, path, content, is_synced, error)) {
		g_unlink(beside);
		return false;
	}
	if (g_rename(beside, path) != 0) {
		fail_to_write(path, error);
		g_unlink(beside);
		return false;
	}
	return !is_synced || file_sync_folder_of(path, error);
}

bool file_replace(const char *path, struct bytes content, GError **error)
{
	return replace_file(path, content, true, error);
}

bool file_replace_quickly(const char *path, struct bytes content, GError **error)
{
	return replace_file(path, content, false, error);
}
