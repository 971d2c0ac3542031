#include "environments/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "environments/instance_record.h"

/* How often a folder that cannot be made is tried again. */
#define TRIES_MAX 50

char *state_folder_path(const char *name, const char *below)
{
	const char *state = g_getenv("XDG_STATE_HOME");

	if (state && g_path_is_absolute(state))
		return g_build_filename(state, "testr", name, below, NULL);
	return g_build_filename(g_get_home_dir(), ".local", "state", "testr", name, below, NULL);
}

/* True if `problem` may come of another process that removes folders which are empty. */
static bool may_be_a_race(int problem)
{
	return problem == ENOENT || problem == ENOTDIR || problem == EEXIST;
}

bool state_folder_make(const char *folder, GError **error)
{
	int result = g_mkdir_with_parents(folder, 0700);

	/* Between two looks of it at one folder, that may go. */
	for (int tries = 0; result != 0 && may_be_a_race(errno) && tries < TRIES_MAX; tries++) {
		g_usleep(1000);
		result = g_mkdir_with_parents(folder, 0700);
	}
	if (result == 0)
		return true;
	g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
		    "cannot make the folder '%s' for the state of instances: %s: set "
		    "XDG_STATE_HOME to one that can be written",
		    folder, g_strerror(errno));
	return false;
}

int state_folder_lock(const char *path, GError **error)
{
	int fd = g_file_test(path, G_FILE_TEST_IS_DIR)
			 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
			 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int result = -1;

	while (fd >= 0 && (result = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
		;
	if (result == 0)
		return fd;
	g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
		    "cannot lock '%s': %s", path, g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}
