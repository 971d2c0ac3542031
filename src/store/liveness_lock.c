#include "store/liveness_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "store/layout.h"
#include "store/repository_error.h"
#include "store/repository_file.h"

/* Process numbers are smaller than 1 << PID_BITS (proc(5), pid_max). */
#define PID_BITS 22

static struct flock byte_lock_of(const struct process_identity *owner, short type)
{
	return (struct flock){
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = (off_t)((uint64_t)owner->start_time << PID_BITS | (uint64_t)owner->pid),
		.l_len = 1,
	};
}

int liveness_lock_take(const char *folder, const struct process_identity *owner, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_LIVENESS);
	/* Shared, or else who has a number again would have to wait for an old guardian. */
	struct flock lock = byte_lock_of(owner, F_RDLCK);
	int fd = repository_file_open(path, O_RDWR | O_CREAT, error);

	if (fd < 0)
		return -1;
	/* EINVAL: there are no such locks here, in some sandboxes. */
	if (fcntl(fd, F_OFD_SETLK, &lock) == 0 || errno == EINVAL)
		return fd;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot lock '%s': %s", path,
		    g_strerror(errno));
	file_close(&fd);
	return -1;
}

bool liveness_lock_is_taken(const char *folder, const struct process_identity *owner)
{
	g_autofree char *path = layout_path(folder, LAYOUT_LIVENESS);
	struct flock lock = byte_lock_of(owner, F_WRLCK);
	scoped_fd fd = repository_file_open(path, O_RDONLY, NULL);

	/* What cannot be looked at may be held. */
	if (fd < 0)
		return errno != ENOENT;
	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
