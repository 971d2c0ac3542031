#include "environments/worker_processes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "environments/callout_signals.h"
#include "environments/program.h"

enum {
	FAILURE_BYTES = 4000, /* of a failure's words; fits the smallest pipe */
	END_GRACE_MS = 3000,
	LOOK_EVERY_MS = 5,
};

/* Work under way. */
struct worker_process {
	pid_t pid;
	int failure; /* the pipe from which its words come if it fails */
	void *item;
};

struct worker_processes {
	const GPtrArray *items;
	size_t next; /* the item that comes next */
	GPtrArray *workers;
	worker_processes_work_fn work;
	worker_processes_done_fn done;
	void *data;
	bool heeds_signals;
};

/* The child's whole life. */
static G_GNUC_NORETURN void work_on_item_and_exit(worker_processes_work_fn work, void *item,
						  int failure)
{
	g_autoptr(GError) error = NULL;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	setpgid(0, 0);
	program_end_with_parent();
	callout_signals_reset();
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	if (work(item, &error))
		_exit(0);
	size_t length = MIN(strlen(error->message), FAILURE_BYTES);
	ssize_t written = write(failure, error->message, length);
	_exit(written == (ssize_t)length ? 1 : 2);
}

/* Starts the work on the next item. False if that cannot be done and `done` stops everything. */
static bool start_next_item(struct worker_processes *processes)
{
	void *item = processes->items->pdata[processes->next++];
	int ends[2] = {-1, -1};
	pid_t pid = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;

	if (pid == 0)
		work_on_item_and_exit(processes->work, item, ends[1]);
	if (pid < 0) {
		g_autofree char *failure =
			g_strdup_printf("cannot start a process: %s", g_strerror(errno));
		close(ends[0]);
		close(ends[1]);
		return processes->done(item, failure, processes->data);
	}
	setpgid(pid, pid); /* the child does it too, whichever comes first */
	close(ends[1]);
	struct worker_process *worker = g_new0(struct worker_process, 1);
	*worker = (struct worker_process){pid, ends[0], item};
	g_ptr_array_add(processes->workers, worker);
	return true;
}

/* What the worker said about its failure; how it ended if it said nothing. NULL if it succeeded. */
static char *worker_failure(const struct worker_process *worker, int wait_status)
{
	char words[FAILURE_BYTES + 1] = "";

	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0)
		return NULL;
	if (read(worker->failure, words, FAILURE_BYTES) > 0)
		return g_utf8_make_valid(words, -1);
	return program_ending(wait_status);
}

/* Reaps the workers that have ended. False if `done` stops everything. */
static bool reap_worker_processes(struct worker_processes *processes)
{
	bool goes_on = true;

	for (size_t i = processes->workers->len; i-- > 0;) {
		struct worker_process *worker = processes->workers->pdata[i];
		int wait_status = 0;
		if (waitpid(worker->pid, &wait_status, WNOHANG) != worker->pid)
			continue;
		kill(-worker->pid, SIGKILL); /* helpers that it left behind */
		g_autofree char *failure = worker_failure(worker, wait_status);
		goes_on &= processes->done(worker->item, failure, processes->data);
		g_ptr_array_remove_index(processes->workers, (unsigned)i);
	}
	return goes_on;
}

/* Has helpers whose worker has ended become children of this process, so that it can wait for
 * their end_worker_process, too. */
static void adopt_helpers(bool adopts)
{
#ifdef __linux__
	prctl(PR_SET_CHILD_SUBREAPER, adopts);
#endif
}

/* Ends a worker and its helpers, and waits until none of them is left. */
static void end_worker_process(void *of_worker)
{
	struct worker_process *worker = of_worker;
	int signal = SIGTERM;

	for (int waited_ms = 0; kill(-worker->pid, signal) == 0; waited_ms += LOOK_EVERY_MS) {
		while (waitpid(-worker->pid, NULL, WNOHANG) > 0)
			;
		signal = waited_ms < END_GRACE_MS ? 0 : SIGKILL;
		if (waited_ms > 2 * END_GRACE_MS)
			break;
		g_usleep(LOOK_EVERY_MS * 1000);
	}
	close(worker->failure);
	g_free(worker);
}

static int work_through_items(struct worker_processes *processes, int at_once)
{
	for (bool goes_on = true; goes_on;) {
		while (goes_on && processes->next < processes->items->len &&
		       processes->workers->len < (unsigned)at_once)
			goes_on = start_next_item(processes);
		if (!goes_on || processes->workers->len == 0)
			break;
		int signal = callout_signals_next(-1);
		if (processes->heeds_signals && callout_signals_is_ending(signal))
			return signal;
		goes_on = reap_worker_processes(processes);
	}
	return 0;
}

int worker_processes_run(const GPtrArray *items, int at_once, bool heeds_signals,
			 worker_processes_work_fn work, worker_processes_done_fn done, void *data)
{
	struct worker_processes processes = {.items = items,
					     .work = work,
					     .done = done,
					     .data = data,
					     .heeds_signals = heeds_signals};
	sigset_t before;

	processes.workers = g_ptr_array_new_with_free_func(end_worker_process);
	callout_signals_hold(&before);
	adopt_helpers(true);
	int signal = work_through_items(&processes, at_once);
	g_ptr_array_unref(processes.workers);
	adopt_helpers(false);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return signal;
}
