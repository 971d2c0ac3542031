#include "engine/live_groups.h"

#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Starts a process that leads a group of its own and waits for signals. */
static pid_t start_leader(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			(void)pause();
	g_assert_cmpint(setpgid(pid, pid), ==, 0);
	return pid;
}

/* Kills it and waits until it is dead, but does not ask how it ended: it still counts for kill(2).
 */
static void leave_dead(pid_t pid)
{
	siginfo_t news;

	(void)kill(pid, SIGKILL);
	g_assert_cmpint(waitid(P_PID, (id_t)pid, &news, WEXITED | WNOWAIT), ==, 0);
	g_assert_cmpint(kill(-pid, 0), ==, 0);
}

/* An older snapshot counts no more. */
static void let_it_be_old(struct live_groups *live)
{
	live->taken_us -= (int64_t)LIVE_GROUPS_MS * 1000;
}

static void the_living_are_in_it_and_the_dead_are_not(void)
{
	struct live_groups live;
	pid_t pid = start_leader();

	live_groups_init(&live);
	g_assert_true(live_groups_has(&live, pid, 0));
	leave_dead(pid);
	let_it_be_old(&live);
	g_assert_false(live_groups_has(&live, pid, 0));
	(void)waitpid(pid, NULL, 0);
	live_groups_clear(&live);
}

static void one_whom_kill_does_not_know_needs_no_new_one(void)
{
	struct live_groups live;
	pid_t pid = start_leader();

	live_groups_init(&live);
	g_assert_true(live_groups_has(&live, pid, 0));
	int64_t taken_us = live.taken_us;
	leave_dead(pid);
	(void)waitpid(pid, NULL, 0);
	g_assert_false(live_groups_has(&live, pid, 0));
	g_assert_cmpint(live.taken_us, ==, taken_us);
	live_groups_clear(&live);
}

static void one_that_it_cannot_know_yet_counts_as_alive(void)
{
	struct live_groups live;

	live_groups_init(&live);
	g_assert_true(live_groups_has(&live, getpgrp(), 0));
	live.taken_us = G_MAXINT64 - 1; /* so that none is taken meanwhile */
	pid_t pid = start_leader();
	g_assert_true(live_groups_has(&live, pid, live.taken_us + 1));
	g_assert_false(live_groups_has(&live, pid, live.taken_us));
	leave_dead(pid);
	(void)waitpid(pid, NULL, 0);
	live_groups_clear(&live);
}

#define NOBODY 65534

#define CANNOT_HIDE 77

/* Gives this process alone a /proc that hides the processes of others. It takes root. */
static bool hide_others(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("proc", "/proc", "proc", 0, "hidepid=2") == 0;
}

static int look_for_one_who_is_hidden(pid_t pid)
{
	struct live_groups live;

	/* From root's group nobody is hidden. */
	if (!hide_others() || setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) != 0)
		return CANNOT_HIDE;
	live_groups_init(&live);
	bool is_there = live_groups_has(&live, pid, 0);
	live_groups_clear(&live);
	return is_there ? 0 : 1;
}

static void one_who_is_hidden_counts_as_alive(void)
{
	int status;
	pid_t hidden = start_leader();
	pid_t looker = fork();

	if (looker == 0)
		_exit(look_for_one_who_is_hidden(hidden));
	g_assert_cmpint(waitpid(looker, &status, 0), ==, looker);
	leave_dead(hidden);
	(void)waitpid(hidden, NULL, 0);
	g_assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CANNOT_HIDE)
		g_test_skip("cannot hide processes here");
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

#define ADD(test) g_test_add_func("/engine/live_groups/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	if (!g_file_test("/proc/self/stat", G_FILE_TEST_EXISTS)) {
		g_print("1..0 # SKIP no /proc here\n");
		return 0;
	}
	ADD(the_living_are_in_it_and_the_dead_are_not);
	ADD(one_whom_kill_does_not_know_needs_no_new_one);
	ADD(one_that_it_cannot_know_yet_counts_as_alive);
	ADD(one_who_is_hidden_counts_as_alive);
	return g_test_run();
}
