/* Telling a process from every other that ever had its number. */
#include "store/owner.h"

#include <sys/prctl.h>

#include "fixture.h"

static void test_this_process_is_alive(void)
{
	struct process_identity self = process_identity_self();

	g_assert_cmpint(self.pid, ==, getpid());
	g_assert_true(process_identity_is_alive(&self));
}

static void test_another_process_with_its_number_is_not_it(void)
{
	struct process_identity self = process_identity_self();

	if (self.start_time == 0) {
		g_test_skip("no /proc here");
		return;
	}
	self.start_time++;
	g_assert_false(process_identity_is_alive(&self));
}

static void test_the_machine_has_been_restarted_since(void)
{
	struct process_identity self = process_identity_self();

	g_strlcpy(self.boot, "another", sizeof(self.boot));
	g_assert_false(process_identity_is_alive(&self));
}

static void test_where_the_start_is_not_known_the_number_has_to_do(void)
{
	struct process_identity self = process_identity_self();

	self.start_time = 0;
	g_assert_true(process_identity_is_alive(&self));
}

static void test_a_number_that_no_process_has_is_dead(void)
{
	struct process_identity owner = process_identity_self();

	owner.start_time = 0;
	for (owner.pid = 0; owner.pid > -3; owner.pid--)
		g_assert_false(process_identity_is_alive(&owner));
}

static int report_self_and_die(void *pipe_end)
{
	struct process_identity self = process_identity_self();

	g_assert_cmpint(write(GPOINTER_TO_INT(pipe_end), &self, sizeof(self)), ==, sizeof(self));
	return die();
}

static void test_a_dead_process_is_dead_before_it_is_reaped(void)
{
	struct process_identity owner;
	siginfo_t info;
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t child = start_child(report_self_and_die, GINT_TO_POINTER(ends[1]));
	g_assert_cmpint(read(ends[0], &owner, sizeof(owner)), ==, sizeof(owner));
	g_assert_cmpint(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), ==, 0);
	g_assert_false(process_identity_is_alive(&owner));
	await_child(child);
	g_assert_false(process_identity_is_alive(&owner));
	close(ends[0]);
	close(ends[1]);
}

/* The name is in /proc/PID/stat, before the fields that are read. */
static int has_a_confusing_name(void *unused)
{
	g_assert_null(unused);
	g_assert_cmpint(prctl(PR_SET_NAME, ") Z 1 (", 0, 0, 0), ==, 0);
	struct process_identity self = process_identity_self();
	return process_identity_is_alive(&self) && self.start_time != 0 ? 0 : 1;
}

static void test_the_name_of_a_process_does_not_confuse(void)
{
	run_child(has_a_confusing_name, NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/owner/this process is alive", test_this_process_is_alive);
	g_test_add_func("/owner/another process with its number is not it",
			test_another_process_with_its_number_is_not_it);
	g_test_add_func("/owner/the machine has been restarted since",
			test_the_machine_has_been_restarted_since);
	g_test_add_func("/owner/where the start is not known the number has to do",
			test_where_the_start_is_not_known_the_number_has_to_do);
	g_test_add_func("/owner/a number that no process has is dead",
			test_a_number_that_no_process_has_is_dead);
	g_test_add_func("/owner/a dead process is dead before it is reaped",
			test_a_dead_process_is_dead_before_it_is_reaped);
	g_test_add_func("/owner/the name of a process does not confuse",
			test_the_name_of_a_process_does_not_confuse);
	return g_test_run();
}
