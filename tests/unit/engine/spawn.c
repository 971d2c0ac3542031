#include "engine/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "child_fixture.h"

static void runs_in_the_folder_given(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->folder = "/";
	run(fixture, "pwd");
	g_assert_cmpstr(fixture->heard.out->str, ==, "/\n");
}

static void a_missing_folder_is_an_end_that_never_started(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->folder = "/nowhere/at-all";
	const struct child *child = start(fixture, "echo out");
	g_assert_cmpint(fixture->heard.times_ended, ==, 0);
	g_assert_cmpint(child_pid(child), ==, 0);
	wait_for_end(fixture);
	assert_ended(fixture, ENDING_NOT_STARTED, ENOENT);
	g_assert_cmpint(fixture->heard.remains, ==, REMAINS_NOTHING);
}

static void leads_a_session_and_a_process_group(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("describe-self");
	(void)data;
	run(fixture, command);
	assert_said(fixture, "group=own\n");
	assert_said(fixture, "session=own\n");
}

static void has_no_input(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("describe-self");
	(void)data;
	run(fixture, command);
	assert_said(fixture, "stdin=0\n");
}

static void has_default_signals_whatever_testr_has(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("describe-self");
	sigset_t blocked, before;
	(void)data;
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &blocked, &before);
	void (*pipe_before)(int) = signal(SIGPIPE, SIG_IGN);

	run(fixture, command);

	(void)signal(SIGPIPE, pipe_before);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	assert_said(fixture, "signals=\n");
}

static void has_no_descriptor_but_the_first_three(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("describe-self");
	(void)data;
	int near = dup(STDOUT_FILENO);
	int far = fcntl(STDOUT_FILENO, F_DUPFD, 500);
	struct children *children = children_new(&fixture->loop, 1); /* marks what is inherited */

	run(fixture, command);

	children_close(children);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	children_free(children);
	(void)close(near);
	(void)close(far);
	assert_said(fixture, "descriptors=0 1 2 \n");
}

static void has_the_limit_of_files_that_testr_was_given(struct fixture *fixture, const void *data)
{
	g_autofree char *command = program("describe-self");
	struct rlimit before, raised, after;
	(void)data;
	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &before), ==, 0);
	struct rlimit low = {256, before.rlim_max};
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &low), ==, 0);

	struct children *few = fixture->children;
	fixture->children = children_new(&fixture->loop, 100);
	(void)getrlimit(RLIMIT_NOFILE, &raised);
	run(fixture, command);
	children_close(fixture->children);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	children_free(fixture->children);
	fixture->children = few;

	(void)getrlimit(RLIMIT_NOFILE, &after);
	(void)setrlimit(RLIMIT_NOFILE, &before);
	g_assert_cmpuint(raised.rlim_cur, >, 256);
	g_assert_cmpuint(after.rlim_cur, ==, 256);
	assert_said(fixture, "files=256\n");
}

static void its_environment_is_added_to_and_taken_from(struct fixture *fixture, const void *data)
{
	static const char *const changes[] = {"TESTR_RUN", "7", "TESTR_WORKER", NULL, NULL};
	struct child_request request = {
		.command = "echo ${TESTR_RUN-none} ${TESTR_WORKER-none} ${TESTR_KEPT-none}",
		.folder = fixture->folder,
		.environment = changes,
	};
	(void)data;
	g_setenv("TESTR_WORKER", "3", TRUE);
	g_setenv("TESTR_KEPT", "yes", TRUE);

	(void)child_start(fixture->children, &request, &listener, &fixture->heard);
	wait_for_end(fixture);

	g_unsetenv("TESTR_WORKER");
	g_unsetenv("TESTR_KEPT");
	g_assert_cmpstr(fixture->heard.out->str, ==, "7 none yes\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("spawn", runs_in_the_folder_given);
	ADD("spawn", a_missing_folder_is_an_end_that_never_started);
	ADD("spawn", leads_a_session_and_a_process_group);
	ADD("spawn", has_no_input);
	ADD("spawn", has_default_signals_whatever_testr_has);
	ADD("spawn", has_no_descriptor_but_the_first_three);
	ADD("spawn", has_the_limit_of_files_that_testr_was_given);
	ADD("spawn", its_environment_is_added_to_and_taken_from);
	return g_test_run();
}
