#include "child_fixture.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void passes_on_stdout_and_stderr_apart(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "echo out; echo err >&2");
	g_assert_cmpstr(fixture->heard.out->str, ==, "out\n");
	g_assert_cmpstr(fixture->heard.err->str, ==, "err\n");
	assert_ended(fixture, ENDING_EXITED, 0);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_NOTHING);
}

static void says_nothing_when_the_command_says_nothing(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, ":");
	g_assert_cmpuint(fixture->heard.out_length + fixture->heard.err_length, ==, 0);
	assert_ended(fixture, ENDING_EXITED, 0);
}

static void tells_the_exit_status(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "exit 3");
	assert_ended(fixture, ENDING_EXITED, 3);
}

static void a_command_that_is_not_there_exits_127(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "/nowhere/at-all");
	assert_ended(fixture, ENDING_EXITED, 127);
	g_assert_nonnull(strstr(fixture->heard.err->str, "/nowhere/at-all"));
}

static void a_command_that_may_not_run_exits_126(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "/dev/null");
	assert_ended(fixture, ENDING_EXITED, 126);
}

static void tells_the_signal_that_killed_it(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "kill -SEGV $$");
	assert_ended(fixture, ENDING_SIGNALLED, SIGSEGV);
}

static void its_output_can_be_opened_by_name(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "echo out > /dev/stdout; echo err > /dev/stderr");
	g_assert_cmpstr(fixture->heard.out->str, ==, "out\n");
	g_assert_cmpstr(fixture->heard.err->str, ==, "err\n");
}

static void takes_floods_on_both_pipes(struct fixture *fixture, const void *data)
{
	g_autofree char *flood = program("flood");
	g_autofree char *command = g_strdup_printf("%s 100", flood);
	(void)data;
	run(fixture, command);
	assert_ended(fixture, ENDING_EXITED, 0);
	g_assert_cmpuint(fixture->heard.out_length, ==, 100 * MEGABYTE);
	g_assert_cmpuint(fixture->heard.err_length, ==, 100 * MEGABYTE);
}

static void goes_on_when_its_stdout_is_closed_early(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "echo out; exec >&-; echo err >&2; exit 5");
	g_assert_cmpstr(fixture->heard.out->str, ==, "out\n");
	g_assert_cmpstr(fixture->heard.err->str, ==, "err\n");
	assert_ended(fixture, ENDING_EXITED, 5);
}

/*
 * Waits for the process whose id was printed and whose parent ends: it becomes ours, and while we
 * do not ask for its status it counts as a member of its group.
 */
static int wait_for_orphan(struct fixture *fixture)
{
	int status = 0;
	int pid = atoi(fixture->heard.out->str);

	g_assert_cmpint(pid, >, 0);
	while (waitpid(pid, &status, WNOHANG) != pid)
		(void)uv_run(&fixture->loop, UV_RUN_NOWAIT);
	return status;
}

static void a_signal_reaches_the_whole_group(struct fixture *fixture, const void *data)
{
	(void)data;
	struct child *child = start(fixture, "sleep 1000 & echo $!; wait");
	wait_for_output(fixture);
	child_signal(child, SIGTERM);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGTERM);
	wait_for_end(fixture);
	assert_ended(fixture, ENDING_SIGNALLED, SIGTERM);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_NOTHING);
}

static void what_outlives_the_command_gets_the_same_grace(struct fixture *fixture, const void *data)
{
	(void)data;
	/* The shell dies of TERM at once; what it waits for says goodbye first. */
	struct child *child = start(fixture, "sh -c 'trap \"sleep 0.1; echo bye; exit 3\" TERM; "
					     "echo $$; while :; do sleep 0.01; done' & wait");
	wait_for_output(fixture);
	child_signal(child, SIGTERM);
	g_assert_cmpint(WEXITSTATUS(wait_for_orphan(fixture)), ==, 3);
	wait_for_end(fixture);
	g_assert_true(g_str_has_suffix(fixture->heard.out->str, "\nbye\n"));
	assert_ended(fixture, ENDING_SIGNALLED, SIGTERM);
}

static void the_dead_whom_nobody_asks_for_hold_nobody_up(struct fixture *fixture, const void *data)
{
	(void)data;
	struct child *child = start(fixture, "sleep 1000 & echo $!; wait");
	wait_for_output(fixture);
	child_signal(child, SIGTERM);
	wait_for_end(fixture);
	assert_ended(fixture, ENDING_SIGNALLED, SIGTERM);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGTERM);
}

static void what_outlives_the_command_is_killed_with_it(struct fixture *fixture, const void *data)
{
	(void)data;
	struct child *child = start(fixture, "sh -c 'trap \"\" TERM; echo $$; "
					     "exec sleep 1000 > /dev/null 2>&1' & wait");
	wait_for_output(fixture);
	child_signal(child, SIGTERM);
	child_signal(child, SIGKILL);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGKILL);
	wait_for_end(fixture);
}

static void one_that_ignores_term_is_killed_by_kill(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("ignore-term");
	(void)data;
	struct child *child = start(fixture, command);
	wait_for_output(fixture);
	child_signal(child, SIGTERM);
	child_signal(child, SIGKILL);
	wait_for_end(fixture);
	assert_ended(fixture, ENDING_SIGNALLED, SIGKILL);
}

static void one_that_is_stopped_takes_term(struct fixture *fixture, const void *data)
{
	int status;
	(void)data;
	const struct child *child = start(fixture, "echo ready; kill -STOP $$; exit 1");
	wait_for_output(fixture);
	g_assert_cmpint(waitpid(child_pid(child), &status, WUNTRACED), ==, child_pid(child));
	g_assert_true(WIFSTOPPED(status));
	children_signal(fixture->children, SIGTERM);
	wait_for_end(fixture);
	assert_ended(fixture, ENDING_SIGNALLED, SIGTERM);
}

static void all_are_stopped_and_continued_together(struct fixture *fixture, const void *data)
{
	/* Not a shell's own child: one that is stopped while it forks does not count as stopped. */
	g_autofree char *command = program("ignore-term");
	int status;
	(void)data;
	const struct child *child = start(fixture, command);
	int pid = child_pid(child);
	wait_for_output(fixture);
	children_signal(fixture->children, SIGTSTP);
	g_assert_cmpint(waitpid(pid, &status, WUNTRACED), ==, pid);
	g_assert_true(WIFSTOPPED(status));
	children_signal(fixture->children, SIGCONT);
	g_assert_cmpint(waitpid(pid, &status, WCONTINUED), ==, pid);
	g_assert_true(WIFCONTINUED(status));
	children_signal(fixture->children, SIGKILL);
	wait_for_end(fixture);
}

static void a_process_that_holds_stdout_is_killed(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("leave-process");
	(void)data;
	run(fixture, command);
	assert_ended(fixture, ENDING_EXITED, 0);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_LEAK);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGKILL);
}

static void a_process_that_holds_nothing_is_killed_silently(struct fixture *fixture,
							    const void *data)
{
	g_autofree char *leave = program("leave-process");
	g_autofree char *command = g_strdup_printf("%s quiet", leave);
	(void)data;
	run(fixture, command);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_NOTHING);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGKILL);
}

static void a_process_that_ends_in_time_is_no_leak(struct fixture *fixture, const void *data)
{
	(void)data;
	run(fixture, "{ sleep 0.1; echo late; } & exit 4");
	assert_ended(fixture, ENDING_EXITED, 4);
	g_assert_cmpstr(fixture->heard.out->str, ==, "late\n");
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_NOTHING);
}

static void what_may_leave_processes_leaves_them_alive(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("leave-process");
	struct child_request request = {
		.command = command,
		.folder = fixture->folder,
		.may_leave_processes = true,
	};
	int status;
	(void)data;
	(void)child_start(fixture->children, &request, &listener, &fixture->heard);
	wait_for_end(fixture);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_LEAK);

	int pid = atoi(fixture->heard.out->str);
	g_assert_cmpint(waitpid(pid, &status, WNOHANG), ==, 0);
	g_assert_cmpint(kill(pid, SIGTERM), ==, 0);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGTERM);
}

static void what_it_left_is_not_ended_once_it_has_exited(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("leave-process");
	struct child_request request = {
		.command = command,
		.folder = fixture->folder,
		.may_leave_processes = true,
	};
	(void)data;
	struct child *child = child_start(fixture->children, &request, &listener, &fixture->heard);
	while (kill(child_pid(child), 0) == 0)
		(void)uv_run(&fixture->loop, UV_RUN_ONCE);
	child_signal(child, SIGTERM);
	child_signal(child, SIGKILL);
	wait_for_end(fixture);

	assert_ended(fixture, ENDING_EXITED, 0);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_LEAK);
	int pid = atoi(fixture->heard.out->str);
	g_assert_cmpint(waitpid(pid, NULL, WNOHANG), ==, 0);
	g_assert_cmpint(kill(pid, SIGTERM), ==, 0);
	g_assert_cmpint(WTERMSIG(wait_for_orphan(fixture)), ==, SIGTERM);
}

static void one_that_cannot_be_killed_is_given_up(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("unkillable");
	int status;
	(void)data;
	struct child *child = start(fixture, command);
	int pid = child_pid(child);
	wait_for_output(fixture);
	if (g_str_has_prefix(fixture->heard.out->str, "no")) {
		g_test_skip("the system lets nobody trace a process");
		child_signal(child, SIGKILL);
		wait_for_end(fixture);
		return;
	}
	child_signal(child, SIGKILL);
	wait_for_end(fixture);

	assert_ended(fixture, ENDING_SIGNALLED, SIGKILL);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_ITSELF);
	g_assert_cmpint(kill(atoi(fixture->heard.out->str), SIGKILL), ==, 0);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
}

static void many_run_at_once(struct fixture *fixture, const void *data)
{
	enum { MANY = 300 };
	(void)data;
	for (int i = 0; i < MANY; i++)
		(void)start(fixture, "read line; echo out");
	while (fixture->heard.times_ended < MANY)
		(void)uv_run(&fixture->loop, UV_RUN_ONCE);
	g_assert_cmpuint(fixture->heard.out_length, ==, MANY * strlen("out\n"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	/* So that processes left behind become ours to wait for. */
	g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), ==, 0);

	ADD("child", passes_on_stdout_and_stderr_apart);
	ADD("child", says_nothing_when_the_command_says_nothing);
	ADD("child", tells_the_exit_status);
	ADD("child", a_command_that_is_not_there_exits_127);
	ADD("child", a_command_that_may_not_run_exits_126);
	ADD("child", tells_the_signal_that_killed_it);
	ADD("child", its_output_can_be_opened_by_name);
	ADD("child", takes_floods_on_both_pipes);
	ADD("child", goes_on_when_its_stdout_is_closed_early);
	ADD("child", a_signal_reaches_the_whole_group);
	ADD("child", what_outlives_the_command_gets_the_same_grace);
	ADD("child", the_dead_whom_nobody_asks_for_hold_nobody_up);
	ADD("child", what_outlives_the_command_is_killed_with_it);
	ADD("child", one_that_ignores_term_is_killed_by_kill);
	ADD("child", one_that_is_stopped_takes_term);
	ADD("child", all_are_stopped_and_continued_together);
	ADD("child", a_process_that_holds_stdout_is_killed);
	ADD("child", a_process_that_holds_nothing_is_killed_silently);
	ADD("child", a_process_that_ends_in_time_is_no_leak);
	ADD("child", what_may_leave_processes_leaves_them_alive);
	ADD("child", what_it_left_is_not_ended_once_it_has_exited);
	ADD("child", one_that_cannot_be_killed_is_given_up);
	ADD("child", many_run_at_once);
	return g_test_run();
}
