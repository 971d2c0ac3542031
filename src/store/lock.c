#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "store/layout.h"
#include "store/repository_error.h"
#include "store/repository_file.h"

int lock_take(const char *folder, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_LOCK);
	int fd = repository_file_open(path, O_RDWR | O_CREAT, error);
	int result;

	if (fd < 0)
		return -1;
	while ((result = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
		;
	if (result == 0)
		return fd;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot lock '%s': %s", path,
		    g_strerror(errno));
	file_close(&fd);
	return -1;
}

bool lock_try(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}
