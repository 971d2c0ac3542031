#include "engine/wards.h"

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

static struct wards *new_wards(void)
{
	g_autoptr(GError) error = NULL;
	struct wards *wards = wards_new(&error);

	g_assert_no_error(error);
	return wards;
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

static void assert_groups(const struct wards *wards, enum ward_sort sort, int pid)
{
	g_autoptr(GArray) groups = wards_groups(wards, sort);

	g_assert_cmpint((int)groups->len, ==, pid > 0 ? 1 : 0);
	if (pid > 0)
		g_assert_cmpint(g_array_index(groups, int, 0), ==, pid);
}

/* A trial of one ward. */
struct fixture {
	struct wards *wards;
	struct pipes pipes;
	pid_t pid;
	int ward;
};

static void begin(struct fixture *fixture, enum ward_sort sort)
{
	fixture->wards = new_wards();
	pipes_open(&fixture->pipes);
	wards_expect(fixture->wards, sort, fixture->pipes.out[1], fixture->pipes.err[1]);
	fixture->pid = start_leader(&fixture->pipes);
}

static void enter(struct fixture *fixture)
{
	fixture->ward = wards_enter(fixture->wards, fixture->pid);
}

static void end(struct fixture *fixture)
{
	kill_leader(fixture->pid);
	pipes_close(&fixture->pipes);
	wards_free(fixture->wards);
}

static void one_is_there_until_it_is_dismissed(void)
{
	struct fixture fixture;

	begin(&fixture, WARD_KILL);
	enter(&fixture);
	assert_groups(fixture.wards, WARD_KILL, fixture.pid);
	assert_groups(fixture.wards, WARD_END, 0);
	wards_dismiss(fixture.wards, fixture.ward);
	assert_groups(fixture.wards, WARD_KILL, 0);
	end(&fixture);
}

static void one_that_was_started_and_not_entered_is_found(void)
{
	struct fixture fixture;

	begin(&fixture, WARD_END);
	assert_groups(fixture.wards, WARD_END, fixture.pid);
	assert_groups(fixture.wards, WARD_KILL, 0);
	enter(&fixture);
	assert_groups(fixture.wards, WARD_END, fixture.pid);
	end(&fixture);
}

static void a_fork_that_has_not_begun_is_killed(void)
{
	struct fixture fixture;
	siginfo_t end_of_it = {0};

	fixture.wards = new_wards();
	pipes_open(&fixture.pipes);
	wards_expect(fixture.wards, WARD_END, fixture.pipes.out[1], fixture.pipes.err[1]);
	fixture.pid = start_fork();
	wards_kill_unbegun(fixture.wards);
	g_assert_cmpint(waitid(P_PID, (id_t)fixture.pid, &end_of_it, WEXITED | WNOWAIT), ==, 0);
	g_assert_cmpint(end_of_it.si_status, ==, SIGKILL);
	assert_groups(fixture.wards, WARD_END, 0);
	end(&fixture);
}

static void one_that_has_begun_is_not_killed_as_if_it_had_not(void)
{
	struct fixture fixture;

	begin(&fixture, WARD_END);
	wards_kill_unbegun(fixture.wards);
	assert_groups(fixture.wards, WARD_END, fixture.pid);
	end(&fixture);
}

static void where_none_is_expected_none_is_killed(void)
{
	struct fixture fixture;

	begin(&fixture, WARD_KILL);
	enter(&fixture);
	pid_t other = start_fork();
	wards_kill_unbegun(fixture.wards);
	g_assert_cmpint(waitpid(other, NULL, WNOHANG), ==, 0);
	kill_leader(other);
	end(&fixture);
}

static void a_process_with_other_pipes_is_not_the_expected_one(void)
{
	struct fixture fixture;
	struct pipes others;

	begin(&fixture, WARD_KILL);
	pipes_open(&others);
	wards_expect(fixture.wards, WARD_KILL, others.out[1], others.err[1]);
	assert_groups(fixture.wards, WARD_KILL, 0);
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

	begin(&fixture, WARD_KILL);
	g_assert_true(process_read(fixture.pid, &process));
	while (now_ticks() == process.start_time)
		continue;
	wards_expect(fixture.wards, WARD_KILL, fixture.pipes.out[1], fixture.pipes.err[1]);
	enter(&fixture);
	assert_groups(fixture.wards, WARD_KILL, 0);
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

	fixture.wards = new_wards();
	for (int is_condemned = 0; is_condemned <= 1; is_condemned++) {
		wards_expect(fixture.wards, WARD_END, -1, -1);
		pid_t group = leave_group(&fixture, &member);
		enter(&fixture);
		(void)waitpid(group, NULL, 0);
		if (is_condemned)
			wards_condemn(fixture.wards, fixture.ward);
		assert_groups(fixture.wards, WARD_END, is_condemned ? group : 0);
		(void)kill(member, SIGKILL);
		wards_dismiss(fixture.wards, fixture.ward);
	}
	wards_free(fixture.wards);
}

static void what_could_not_be_started_is_none(void)
{
	struct wards *wards = new_wards();

	wards_expect(wards, WARD_KILL, -1, -1);
	g_assert_cmpint(wards_enter(wards, 0), ==, -1);
	assert_groups(wards, WARD_KILL, 0);
	wards_free(wards);
}

static void numbers_are_used_again_and_there_is_an_end_of_them(void)
{
	struct wards *wards = new_wards();

	for (int i = 0; i < WARDS_MAX; i++)
		g_assert_cmpint(wards_enter(wards, getpid()), ==, i);
	g_assert_cmpint(wards_enter(wards, getpid()), ==, -1);
	wards_dismiss(wards, 7);
	wards_dismiss(wards, -1);
	g_assert_cmpint(wards_enter(wards, getpid()), ==, 7);
	wards_free(wards);
}

static void without_wards_nothing_is_done(void)
{
	wards_expect(NULL, WARD_KILL, -1, -1);
	g_assert_cmpint(wards_enter(NULL, getpid()), ==, -1);
	wards_condemn(NULL, 0);
	wards_dismiss(NULL, 0);
}

#define ADD(test) g_test_add_func("/engine/wards/" #test, test)

int main(int argc, char **argv)
{
	struct process process;

	g_test_init(&argc, &argv, NULL);
	ADD(what_could_not_be_started_is_none);
	ADD(numbers_are_used_again_and_there_is_an_end_of_them);
	ADD(without_wards_nothing_is_done);
	if (process_read(getpid(), &process)) {
		ADD(one_is_there_until_it_is_dismissed);
		ADD(one_that_was_started_and_not_entered_is_found);
		ADD(a_fork_that_has_not_begun_is_killed);
		ADD(one_that_has_begun_is_not_killed_as_if_it_had_not);
		ADD(where_none_is_expected_none_is_killed);
		ADD(a_process_with_other_pipes_is_not_the_expected_one);
		ADD(a_process_that_was_started_at_another_time_is_none_of_ours);
		ADD(what_is_left_of_a_group_is_to_end_unless_it_may_stay);
	}
	return g_test_run();
}
