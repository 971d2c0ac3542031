#include "engine/process_groups.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/process_identity.h"

/* Pipes like those that a child has as stdout and stderr. */
struct pipes {
	int out[2];
	int err[2];
};

static void pipes_open(struct pipes *pipes)
{
	g_assert_cmpint(pipe(pipes->out), ==, 0);
	g_assert_cmpint(pipe(pipes->err), ==, 0);
}

static void pipes_close(const struct pipes *pipes)
{
	(void)close(pipes->out[0]);
	(void)close(pipes->out[1]);
	(void)close(pipes->err[0]);
	(void)close(pipes->err[1]);
}

static struct process_groups *new_groups(void)
{
	g_autoptr(GError) error = NULL;
	struct process_groups *groups = process_groups_new(&error);

	g_assert_no_error(error);
	return groups;
}

/* A process that has been forked and no more, and waits to be killed. */
static pid_t start_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			(void)pause();
	return pid;
}

/* A process that leads a session, as a child does, and waits to be killed. */
static pid_t start_leader(const struct pipes *pipes)
{
	int ready[2];
	char byte;

	g_assert_cmpint(pipe(ready), ==, 0);
	pid_t pid = fork();
	if (pid == 0) {
		(void)setsid();
		(void)dup2(pipes->out[1], STDOUT_FILENO);
		(void)dup2(pipes->err[1], STDERR_FILENO);
		(void)write(ready[1], "", 1);
		for (;;)
			(void)pause();
	}
	g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	return pid;
}

static void kill_leader(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static void assert_groups(const struct process_groups *groups, enum process_group_sort sort,
			  int pid)
{
	g_autoptr(GArray) remaining = process_groups_remaining(groups, sort);

	g_assert_cmpint((int)remaining->len, ==, pid > 0 ? 1 : 0);
	if (pid > 0)
		g_assert_cmpint(g_array_index(remaining, int, 0), ==, pid);
}

/* A trial of one group. */
struct fixture {
	struct process_groups *groups;
	struct pipes pipes;
	pid_t pid;
	int entry;
};

static void begin(struct fixture *fixture, enum process_group_sort sort)
{
	fixture->groups = new_groups();
	pipes_open(&fixture->pipes);
	process_groups_expect(fixture->groups, sort, fixture->pipes.out[1], fixture->pipes.err[1]);
	fixture->pid = start_leader(&fixture->pipes);
}

static void add_group(struct fixture *fixture)
{
	fixture->entry = process_groups_add(fixture->groups, fixture->pid);
}

static void end(struct fixture *fixture)
{
	kill_leader(fixture->pid);
	pipes_close(&fixture->pipes);
	process_groups_free(fixture->groups);
}

static void one_is_there_until_it_is_removed(void)
{
	struct fixture fixture;

	begin(&fixture, GROUP_KILL);
	add_group(&fixture);
	assert_groups(fixture.groups, GROUP_KILL, fixture.pid);
	assert_groups(fixture.groups, GROUP_END, 0);
	process_groups_remove(fixture.groups, fixture.entry);
	assert_groups(fixture.groups, GROUP_KILL, 0);
	end(&fixture);
}

static void one_that_was_started_and_not_added_is_found(void)
{
	struct fixture fixture;

	begin(&fixture, GROUP_END);
	assert_groups(fixture.groups, GROUP_END, fixture.pid);
	assert_groups(fixture.groups, GROUP_KILL, 0);
	add_group(&fixture);
	assert_groups(fixture.groups, GROUP_END, fixture.pid);
	end(&fixture);
}

static void a_fork_that_has_not_begun_is_killed(void)
{
	struct fixture fixture;
	siginfo_t end_of_it = {0};

	fixture.groups = new_groups();
	pipes_open(&fixture.pipes);
	process_groups_expect(fixture.groups, GROUP_END, fixture.pipes.out[1],
			      fixture.pipes.err[1]);
	fixture.pid = start_fork();
	process_groups_kill_unstarted(fixture.groups);
	g_assert_cmpint(waitid(P_PID, (id_t)fixture.pid, &end_of_it, WEXITED | WNOWAIT), ==, 0);
	g_assert_cmpint(end_of_it.si_status, ==, SIGKILL);
	assert_groups(fixture.groups, GROUP_END, 0);
	end(&fixture);
}

static void one_that_has_begun_is_not_killed_as_if_it_had_not(void)
{
	struct fixture fixture;

	begin(&fixture, GROUP_END);
	process_groups_kill_unstarted(fixture.groups);
	assert_groups(fixture.groups, GROUP_END, fixture.pid);
	end(&fixture);
}

static void where_none_is_expected_none_is_killed(void)
{
	struct fixture fixture;

	begin(&fixture, GROUP_KILL);
	add_group(&fixture);
	pid_t other = start_fork();
	process_groups_kill_unstarted(fixture.groups);
	g_assert_cmpint(waitpid(other, NULL, WNOHANG), ==, 0);
	kill_leader(other);
	end(&fixture);
}

static void a_process_with_other_pipes_is_not_the_expected_one(void)
{
	struct fixture fixture;
	struct pipes others;

	begin(&fixture, GROUP_KILL);
	pipes_open(&others);
	process_groups_expect(fixture.groups, GROUP_KILL, others.out[1], others.err[1]);
	assert_groups(fixture.groups, GROUP_KILL, 0);
	pipes_close(&others);
	end(&fixture);
}

static int64_t now_ticks(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return process_ticks((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

static void a_process_that_was_started_at_another_time_is_none_of_ours(void)
{
	struct fixture fixture;
	struct process process;

	begin(&fixture, GROUP_KILL);
	g_assert_true(process_read(fixture.pid, &process));
	while (now_ticks() == process.start_time)
		continue;
	process_groups_expect(fixture.groups, GROUP_KILL, fixture.pipes.out[1],
			      fixture.pipes.err[1]);
	add_group(&fixture);
	assert_groups(fixture.groups, GROUP_KILL, 0);
	end(&fixture);
}

/* Leaves a process in the group of one that has ended; returns the group. */
static pid_t leave_group(struct fixture *fixture, int *member)
{
	int news[2];

	g_assert_cmpint(pipe(news), ==, 0);
	fixture->pid = fork();
	if (fixture->pid == 0) {
		(void)setsid();
		pid_t pid = fork();
		if (pid == 0)
			for (;;)
				(void)pause();
		(void)write(news[1], &pid, sizeof pid);
		_exit(0);
	}
	g_assert_cmpint(read(news[0], member, sizeof *member), ==, sizeof *member);
	(void)close(news[0]);
	(void)close(news[1]);
	return fixture->pid;
}

static void what_is_left_of_a_group_is_to_end_unless_it_may_stay(void)
{
	struct fixture fixture;
	int member;

	fixture.groups = new_groups();
	for (int is_ending = 0; is_ending <= 1; is_ending++) {
		process_groups_expect(fixture.groups, GROUP_END, -1, -1);
		pid_t group = leave_group(&fixture, &member);
		add_group(&fixture);
		(void)waitpid(group, NULL, 0);
		if (is_ending)
			process_groups_mark_ending(fixture.groups, fixture.entry);
		assert_groups(fixture.groups, GROUP_END, is_ending ? group : 0);
		(void)kill(member, SIGKILL);
		process_groups_remove(fixture.groups, fixture.entry);
	}
	process_groups_free(fixture.groups);
}

static void what_could_not_be_started_is_none(void)
{
	struct process_groups *groups = new_groups();

	process_groups_expect(groups, GROUP_KILL, -1, -1);
	g_assert_cmpint(process_groups_add(groups, 0), ==, -1);
	assert_groups(groups, GROUP_KILL, 0);
	process_groups_free(groups);
}

static void numbers_are_used_again_and_there_is_an_end_of_them(void)
{
	struct process_groups *groups = new_groups();

	for (int i = 0; i < PROCESS_GROUPS_MAX; i++)
		g_assert_cmpint(process_groups_add(groups, getpid()), ==, i);
	g_assert_cmpint(process_groups_add(groups, getpid()), ==, -1);
	process_groups_remove(groups, 7);
	process_groups_remove(groups, -1);
	g_assert_cmpint(process_groups_add(groups, getpid()), ==, 7);
	process_groups_free(groups);
}

static void without_a_table_nothing_is_done(void)
{
	process_groups_expect(NULL, GROUP_KILL, -1, -1);
	g_assert_cmpint(process_groups_add(NULL, getpid()), ==, -1);
	process_groups_mark_ending(NULL, 0);
	process_groups_remove(NULL, 0);
}

#define ADD(test) g_test_add_func("/engine/process_groups/" #test, test)

int main(int argc, char **argv)
{
	struct process process;

	g_test_init(&argc, &argv, NULL);
	ADD(what_could_not_be_started_is_none);
	ADD(numbers_are_used_again_and_there_is_an_end_of_them);
	ADD(without_a_table_nothing_is_done);
	if (process_read(getpid(), &process)) {
		ADD(one_is_there_until_it_is_removed);
		ADD(one_that_was_started_and_not_added_is_found);
		ADD(a_fork_that_has_not_begun_is_killed);
		ADD(one_that_has_begun_is_not_killed_as_if_it_had_not);
		ADD(where_none_is_expected_none_is_killed);
		ADD(a_process_with_other_pipes_is_not_the_expected_one);
		ADD(a_process_that_was_started_at_another_time_is_none_of_ours);
		ADD(what_is_left_of_a_group_is_to_end_unless_it_may_stay);
	}
	return g_test_run();
}
