#include "base/process.h"

#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct process read_known(int64_t pid)
{
	struct process process = {0};

	g_assert_true(process_read(pid, &process));
	return process;
}

static void this_process_is_seen(void)
{
	const struct process process = read_known(getpid());

	g_assert_cmpint(process.pid, ==, getpid());
	g_assert_cmpint(process.group, ==, getpgrp());
	g_assert_cmpint(process.session, ==, getsid(0));
	g_assert_true(process.is_running);
}

static int64_t now_ticks(void)
{
	struct timespec now;

	g_assert_cmpint(clock_gettime(CLOCK_BOOTTIME, &now), ==, 0);
	return process_ticks((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

static pid_t start_sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			(void)pause();
	return pid;
}

static void its_start_is_told_as_the_clock_has_it(void)
{
	int64_t before = now_ticks();
	pid_t pid = start_sleeper();
	int64_t after = now_ticks();
	const struct process process = read_known(pid);

	g_assert_cmpint(process.start_time, >=, before);
	g_assert_cmpint(process.start_time, <=, after);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static void one_that_is_dead_and_unclaimed_is_not_running_and_then_not_there(void)
{
	struct process process;
	siginfo_t news;
	pid_t pid = start_sleeper();

	(void)kill(pid, SIGKILL);
	g_assert_cmpint(waitid(P_PID, (id_t)pid, &news, WEXITED | WNOWAIT), ==, 0);
	g_assert_false(read_known(pid).is_running);
	(void)waitpid(pid, NULL, 0);
	g_assert_false(process_read(pid, &process));
}

static void count_ours(void *data, const struct process *process)
{
	int *count = data;

	*count += process->pid == getpid();
}

static void each_is_told_once(void)
{
	int count = 0;

	process_each(count_ours, &count);
	g_assert_cmpint(count, ==, 1);
}

#define ADD(test) g_test_add_func("/base/process/" #test, test)

int main(int argc, char **argv)
{
	struct process process;

	g_test_init(&argc, &argv, NULL);
	if (!process_read(getpid(), &process)) {
		g_print("1..0 # SKIP no /proc here\n");
		return 0;
	}
	ADD(this_process_is_seen);
	ADD(its_start_is_told_as_the_clock_has_it);
	ADD(one_that_is_dead_and_unclaimed_is_not_running_and_then_not_there);
	ADD(each_is_told_once);
	return g_test_run();
}
