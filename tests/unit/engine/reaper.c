/* Who is told of the ends of processes: real ones, some of them somebody else's. */
#include "engine/reaper.h"

#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
	uv_loop_t loop;
	struct reaper *reaper;
};

struct end {
	int times;
	struct ending ending;
};

static void set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	g_assert_cmpint(uv_loop_init(&fixture->loop), ==, 0);
	fixture->reaper = reaper_new(&fixture->loop);
}

static void tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	reaper_close(fixture->reaper);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	reaper_free(fixture->reaper);
	g_assert_cmpint(uv_loop_close(&fixture->loop), ==, 0);
}

/* A process that ends with `status` as soon as the descriptor `until` has nobody to write to it. */
static pid_t start(int until, int status)
{
	pid_t pid = fork();
	char byte;

	if (pid == 0)
		_exit(until < 0 || read(until, &byte, 1) == 0 ? status : 99);
	g_assert_cmpint(pid, >, 0);
	return pid;
}

static void on_reaped(void *data, struct ending ending)
{
	struct end *end = data;

	end->times++;
	end->ending = ending;
}

static void assert_ended(const struct end *end, enum ending_kind kind, int code)
{
	g_assert_cmpint(end->times, ==, 1);
	g_assert_cmpint(end->ending.kind, ==, kind);
	g_assert_cmpint(end->ending.code, ==, code);
}

static void tells_how_each_ended(struct fixture *fixture, const void *data)
{
	enum { COUNT = 50 };
	struct end ends[COUNT] = {0};

	(void)data;
	for (int i = 0; i < COUNT; i++)
		reaper_await(fixture->reaper, start(-1, i), on_reaped, &ends[i]);
	/* It is busy until all have been told of. */
	g_assert_cmpint(uv_run(&fixture->loop, UV_RUN_DEFAULT), ==, 0);
	for (int i = 0; i < COUNT; i++)
		assert_ended(&ends[i], ENDING_EXITED, i);
}

static void tells_of_signals(struct fixture *fixture, const void *data)
{
	int never[2];
	struct end end = {0};

	(void)data;
	g_assert_cmpint(pipe(never), ==, 0);
	pid_t pid = start(never[0], 0);
	reaper_await(fixture->reaper, pid, on_reaped, &end);
	g_assert_cmpint(kill(pid, SIGUSR1), ==, 0);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_ended(&end, ENDING_SIGNALLED, SIGUSR1);
	close(never[0]);
	close(never[1]);
}

/* One for whom nobody has asked lies dead before those that are awaited. */
static void leaves_the_children_of_others_alone(struct fixture *fixture, const void *data)
{
	struct end ends[2] = {{0}};
	siginfo_t info;
	int status;

	(void)data;
	pid_t other = start(-1, 7);
	g_assert_cmpint(waitid(P_PID, (id_t)other, &info, WEXITED | WNOWAIT), ==, 0);
	reaper_await(fixture->reaper, start(-1, 1), on_reaped, &ends[0]);
	reaper_await(fixture->reaper, start(-1, 2), on_reaped, &ends[1]);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_ended(&ends[0], ENDING_EXITED, 1);
	assert_ended(&ends[1], ENDING_EXITED, 2);
	g_assert_cmpint(waitpid(other, &status, 0), ==, other);
	g_assert_cmpint(WEXITSTATUS(status), ==, 7);
}

static void says_nothing_of_what_it_is_to_forget(struct fixture *fixture, const void *data)
{
	struct end forgotten = {0}, awaited = {0};
	int status;

	(void)data;
	pid_t pid = start(-1, 1);
	reaper_await(fixture->reaper, pid, on_reaped, &forgotten);
	reaper_forget(fixture->reaper, pid, &forgotten);
	reaper_forget(fixture->reaper, pid, &forgotten);
	reaper_await(fixture->reaper, start(-1, 2), on_reaped, &awaited);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_ended(&awaited, ENDING_EXITED, 2);
	g_assert_cmpint(forgotten.times, ==, 0);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
}

/* One that leaves processes is forgotten long after it is reaped, when its number may be another's.
 */
static void forgets_nobody_who_has_got_the_number_of_another(struct fixture *fixture,
							     const void *data)
{
	struct end former = {0}, present = {0};

	(void)data;
	pid_t pid = start(-1, 1);
	reaper_await(fixture->reaper, pid, on_reaped, &present);
	reaper_forget(fixture->reaper, pid, &former);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_ended(&present, ENDING_EXITED, 1);
}

struct chain {
	struct fixture *fixture;
	int left;
};

static void start_next(void *data, struct ending ending)
{
	struct chain *chain = data;

	(void)ending;
	if (chain->left-- > 0)
		reaper_await(chain->fixture->reaper, start(-1, 0), start_next, chain);
}

/* As the engine does it: at the end of one execution the next is begun. */
static void the_next_may_be_awaited_when_one_has_ended(struct fixture *fixture, const void *data)
{
	struct chain chain = {fixture, 20};

	(void)data;
	start_next(&chain, (struct ending){0});
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	g_assert_cmpint(chain.left, ==, -1);
}

#define ADD(function)                                                                              \
	g_test_add("/reaper/" #function, struct fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(tells_how_each_ended);
	ADD(tells_of_signals);
	ADD(leaves_the_children_of_others_alone);
	ADD(says_nothing_of_what_it_is_to_forget);
	ADD(forgets_nobody_who_has_got_the_number_of_another);
	ADD(the_next_may_be_awaited_when_one_has_ended);
	return g_test_run();
}
