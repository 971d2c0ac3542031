#include "engine/event_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "engine/engine.h"

/* What a loop that watches signals has open, and a first child with its id file. */
#define LOOP_DESCRIPTORS 14

/* True if so many files can be opened; else errno tells why not. */
static bool has_descriptors(int count)
{
	int opened[LOOP_DESCRIPTORS];
	int number = 0;

	while (number < count && (opened[number] = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)) >= 0)
		number++;
	int reason = errno;
	for (int i = 0; i < number; i++)
		(void)close(opened[i]);
	errno = reason;
	return number == count;
}

bool event_loop_open(uv_loop_t *loop, GError **error)
{
	int failure = has_descriptors(LOOP_DESCRIPTORS) ? -uv_loop_init(loop) : errno;

	if (failure != 0)
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SYSTEM, "cannot run commands: %s%s",
			    g_strerror(failure),
			    failure == EMFILE ? " (the limit of open files, ulimit -n)" : "");
	return failure == 0;
}
