#include "engine/machine_limits.h"

#include <glib.h>
#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process_identity.h"

/* The guardian, and what testr starts beside its workers. */
#define OWN_PROCESSES 2

/* Its shell, the runner, and one that a test starts. */
#define PROCESSES_PER_CHILD 3

static int count_children(rlim_t limit, rlim_t taken, rlim_t per_child)
{
	if (limit == RLIM_INFINITY)
		return INT_MAX;
	if (limit < taken + per_child)
		return 1;
	return (int)MIN((limit - taken) / per_child, INT_MAX);
}

/* Adds the threads of a process of this user, which are what the limit counts. */
static void count_threads(void *data, const struct process *process)
{
	rlim_t *count = data;
	struct stat status;
	char path[64];

	(void)snprintf(path, sizeof path, "/proc/%lld/task", (long long)process->pid);
	if (stat(path, &status) == 0 && status.st_uid == getuid() && status.st_nlink > 2)
		*count += status.st_nlink - 2;
}

static int children_by_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return INT_MAX;
	return count_children(limit.rlim_max, OWN_DESCRIPTORS, DESCRIPTORS_PER_CHILD);
}

static int children_by_processes(void)
{
	struct rlimit limit;
	rlim_t count = 0;

	/* The superuser has no such limit. */
	if (getuid() == 0 || getrlimit(RLIMIT_NPROC, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY)
		return INT_MAX;
	process_each(count_threads, &count);
	return count_children(limit.rlim_cur, count + OWN_PROCESSES, PROCESSES_PER_CHILD);
}

int machine_limits_children(const char **which)
{
	int by_files = children_by_files();
	int by_processes = children_by_processes();

	*which = by_files <= by_processes ? "the limit of open files (ulimit -n)"
					  : "the limit of processes (ulimit -u)";
	return MIN(by_files, by_processes);
}
