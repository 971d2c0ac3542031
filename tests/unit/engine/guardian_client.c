#include "engine/guardian_client.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process_identity.h"

/* ---- a project: what its guardian has done is in a file ---- */

struct project {
	char *log;
};

static void project_init(struct project *project)
{
	g_autofree char *folder = g_dir_make_tmp("testr-guardian-XXXXXX", NULL);

	g_assert_nonnull(folder);
	project->log = g_build_filename(folder, "log", NULL);
	g_assert_true(g_file_set_contents(project->log, "", 0, NULL));
}

static void project_clear(struct project *project)
{
	g_autofree char *folder = g_path_get_dirname(project->log);

	(void)remove(project->log);
	(void)rmdir(folder);
	g_free(project->log);
}

static void assert_log(const struct project *project, const char *expected)
{
	g_autofree char *content = NULL;

	g_assert_true(g_file_get_contents(project->log, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, expected);
}

static void note(const struct project *project, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(const struct project *project, const char *format, ...)
{
	FILE *log = fopen(project->log, "a");
	va_list arguments;

	va_start(arguments, format);
	(void)vfprintf(log, format, arguments);
	va_end(arguments);
	(void)fclose(log);
}

static void take_over(void *self, int testr)
{
	struct process process;

	note(self, "take over from %s\n",
	     process_read(testr, &process) && process.is_running ? "the living" : "the dead");
}

static void add(void *self, int64_t run, const char *id)
{
	note(self, "add %d %s\n", (int)run, id);
}

static void dispose(void *self)
{
	note(self, "dispose\n");
}

static struct guardian *start_guardian(struct project *project)
{
	const struct guardian_hooks hooks = {project, take_over, add, dispose};
	g_autoptr(GError) error = NULL;
	struct guardian *guardian = guardian_start(&hooks, G_USEC_PER_SEC / 10, &error);

	g_assert_no_error(error);
	return guardian;
}

/* A testr that has a guardian, does `work`, and is killed. Returns when both are gone. */
static void be_killed_after(struct project *project, void (*work)(struct guardian *guardian))
{
	pid_t pid = fork();

	if (pid == 0) {
		work(start_guardian(project));
		(void)raise(SIGKILL);
	}
	/* The guardian and what else that testr leaves become our children. */
	while (waitpid(-1, NULL, 0) > 0)
		continue;
}

/* ---- tests ---- */

static void a_testr_that_ends_well_takes_it_along(void)
{
	struct project project;

	project_init(&project);
	struct guardian *guardian = start_guardian(&project);
	pid_t pid = guardian_pid(guardian);
	g_assert_cmpint(pid, >, 0);
	guardian_free(guardian);

	g_assert_cmpint(kill(pid, 0), ==, -1);
	assert_log(&project, "");
	project_clear(&project);
}

static void do_nothing(struct guardian *guardian)
{
	(void)guardian;
}

static void when_testr_is_killed_it_takes_over_and_disposes(void)
{
	struct project project;

	project_init(&project);
	be_killed_after(&project, do_nothing);
	assert_log(&project, "take over from the dead\ndispose\n");
	project_clear(&project);
}

static void leave(struct guardian *guardian)
{
	guardian_leave(guardian);
	_exit(0);
}

static void one_that_is_left_to_itself_does_so_when_testr_has_ended(void)
{
	struct project project;

	project_init(&project);
	be_killed_after(&project, leave);
	assert_log(&project, "take over from the dead\ndispose\n");
	project_clear(&project);
}

static void have_read_half(struct guardian *guardian)
{
	int out[2], err[2];

	g_assert_true(pipe(out) == 0 && pipe(err) == 0);
	guardian_hear(guardian, 7, out[0], err[0]);
	shared_output_settle(guardian_output(guardian), (struct bytes){(const uint8_t *)"i", 1});
	memcpy(shared_output_buffer(guardian_output(guardian)), "0 i", 3);
	g_assert_cmpint(write(out[1], "1\ni2", 4), ==, 4);
	g_assert_cmpint(write(err[1], "what", 4), ==, 4);
}

static void what_was_printed_and_not_entered_is_added(void)
{
	struct project project;

	project_init(&project);
	be_killed_after(&project, have_read_half);
	assert_log(&project, "take over from the dead\n"
			     "add 7 i0\nadd 7 i1\nadd 7 i2\ndispose\n");
	project_clear(&project);
}

static void have_read_all(struct guardian *guardian)
{
	have_read_half(guardian);
	guardian_hear_no_more(guardian);
}

static void what_has_been_dealt_with_is_not(void)
{
	struct project project;

	project_init(&project);
	be_killed_after(&project, have_read_all);
	assert_log(&project, "take over from the dead\ndispose\n");
	project_clear(&project);
}

/* A child that ends only by SIGKILL. Like all of testr's it is another program: the guardian's
 * socket does not survive exec. */
static void start_stubborn(struct guardian *guardian, enum process_group_sort sort)
{
	int ready[2];
	char byte;

	g_assert_cmpint(pipe(ready), ==, 0);
	process_groups_expect(guardian_groups(guardian), sort, ready[1], ready[1]);
	pid_t pid = fork();
	if (pid == 0) {
		(void)setsid();
		(void)dup2(ready[1], STDOUT_FILENO);
		(void)execl("/bin/sh", "sh", "-c",
			    "trap '' TERM; echo; exec >/dev/null; while :; do sleep 1; done",
			    (char *)NULL);
		_exit(127);
	}
	(void)process_groups_add(guardian_groups(guardian), pid);
	g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
}

static void start_both_sorts(struct guardian *guardian)
{
	start_stubborn(guardian, GROUP_KILL);
	start_stubborn(guardian, GROUP_END);
}

static void it_ends_what_runs(void)
{
	struct project project;

	project_init(&project);
	/* Returns only when they are dead. */
	be_killed_after(&project, start_both_sorts);
	assert_log(&project, "take over from the dead\ndispose\n");
	project_clear(&project);
}

static void one_that_was_killed_is_not_there(void)
{
	struct project project;
	siginfo_t news;

	project_init(&project);
	struct guardian *guardian = start_guardian(&project);
	pid_t pid = guardian_pid(guardian);
	(void)kill(pid, SIGKILL);
	g_assert_cmpint(waitid(P_PID, (id_t)pid, &news, WEXITED | WNOWAIT), ==, 0);
	g_assert_cmpint(guardian_pid(guardian), ==, 0);
	guardian_hear(guardian, 1, STDIN_FILENO, STDIN_FILENO);
	guardian_free(guardian);
	project_clear(&project);
}

static void one_that_is_stopped_ends_with_testr_all_the_same(void)
{
	struct project project;

	project_init(&project);
	struct guardian *guardian = start_guardian(&project);
	(void)kill(guardian_pid(guardian), SIGSTOP);
	guardian_free(guardian);
	project_clear(&project);
}

static bool has_ended(int pipe)
{
	struct pollfd waiting = {.fd = pipe};

	return poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLHUP);
}

static void what_it_is_given_to_hold_is_open_until_it_ends(void)
{
	struct project project;
	int held[2];

	project_init(&project);
	struct guardian *guardian = start_guardian(&project);
	g_assert_cmpint(pipe(held), ==, 0);
	guardian_hold(guardian, held[1]);
	g_assert_cmpint(close(held[1]), ==, 0);
	/* It holds it whatever else it is told. */
	guardian_hear_no_more(guardian);
	g_assert_false(has_ended(held[0]));
	guardian_free(guardian);
	g_assert_true(has_ended(held[0]));
	g_assert_cmpint(close(held[0]), ==, 0);
	project_clear(&project);
}

static void without_one_nothing_is_done(void)
{
	g_assert_null(guardian_groups(NULL));
	g_assert_null(guardian_output(NULL));
	g_assert_cmpint(guardian_pid(NULL), ==, 0);
	guardian_hear(NULL, 1, -1, -1);
	guardian_hear_no_more(NULL);
	guardian_hold(NULL, -1);
	guardian_leave(NULL);
	guardian_free(NULL);
}

#define ADD(test) g_test_add_func("/engine/guardian_client/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	ADD(a_testr_that_ends_well_takes_it_along);
	ADD(when_testr_is_killed_it_takes_over_and_disposes);
	ADD(one_that_is_left_to_itself_does_so_when_testr_has_ended);
	ADD(what_was_printed_and_not_entered_is_added);
	ADD(what_has_been_dealt_with_is_not);
	ADD(it_ends_what_runs);
	ADD(one_that_was_killed_is_not_there);
	ADD(one_that_is_stopped_ends_with_testr_all_the_same);
	ADD(what_it_is_given_to_hold_is_open_until_it_ends);
	ADD(without_one_nothing_is_done);
	return g_test_run();
}
