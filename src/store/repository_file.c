#include "store/repository_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/layout.h"
#include "store/repository_error.h"

/* Returns false, for `return`. */
static bool refuse_file(const char *path, enum repository_error code, const char *why,
			GError **error)
{
	int number = errno;

	g_set_error(error, REPOSITORY_ERROR, (int)code, "cannot use '%s': %s", path, why);
	errno = number;
	return false;
}

/* True if `owner` is who may have files in the folder of `path`. */
static bool is_trusted_owner(const char *path, uid_t owner)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat about;

	return owner == geteuid() || owner == 0 ||
	       (stat(folder, &about) == 0 && about.st_uid == owner);
}

/* What is wrong with what `path` names, which is to be of the type `wanted`; NULL: nothing. */
static const char *file_flaw(const char *path, const struct stat *about, mode_t wanted)
{
	mode_t type = about->st_mode & S_IFMT;

	if (type == S_IFLNK)
		return "it is a link, and a repository has none";
	if (type == S_IFDIR && wanted != S_IFDIR)
		return "it is a folder";
	if (type != S_IFREG && type != S_IFDIR)
		return "it is a pipe or a device, not a plain file";
	if (type != wanted)
		return "it is not a folder";
	if (type == S_IFREG && about->st_nlink > 1)
		return "it has another name elsewhere (it is a hard link), and no file of a "
		       "repository has";
	if (!is_trusted_owner(path, about->st_uid))
		return "it belongs to another user";
	return NULL;
}

static bool check_opened(const char *path, int fd, GError **error)
{
	struct stat about;
	const char *flaw = NULL;

	if (fstat(fd, &about) != 0)
		return refuse_file(path, REPOSITORY_ERROR_IO, g_strerror(errno), error);
	flaw = file_flaw(path, &about, S_IFREG);
	errno = EPERM;
	return !flaw || refuse_file(path, REPOSITORY_ERROR_UNSAFE, flaw, error);
}

int repository_file_open(const char *path, int flags, GError **error)
{
	/* A device may do something when it is opened. */
	if (!repository_file_check(path, error)) {
		errno = g_file_test(path, G_FILE_TEST_IS_DIR) ? EISDIR : EPERM;
		return -1;
	}
	/* O_NONBLOCK: a pipe that has come meanwhile is not waited for. It means nothing to a file.
	 */
	int fd = open(path, (flags & ~O_TRUNC) | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		      0666);
	if (fd < 0) {
		refuse_file(path, REPOSITORY_ERROR_IO, g_strerror(errno), error);
		return -1;
	}
	if (!check_opened(path, fd, error)) {
		file_close(&fd);
		return -1;
	}
	if ((flags & O_TRUNC) && ftruncate(fd, 0) != 0) {
		refuse_file(path, REPOSITORY_ERROR_IO, g_strerror(errno), error);
		file_close(&fd);
		return -1;
	}
	return fd;
}

static bool check_type(const char *path, mode_t wanted, GError **error)
{
	struct stat about;
	const char *flaw = NULL;

	/* What cannot be looked at, who opens it will hear of. */
	if (lstat(path, &about) == 0)
		flaw = file_flaw(path, &about, wanted);
	return !flaw || refuse_file(path, REPOSITORY_ERROR_UNSAFE, flaw, error);
}

bool repository_file_check(const char *path, GError **error)
{
	return check_type(path, S_IFREG, error);
}

bool repository_folders_check(const char *folder, GError **error)
{
	g_autofree char *repository = g_build_filename(folder, LAYOUT_FOLDER, NULL);
	g_autofree char *runs = g_build_filename(folder, LAYOUT_FOLDER, LAYOUT_RUNS, NULL);

	return check_type(repository, S_IFDIR, error) && check_type(runs, S_IFDIR, error);
}
