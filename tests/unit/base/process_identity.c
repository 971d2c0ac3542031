/* Telling a process from every other that ever had its number. */
#include "base/process_identity.h"

#include <glib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t start_sleeper(void)
{
	pid_t pid = fork();

	g_assert_cmpint(pid, >=, 0);
	if (pid == 0)
		for (;;)
			(void)pause();
	return pid;
}

/* Kills `pid`, and leaves it to be reaped. */
static void kill_only(pid_t pid)
{
	siginfo_t news;

	(void)kill(pid, SIGKILL);
	g_assert_cmpint(waitid(P_PID, (id_t)pid, &news, WEXITED | WNOWAIT), ==, 0);
}

/* Returns the wait status. */
static int reap(pid_t pid)
{
	int wait_status = 0;

	g_assert_cmpint(waitpid(pid, &wait_status, 0), ==, pid);
	return wait_status;
}

/* ---- processes as /proc shows them ---- */

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
	g_assert_cmpint(process.parent, ==, getppid());
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

static void its_start_is_told_as_the_clock_has_it(void)
{
	int64_t before = now_ticks();
	pid_t pid = start_sleeper();
	int64_t after = now_ticks();
	const struct process process = read_known(pid);

	g_assert_cmpint(process.start_time, >=, before);
	g_assert_cmpint(process.start_time, <=, after);
	kill_only(pid);
	reap(pid);
}

static void one_that_is_dead_and_unclaimed_is_not_running_and_then_not_there(void)
{
	struct process process;
	pid_t pid = start_sleeper();

	kill_only(pid);
	g_assert_false(read_known(pid).is_running);
	reap(pid);
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

/* ---- identities ---- */

static void this_process_is_alive(void)
{
	struct process_identity self = process_identity_self();

	g_assert_cmpint(self.pid, ==, getpid());
	g_assert_cmpint(self.start_time, !=, 0);
	g_assert_true(process_identity_is_alive(&self));
}

static void another_process_with_its_number_is_not_it(void)
{
	struct process_identity self = process_identity_self();

	self.start_time++;
	g_assert_false(process_identity_is_alive(&self));
}

static void after_a_restart_of_the_machine_it_is_gone(void)
{
	struct process_identity self = process_identity_self();

	if (!*self.boot) {
		g_test_skip("boots have no names here");
		return;
	}
	g_strlcpy(self.boot, "another", sizeof(self.boot));
	g_assert_false(process_identity_is_alive(&self));
}

static void where_the_start_is_not_known_the_number_has_to_do(void)
{
	struct process_identity self = process_identity_self();

	self.start_time = 0;
	g_assert_true(process_identity_is_alive(&self));
}

static void where_the_boot_is_not_known_start_and_number_have_to_do(void)
{
	struct process_identity self = process_identity_self();

	self.boot[0] = '\0';
	g_assert_true(process_identity_is_alive(&self));
	self.start_time++;
	g_assert_false(process_identity_is_alive(&self));
}

static void a_number_that_no_process_has_is_gone(void)
{
	static const int64_t numbers[] = {0, -1, -2, G_MAXINT32, INT64_C(1) << 32};
	struct process_identity identity = process_identity_self();

	identity.start_time = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		identity.pid = numbers[i];
		g_assert_false(process_identity_is_alive(&identity));
	}
}

static void a_dead_process_is_gone_before_it_is_reaped(void)
{
	struct process_identity identity = process_identity_self();
	pid_t pid = start_sleeper();

	identity.pid = pid;
	identity.start_time = read_known(pid).start_time;
	g_assert_true(process_identity_is_alive(&identity));
	kill_only(pid);
	g_assert_false(process_identity_is_alive(&identity));
	reap(pid);
	g_assert_false(process_identity_is_alive(&identity));
}

/* The name is in /proc/PID/stat, before the fields that are read. */
static void the_name_of_a_process_does_not_confuse(void)
{
	char before[16];

	g_assert_cmpint(prctl(PR_GET_NAME, before, 0, 0, 0), ==, 0);
	g_assert_cmpint(prctl(PR_SET_NAME, ") Z 1 (", 0, 0, 0), ==, 0);
	struct process_identity self = process_identity_self();
	g_assert_cmpint(self.start_time, !=, 0);
	g_assert_true(process_identity_is_alive(&self));
	g_assert_cmpint(prctl(PR_SET_NAME, before, 0, 0, 0), ==, 0);
}

static void what_is_not_known_of_a_start_contradicts_no_other(void)
{
	const struct process_identity known = {.pid = 7, .start_time = 1000};
	const struct process_identity unknown = {.pid = 7};

	g_assert_true(process_identity_fits(&known, 7, 1000));
	g_assert_true(process_identity_fits(&known, 7, 0));
	g_assert_true(process_identity_fits(&unknown, 7, 1000));
	g_assert_false(process_identity_fits(&known, 7, 1001));
	g_assert_false(process_identity_fits(&unknown, 8, 1000));
}

/* ---- identities as text ---- */

static void a_running_process_is_alive_until_it_ends(void)
{
	pid_t pid = start_sleeper();
	g_autofree char *text = process_identity_text(pid);

	g_assert_nonnull(text);
	g_assert_true(process_identity_text_is_alive(text));
	kill_only(pid);
	g_assert_false(process_identity_text_is_alive(text));
	g_assert_null(process_identity_text(pid));
	reap(pid);
	g_assert_false(process_identity_text_is_alive(text));
	g_assert_null(process_identity_text(pid));
}

static void what_is_no_identity_is_not_alive(void)
{
	g_autofree char *text = process_identity_text(getpid());
	g_autofree char *earlier = g_strdup_printf("%d 1 some-boot", (int)getpid());
	g_autofree char *half = g_strdup_printf("%d", (int)getpid());
	g_autofree char *more = g_strconcat(text, " 1", NULL);

	g_assert_true(process_identity_text_is_alive(text));
	g_assert_false(process_identity_text_is_alive(earlier));
	g_assert_false(process_identity_text_is_alive(half));
	g_assert_false(process_identity_text_is_alive(more));
	g_assert_false(process_identity_text_is_alive(NULL));
	g_assert_false(process_identity_text_is_alive(""));
}

/* The text is in files that other versions have written and will read. */
static void the_text_is_number_start_and_boot(void)
{
	const struct process_identity self = process_identity_self();
	g_autofree char *text = process_identity_text(getpid());
	g_autofree char *expected =
		g_strdup_printf("%d %" G_GINT64_FORMAT " %s", (int)getpid(), self.start_time,
				*self.boot ? self.boot : "unknown");

	g_assert_cmpstr(text, ==, expected);
}

static void ending_it_waits_for_its_end(void)
{
	pid_t pid = start_sleeper();
	g_autofree char *text = process_identity_text(pid);

	process_identity_text_end(text, 5000);

	g_assert_false(process_identity_text_is_alive(text));
	g_assert_cmpint(WTERMSIG(reap(pid)), ==, SIGTERM);
}

static void one_that_ignores_TERM_is_killed(void)
{
	void (*before)(int) = signal(SIGTERM, SIG_IGN);
	pid_t pid = start_sleeper();
	signal(SIGTERM, before);
	g_autofree char *text = process_identity_text(pid);

	process_identity_text_end(text, 50);

	g_assert_cmpint(WTERMSIG(reap(pid)), ==, SIGKILL);
}

/* Its number may be another's by now. */
static void what_may_be_another_is_alive_and_not_ended(void)
{
	const struct process_identity self = process_identity_self();
	pid_t pid = start_sleeper();
	const int64_t start_time = read_known(pid).start_time;
	g_autofree char *without_start = g_strdup_printf("%d 0 %s", (int)pid, self.boot);
	g_autofree char *without_boot =
		g_strdup_printf("%d %" G_GINT64_FORMAT " unknown", (int)pid, start_time);

	g_assert_true(process_identity_text_is_alive(without_start));
	process_identity_text_end(without_start, 10);
	if (*self.boot) {
		g_assert_true(process_identity_text_is_alive(without_boot));
		process_identity_text_end(without_boot, 10);
	}

	g_assert_true(read_known(pid).is_running);
	kill_only(pid);
	g_assert_cmpint(WTERMSIG(reap(pid)), ==, SIGKILL);
}

/* A child of this program finds it as its ancestor; this program has no such ancestor. */
static void the_ancestor_of_the_same_program_is_found(void)
{
	g_autofree char *self = process_identity_text(getpid());
	pid_t pid = fork();

	if (pid == 0) {
		g_autofree char *found = process_identity_text_of_ancestor();
		_exit(g_strcmp0(found, self) == 0 ? 0 : 1);
	}
	g_assert_cmpint(reap(pid), ==, 0);
	g_assert_null(process_identity_text_of_ancestor());
}

#define ADD(test) g_test_add_func("/process_identity/" #test, test)

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
	ADD(this_process_is_alive);
	ADD(another_process_with_its_number_is_not_it);
	ADD(after_a_restart_of_the_machine_it_is_gone);
	ADD(where_the_start_is_not_known_the_number_has_to_do);
	ADD(where_the_boot_is_not_known_start_and_number_have_to_do);
	ADD(a_number_that_no_process_has_is_gone);
	ADD(a_dead_process_is_gone_before_it_is_reaped);
	ADD(the_name_of_a_process_does_not_confuse);
	ADD(what_is_not_known_of_a_start_contradicts_no_other);
	ADD(a_running_process_is_alive_until_it_ends);
	ADD(what_is_no_identity_is_not_alive);
	ADD(the_text_is_number_start_and_boot);
	ADD(ending_it_waits_for_its_end);
	ADD(one_that_ignores_TERM_is_killed);
	ADD(what_may_be_another_is_alive_and_not_ended);
	ADD(the_ancestor_of_the_same_program_is_found);
	return g_test_run();
}
