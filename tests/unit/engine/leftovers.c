/* Processes that an execution leaves behind. */
#include "engine/leftovers.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND_US INT64_C(1000000)

/* What was told, and what ran. */
struct scene {
	struct leftovers *leftovers;
	int64_t now_us;
	int count, execution, pid;
};

static void scene_init(struct scene *scene)
{
	*scene = (struct scene){.leftovers = leftovers_new(5 * SECOND_US)};
	/* Orphans become children of this process, which can wait for their ends. */
	g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1), ==, 0);
}

static void scene_clear(struct scene *scene)
{
	leftovers_free(scene->leftovers);
}

static void note_leftover(void *data, int execution, int pid, const char *command)
{
	struct scene *scene = data;

	g_test_message("%d: %s", pid, command);
	scene->count++;
	scene->execution = execution;
	scene->pid = pid;
}

static size_t look(struct scene *scene)
{
	return leftovers_look(scene->leftovers, scene->now_us, note_leftover, scene);
}

/* Starts a shell as the first process of `execution`, with its mark. It writes to `*out`. */
static int start(const struct scene *scene, int execution, const char *script, int *out)
{
	g_autofree char *mark = leftovers_mark(scene->leftovers, execution);
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	int pid = fork();
	if (pid == 0) {
		(void)setsid();
		(void)setenv(PROCESS_MARK, mark, 1);
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)close(ends[0]);
		(void)close(ends[1]);
		(void)execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	*out = ends[0];
	return pid;
}

/* The number that it writes. */
static int read_pid(int out)
{
	char text[32] = "";

	g_assert_cmpint(read(out, text, sizeof text - 1), >, 0);
	return atoi(text);
}

static void await_end(int pid)
{
	g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
}

/* A process with a session and an output of its own, that says who it is. */
#define DAEMON(prefix, rest)                                                                       \
	prefix " setsid /bin/sh -c 'echo $$; exec >/dev/null; " rest "exec sleep 1000' & wait"

static void what_has_the_mark_of_an_execution_that_ended_is_told_and_ended(void)
{
	cleared(scene) scene;
	int out;

	scene_init(&scene);
	int first = start(&scene, 7, DAEMON("", ""), &out);
	int left = read_pid(out);
	g_assert_cmpint(kill(first, SIGKILL), ==, 0);
	await_end(first);
	g_assert_cmpuint(look(&scene), ==, 1);
	g_assert_cmpint(scene.execution, ==, 7);
	g_assert_cmpint(scene.pid, ==, left);
	await_end(left);
	g_assert_cmpuint(look(&scene), ==, 0);
	g_assert_cmpint(scene.count, ==, 1);
	(void)close(out);
}

static void what_an_execution_that_runs_has_started_is_left_alone(void)
{
	cleared(scene) scene;
	int out;

	scene_init(&scene);
	int first = start(&scene, 7, DAEMON("", ""), &out);
	int left = read_pid(out);
	leftovers_note_running(scene.leftovers, 7, first);
	g_assert_cmpuint(look(&scene), ==, 0);
	g_assert_cmpint(kill(first, SIGKILL), ==, 0);
	await_end(first);
	g_assert_cmpuint(look(&scene), ==, 1);
	await_end(left);
	(void)close(out);
}

static void what_has_cleared_its_environment_is_known_by_its_ancestors(void)
{
	cleared(scene) scene;
	int out;

	scene_init(&scene);
	int first = start(&scene, 3, DAEMON("env -i", ""), &out);
	int left = read_pid(out);
	leftovers_note_running(scene.leftovers, 3, first);
	g_assert_cmpuint(look(&scene), ==, 0);
	g_assert_cmpint(kill(first, SIGKILL), ==, 0);
	await_end(first);
	g_assert_cmpuint(look(&scene), ==, 1);
	g_assert_cmpint(scene.pid, ==, left);
	await_end(left);
	(void)close(out);
}

static void what_does_not_heed_term_is_killed_when_the_grace_is_over(void)
{
	cleared(scene) scene;
	int out;

	scene_init(&scene);
	int first = start(&scene, 7, "trap '' TERM; " DAEMON("", ""), &out);
	int left = read_pid(out);
	g_assert_cmpint(kill(first, SIGKILL), ==, 0);
	await_end(first);
	g_assert_cmpuint(look(&scene), ==, 1);
	scene.now_us += 4 * SECOND_US;
	g_assert_cmpuint(look(&scene), ==, 1);
	g_assert_cmpint(waitpid(left, NULL, WNOHANG), ==, 0);
	scene.now_us += SECOND_US;
	g_assert_cmpuint(look(&scene), ==, 1);
	await_end(left);
	g_assert_cmpint(scene.count, ==, 1);
	(void)close(out);
}

static void what_has_no_mark_of_ours_is_left_alone(void)
{
	cleared(scene) scene;
	int out;

	scene_init(&scene);
	int first = start(&scene, 7, DAEMON("TESTR_PROCESS_MARK=1-1/7", ""), &out);
	int left = read_pid(out);
	g_assert_cmpint(kill(first, SIGKILL), ==, 0);
	await_end(first);
	g_assert_cmpuint(look(&scene), ==, 0);
	g_assert_cmpint(kill(left, SIGKILL), ==, 0);
	await_end(left);
	(void)close(out);
}

static void what_has_a_mark_can_be_killed_by_who_knows_whose(void)
{
	cleared(scene) scene;
	g_autofree char *token = leftovers_token(getpid());
	int out, other_out;

	scene_init(&scene);
	int first = start(&scene, 7, DAEMON("", ""), &out);
	int other = start(&scene, 7, DAEMON("TESTR_PROCESS_MARK=1-1/7", ""), &other_out);
	int left = read_pid(out);
	int kept = read_pid(other_out);
	leftovers_kill(token);
	await_end(first);
	await_end(other);
	await_end(left);
	g_assert_cmpint(waitpid(kept, NULL, WNOHANG), ==, 0);
	g_assert_cmpint(kill(kept, SIGKILL), ==, 0);
	await_end(kept);
	(void)close(out);
	(void)close(other_out);
}

static void marks_of_nested_runs_are_told_apart_and_both_heeded(void)
{
	cleared(scene) scene;

	scene_init(&scene);
	g_autofree char *outer = leftovers_mark(scene.leftovers, 4);
	(void)setenv(PROCESS_MARK, "1-1/9", 1);
	g_autofree char *inner = leftovers_mark(scene.leftovers, 4);
	(void)unsetenv(PROCESS_MARK);
	g_autofree char *both = g_strdup_printf("1-1/9:%s", outer);
	g_assert_cmpstr(inner, ==, both);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/what has the mark of an execution that ended is told and ended",
			what_has_the_mark_of_an_execution_that_ended_is_told_and_ended);
	g_test_add_func("/what an execution that runs has started is left alone",
			what_an_execution_that_runs_has_started_is_left_alone);
	g_test_add_func("/what has cleared its environment is known by its ancestors",
			what_has_cleared_its_environment_is_known_by_its_ancestors);
	g_test_add_func("/what does not heed TERM is killed when the grace is over",
			what_does_not_heed_term_is_killed_when_the_grace_is_over);
	g_test_add_func("/what has no mark of ours is left alone",
			what_has_no_mark_of_ours_is_left_alone);
	g_test_add_func("/what has a mark can be killed by who knows whose",
			what_has_a_mark_can_be_killed_by_who_knows_whose);
	g_test_add_func("/marks of nested runs are told apart and both heeded",
			marks_of_nested_runs_are_told_apart_and_both_heeded);
	return g_test_run();
}
