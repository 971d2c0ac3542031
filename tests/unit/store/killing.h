/*
 * Killing a process at every moment that matters: before each of its system calls that change
 * something, whichever of its threads makes it. What happens between two of them cannot be told
 * apart from outside.
 */
#ifndef TESTR_TESTS_STORE_KILLING_H
#define TESTR_TESTS_STORE_KILLING_H

#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "fixture.h"

static inline bool changes_something(uint64_t number)
{
	static const uint64_t numbers[] = {
		SYS_openat,    SYS_write,  SYS_pwrite64, SYS_fsync,    SYS_fdatasync,
		SYS_ftruncate, SYS_flock,  SYS_fcntl,    SYS_unlinkat, SYS_close,
#ifdef SYS_open
		SYS_open,      SYS_rename, SYS_unlink,
#else
		SYS_renameat,  SYS_renameat2,
#endif
	};

	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (numbers[i] == number)
			return true;
	return false;
}

/* True if the stopped `child` is about to make a system call that changes something. */
static inline bool is_about_to_change_something(pid_t child)
{
	struct __ptrace_syscall_info info;
	long length = ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info);

	return length > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       changes_something(info.entry.nr);
}

/* Begins a child that runs `work` and can be stopped at each system call. -1 if it cannot be. */
static inline pid_t start_traced(int (*work)(void *data), void *data)
{
	int status;
	pid_t child = fork();

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(77);
		raise(SIGSTOP);
		_exit(work(data));
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	if (!WIFSTOPPED(status))
		return -1;
	ptrace(PTRACE_SETOPTIONS, child, NULL,
	       PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE);
	g_assert_cmpint(ptrace(PTRACE_SYSCALL, child, NULL, NULL), ==, 0);
	return child;
}

/* Waits for one of the threads of `child`, the only child, to stop; 0 when all have ended. */
static inline pid_t await_stop(pid_t child)
{
	for (;;) {
		int status = 0;
		pid_t thread = waitpid(-1, &status, __WALL);

		g_assert_cmpint(thread, >, 0);
		if (WIFSTOPPED(status)) {
			g_assert_cmpint(WSTOPSIG(status), !=, SIGABRT);
			return thread;
		}
		if (thread == child) {
			g_assert_true(WIFEXITED(status));
			g_assert_cmpint(WEXITSTATUS(status), ==, 0);
			return 0;
		}
	}
}

enum killing { KILLED, ENDED, CANNOT_TRACE };

/*
 * Runs `work` in a child and kills it before it changes something for the `count`th time (from 1).
 * ENDED if it ended before that, with success; assertions that fail in it are failures here.
 */
static inline enum killing kill_before_change(int (*work)(void *data), void *data, int count)
{
	pid_t child = start_traced(work, data);

	if (child < 0)
		return CANNOT_TRACE;
	for (int seen = 0;;) {
		pid_t thread = await_stop(child);

		if (thread == 0)
			return ENDED;
		seen += is_about_to_change_something(thread);
		if (seen == count)
			break;
		g_assert_cmpint(ptrace(PTRACE_SYSCALL, thread, NULL, NULL), ==, 0);
	}
	kill(child, SIGKILL);
	while (waitpid(-1, NULL, __WALL) > 0)
		;
	return KILLED;
}

#endif
