#include "environments/callout_child.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/program.h"

static int run(struct callout_child *program, const char *script)
{
	g_autoptr(GPtrArray) words = program_words("sh", "-c", script, NULL);
	int wait_status = 0;

	program->words = words;
	g_assert_true(callout_child_run(program, &wait_status, NULL));
	return wait_status;
}

static int status_of(const char *script)
{
	struct callout_child program = {.input = -1, .output = STDOUT_FILENO};

	return callout_child_status(run(&program, script));
}

static void the_status_is_the_programs_own(void)
{
	g_assert_cmpint(status_of("exit 0"), ==, 0);
	g_assert_cmpint(status_of("exit 77"), ==, 77);
	g_assert_cmpint(status_of("exit 254"), ==, 254);
	g_assert_cmpint(status_of("exit 255"), ==, 254);
	g_assert_cmpint(status_of("kill -9 $$"), ==, 128 + SIGKILL);
	g_assert_cmpint(status_of("kill -TERM $$"), ==, 128 + SIGTERM);
}

static void its_input_is_empty(void)
{
	g_assert_cmpint(status_of("test -z \"$(cat)\""), ==, 0);
}

static void it_gets_variables_and_descriptors(void)
{
	int ends[2];
	char word[8] = "";
	char *const variables[] = {(char[]){"WORD=hello"}, NULL};

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	const int inherited[] = {ends[1], -1};
	struct callout_child program = {.input = -1,
					.output = STDOUT_FILENO,
					.variables = variables,
					.inherited = inherited};
	g_autofree char *script = g_strdup_printf("printf %%s \"$WORD\" >&%d", ends[1]);

	g_assert_cmpint(run(&program, script), ==, 0);
	g_assert_cmpint(read(ends[0], word, sizeof(word)), ==, 5);
	g_assert_cmpstr(word, ==, "hello");
}

/* The program says by a pipe that it is ready, whereupon it gets a signal by way of this process.
 */
static void signal_when_ready(pid_t child, void *data)
{
	const int *ready = data;
	char byte;

	(void)child;
	g_assert_cmpint(read(*ready, &byte, 1), ==, 1);
	kill(getpid(), SIGTERM);
}

static void signals_reach_it(void)
{
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	const int inherited[] = {ends[1], -1};
	struct callout_child program = {.input = -1,
					.output = STDOUT_FILENO,
					.inherited = inherited,
					.started = signal_when_ready,
					.data = ends};
	g_autofree char *script = g_strdup_printf(
		"trap 'exit 9' TERM; echo >&%d; while :; do sleep 0.01; done", ends[1]);

	g_assert_cmpint(callout_child_status(run(&program, script)), ==, 9);
}

static void what_cannot_be_started_is_an_error(void)
{
	g_autoptr(GPtrArray) words = program_words("/nonexistent/program", NULL);
	struct callout_child program = {.words = words, .input = -1, .output = STDOUT_FILENO};
	g_autoptr(GError) error = NULL;
	int wait_status = 0;

	g_assert_false(callout_child_run(&program, &wait_status, &error));
	g_assert_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING);
	g_assert_nonnull(strstr(error->message, "/nonexistent/program': No such file"));
}

static void what_it_leaves_in_its_group_is_killed(void)
{
	int ends[2];
	char byte;

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	const int inherited[] = {ends[1], -1};
	struct callout_child program = {
		.input = -1, .output = STDOUT_FILENO, .inherited = inherited};

	g_assert_cmpint(run(&program, "sleep 1000 & exit 0"), ==, 0);
	close(ends[1]);
	g_assert_cmpint(read(ends[0], &byte, 1), ==, 0); /* the end: nobody holds it */
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/callout_child/status", the_status_is_the_programs_own);
	g_test_add_func("/callout_child/input", its_input_is_empty);
	g_test_add_func("/callout_child/inherits", it_gets_variables_and_descriptors);
	g_test_add_func("/callout_child/signals", signals_reach_it);
	g_test_add_func("/callout_child/missing", what_cannot_be_started_is_an_error);
	g_test_add_func("/callout_child/left-behind", what_it_leaves_in_its_group_is_killed);
	return g_test_run();
}
