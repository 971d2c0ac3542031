#include "engine/wards.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/process_identity.h"

/* Its process was started between `from_ns` and `until_ns`, of CLOCK_BOOTTIME. */
struct ward {
	_Atomic int pid; /* set last and unset first; 0: there is no ward here */
	_Atomic bool is_condemned;
	enum ward_sort sort;
	int64_t from_ns;
	int64_t until_ns;
};

/* The one that is about to be started. */
struct expected {
	_Atomic bool is_expected; /* set last and unset first */
	enum ward_sort sort;
	int64_t from_ns;
	ino_t pipes[2];     /* its stdout and stderr, */
	int descriptors[2]; /* and what they are in a process that is not yet what it is to be */
};

struct shared {
	struct expected expected;
	_Atomic int used; /* wards from this one on have never been entered */
	struct ward wards[WARDS_MAX];
};

struct wards {
	struct shared *shared;
	GArray *vacant; /* of int: those below `used` that can be entered again */
};

struct wards *wards_new(GError **error)
{
	/* What is never touched takes no memory. */
	void *shared = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot get memory: %s", g_strerror(errno));
		return NULL;
	}
	struct wards *wards = g_new0(struct wards, 1);
	wards->shared = shared;
	wards->vacant = g_array_new(FALSE, FALSE, sizeof(int));
	return wards;
}

void wards_free(struct wards *wards)
{
	if (!wards)
		return;
	(void)munmap(wards->shared, sizeof(struct shared));
	g_array_unref(wards->vacant);
	g_free(wards);
}

/* ---- testr's side ---- */

static int64_t now_ns(void)
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

void wards_expect(struct wards *wards, enum ward_sort sort, int out, int err)
{
	if (!wards)
		return;
	struct expected *expected = &wards->shared->expected;
	expected->sort = sort;
	expected->pipes[0] = inode_of(out);
	expected->pipes[1] = inode_of(err);
	expected->descriptors[0] = out;
	expected->descriptors[1] = err;
	expected->from_ns = now_ns();
	atomic_store(&expected->is_expected, true);
}

/* A number for a ward; -1 when there is none left. */
static int take_vacant(struct wards *wards)
{
	GArray *vacant = wards->vacant;

	if (vacant->len > 0) {
		int ward = g_array_index(vacant, int, vacant->len - 1);
		g_array_set_size(vacant, vacant->len - 1);
		return ward;
	}
	int used = atomic_load(&wards->shared->used);
	if (used == WARDS_MAX)
		return -1;
	atomic_store(&wards->shared->used, used + 1);
	return used;
}

int wards_enter(struct wards *wards, int pid)
{
	if (!wards)
		return -1;
	struct expected *expected = &wards->shared->expected;
	int number = pid > 0 ? take_vacant(wards) : -1;

	if (number >= 0) {
		struct ward *ward = &wards->shared->wards[number];
		ward->sort = expected->sort;
		ward->is_condemned = expected->sort == WARD_KILL;
		ward->from_ns = expected->from_ns;
		ward->until_ns = now_ns();
		atomic_store(&ward->pid, pid);
	}
	atomic_store(&expected->is_expected, false);
	return number;
}

void wards_condemn(struct wards *wards, int ward)
{
	if (wards && ward >= 0)
		atomic_store(&wards->shared->wards[ward].is_condemned, true);
}

void wards_dismiss(struct wards *wards, int ward)
{
	if (!wards || ward < 0)
		return;
	atomic_store(&wards->shared->wards[ward].pid, 0);
	g_array_append_val(wards->vacant, ward);
}

/* ---- the guardian's side ---- */

static bool group_exists(int pid)
{
	return kill(-pid, 0) == 0 || errno == EPERM;
}

/* True if `ward`'s group is to be ended. */
static bool has_to_end(const struct ward *ward, int pid)
{
	struct process process;

	if (!process_read(pid, &process))
		return ward->is_condemned && group_exists(pid);
	if (process.start_time < process_ticks(ward->from_ns) ||
	    process.start_time > process_ticks(ward->until_ns))
		return false;
	return process.is_running || ward->is_condemned;
}

static void append_entered(const struct wards *wards, enum ward_sort sort, GArray *groups)
{
	for (int i = 0; i < atomic_load(&wards->shared->used); i++) {
		const struct ward *ward = &wards->shared->wards[i];
		int pid = atomic_load(&ward->pid);

		if (pid > 0 && ward->sort == sort && has_to_end(ward, pid))
			g_array_append_val(groups, pid);
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
static bool is_fork(int64_t pid, const struct expected *expected)
{
	return has_pipe(pid, expected->descriptors[0], expected->pipes[0]) ||
	       has_pipe(pid, expected->descriptors[1], expected->pipes[1]);
}

static bool may_be_expected(const struct process *process, const struct expected *expected)
{
	return process->is_running && process->pid != getpid() &&
	       process->start_time >= process_ticks(expected->from_ns);
}

static void kill_if_unbegun(void *data, const struct process *process)
{
	const struct expected *expected = data;

	if (process->session != process->pid && may_be_expected(process, expected) &&
	    is_fork(process->pid, expected))
		(void)kill((pid_t)process->pid, SIGKILL);
}

void wards_kill_unbegun(const struct wards *wards)
{
	struct expected *expected = &wards->shared->expected;

	if (atomic_load(&expected->is_expected))
		process_each(kill_if_unbegun, expected);
}

struct search {
	const struct expected *expected;
	GArray *groups;
};

static void take_if_expected(void *data, const struct process *process)
{
	const struct search *search = data;
	const struct expected *expected = search->expected;
	int pid = (int)process->pid;

	if (process->session == pid && may_be_expected(process, expected) &&
	    (has_pipe(pid, STDOUT_FILENO, expected->pipes[0]) ||
	     has_pipe(pid, STDERR_FILENO, expected->pipes[1]) || is_fork(pid, expected)))
		g_array_append_val(search->groups, pid);
}

GArray *wards_groups(const struct wards *wards, enum ward_sort sort)
{
	const struct expected *expected = &wards->shared->expected;
	struct search search = {expected, g_array_new(FALSE, FALSE, sizeof(int))};

	append_entered(wards, sort, search.groups);
	if (atomic_load(&expected->is_expected) && expected->sort == sort)
		process_each(take_if_expected, &search);
	return search.groups;
}
