#include "engine/process_groups.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/process_identity.h"

/* Its process was started between `from_ns` and `until_ns`, of CLOCK_BOOTTIME. */
struct process_group {
	_Atomic int pid; /* set last and unset first; 0: there is no group here */
	_Atomic bool is_ending;
	enum process_group_sort sort;
	int64_t from_ns;
	int64_t until_ns;
};

/* The one that is about to be started. */
struct expected_group {
	_Atomic bool is_expected; /* set last and unset first */
	enum process_group_sort sort;
	int64_t from_ns;
	ino_t pipes[2];     /* its stdout and stderr, */
	int descriptors[2]; /* and what they are in a process that is not yet what it is to be */
};

struct group_table {
	struct expected_group expected;
	_Atomic int used; /* entries from this one on have never been used */
	struct process_group groups[PROCESS_GROUPS_MAX];
};

struct process_groups {
	struct group_table *shared;
	GArray *vacant; /* of int: the entries below `used` that are free again */
};

struct process_groups *process_groups_new(GError **error)
{
	/* What is never touched takes no memory. */
	void *shared = mmap(NULL, sizeof(struct group_table), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot get memory: %s", g_strerror(errno));
		return NULL;
	}
	struct process_groups *groups = g_new0(struct process_groups, 1);
	groups->shared = shared;
	groups->vacant = g_array_new(FALSE, FALSE, sizeof(int));
	return groups;
}

void process_groups_free(struct process_groups *groups)
{
	if (!groups)
		return;
	(void)munmap(groups->shared, sizeof(struct group_table));
	g_array_unref(groups->vacant);
	g_free(groups);
}

/* ---- testr's side ---- */

static int64_t boottime_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static ino_t inode_of(int descriptor)
{
	struct stat status;

	return fstat(descriptor, &status) == 0 ? status.st_ino : 0;
}

void process_groups_expect(struct process_groups *groups, enum process_group_sort sort, int out,
			   int err)
{
	if (!groups)
		return;
	struct expected_group *expected = &groups->shared->expected;
	expected->sort = sort;
	expected->pipes[0] = inode_of(out);
	expected->pipes[1] = inode_of(err);
	expected->descriptors[0] = out;
	expected->descriptors[1] = err;
	expected->from_ns = boottime_ns();
	atomic_store(&expected->is_expected, true);
}

/* A free entry; -1 when there is none left. */
static int take_vacant(struct process_groups *groups)
{
	GArray *vacant = groups->vacant;

	if (vacant->len > 0) {
		int entry = g_array_index(vacant, int, vacant->len - 1);
		g_array_set_size(vacant, vacant->len - 1);
		return entry;
	}
	int used = atomic_load(&groups->shared->used);
	if (used == PROCESS_GROUPS_MAX)
		return -1;
	atomic_store(&groups->shared->used, used + 1);
	return used;
}

int process_groups_add(struct process_groups *groups, int pid)
{
	if (!groups)
		return -1;
	struct expected_group *expected = &groups->shared->expected;
	int number = pid > 0 ? take_vacant(groups) : -1;

	if (number >= 0) {
		struct process_group *group = &groups->shared->groups[number];
		group->sort = expected->sort;
		group->is_ending = expected->sort == GROUP_KILL;
		group->from_ns = expected->from_ns;
		group->until_ns = boottime_ns();
		atomic_store(&group->pid, pid);
	}
	atomic_store(&expected->is_expected, false);
	return number;
}

void process_groups_mark_ending(struct process_groups *groups, int entry)
{
	if (groups && entry >= 0)
		atomic_store(&groups->shared->groups[entry].is_ending, true);
}

void process_groups_remove(struct process_groups *groups, int entry)
{
	if (!groups || entry < 0)
		return;
	atomic_store(&groups->shared->groups[entry].pid, 0);
	g_array_append_val(groups->vacant, entry);
}

/* ---- the guardian's side ---- */

static bool group_exists(int pid)
{
	return kill(-pid, 0) == 0 || errno == EPERM;
}

/* True if `group`, which process `pid` leads or led, is to be ended. */
static bool has_to_end(const struct process_group *group, int pid)
{
	struct process process;

	if (!process_read(pid, &process))
		return group->is_ending && group_exists(pid);
	if (process.start_time < process_ticks(group->from_ns) ||
	    process.start_time > process_ticks(group->until_ns))
		return false;
	return process.is_running || group->is_ending;
}

static void append_added(const struct process_groups *groups, enum process_group_sort sort,
			 GArray *found)
{
	for (int i = 0; i < atomic_load(&groups->shared->used); i++) {
		const struct process_group *group = &groups->shared->groups[i];
		int pid = atomic_load(&group->pid);

		if (pid > 0 && group->sort == sort && has_to_end(group, pid))
			g_array_append_val(found, pid);
	}
}

/* True if descriptor `number` of process `pid` is the pipe `inode`. */
static bool has_pipe(int64_t pid, int number, ino_t inode)
{
	g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/fd/%d", pid, number);
	g_autofree char *wanted = g_strdup_printf("pipe:[%" G_GUINT64_FORMAT "]", (guint64)inode);
	g_autofree char *target = g_file_read_link(path, NULL);

	return g_strcmp0(target, wanted) == 0;
}

/* True if the process has the pipes at the descriptors that are close-on-exec: it is a fork. */
static bool is_fork(int64_t pid, const struct expected_group *expected)
{
	return has_pipe(pid, expected->descriptors[0], expected->pipes[0]) ||
	       has_pipe(pid, expected->descriptors[1], expected->pipes[1]);
}

static bool may_be_expected(const struct process *process, const struct expected_group *expected)
{
	return process->is_running && process->pid != getpid() &&
	       process->start_time >= process_ticks(expected->from_ns);
}

static void kill_if_unstarted(void *data, const struct process *process)
{
	const struct expected_group *expected = data;

	if (process->session != process->pid && may_be_expected(process, expected) &&
	    is_fork(process->pid, expected))
		(void)kill((pid_t)process->pid, SIGKILL);
}

void process_groups_kill_unstarted(const struct process_groups *groups)
{
	struct expected_group *expected = &groups->shared->expected;

	if (atomic_load(&expected->is_expected))
		process_each(kill_if_unstarted, expected);
}

struct group_search {
	const struct expected_group *expected;
	GArray *found;
};

static void take_if_expected(void *data, const struct process *process)
{
	const struct group_search *search = data;
	const struct expected_group *expected = search->expected;
	int pid = (int)process->pid;

	if (process->session == pid && may_be_expected(process, expected) &&
	    (has_pipe(pid, STDOUT_FILENO, expected->pipes[0]) ||
	     has_pipe(pid, STDERR_FILENO, expected->pipes[1]) || is_fork(pid, expected)))
		g_array_append_val(search->found, pid);
}

GArray *process_groups_remaining(const struct process_groups *groups, enum process_group_sort sort)
{
	const struct expected_group *expected = &groups->shared->expected;
	struct group_search search = {expected, g_array_new(FALSE, FALSE, sizeof(int))};

	append_added(groups, sort, search.found);
	if (atomic_load(&expected->is_expected) && expected->sort == sort)
		process_each(take_if_expected, &search);
	return search.found;
}
