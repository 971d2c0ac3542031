#include "engine/one_shot.h"

#include <signal.h>
#include <unistd.h>

#define GRACE_US ((int64_t)60 * G_USEC_PER_SEC)

/* Runs `command` with this limit; what came of it is to be cleared. */
static struct one_shot run(const char *command, int64_t timeout_us)
{
	scoped(one_shots) one_shots = one_shots_new("/", GRACE_US, NULL);
	struct one_shot one_shot = {.command = command, .timeout_us = timeout_us};

	one_shot_run(one_shots, &one_shot);
	return one_shot;
}

static void assert_said(const struct one_shot *one_shot, const char *wanted)
{
	g_assert_true(text_is(one_shot_said(one_shot), wanted));
	g_assert_cmpuint(one_shot->length, ==, strlen(wanted));
}

static void tells_how_it_ended_and_what_it_said(void)
{
	cleared(one_shot) one_shot = run("pwd; echo no >&2; exit 3", 0);

	g_assert_cmpint(one_shot.ending.kind, ==, ENDING_EXITED);
	g_assert_cmpint(one_shot.ending.code, ==, 3);
	assert_said(&one_shot, "/\n");
	g_autofree char *errors = tail_format(&one_shot.errors, "");
	g_assert_cmpstr(errors, ==, "no");
}

static void keeps_the_beginning_of_much_and_counts_all(void)
{
	cleared(one_shot) one_shot = run("head -c 1000000 /dev/zero", 0);

	g_assert_cmpuint(one_shot.length, ==, 1000000);
	g_assert_cmpuint(one_shot_said(&one_shot).length, ==, ONE_SHOT_KEPT_BYTES);
}

static void is_ended_when_its_time_is_up(void)
{
	cleared(one_shot) one_shot = run("exec sleep 1000", 1000);

	g_assert_cmpint(one_shot.ending.kind, ==, ENDING_TIMED_OUT);
	g_assert_false(one_shot.was_killed);
}

static void stop_at_once(struct one_shot *one_shot, struct bytes bytes)
{
	(void)bytes;
	one_shot_stop(one_shot);
}

static void can_be_stopped_when_it_has_said_something(void)
{
	scoped(one_shots) one_shots = one_shots_new("/", GRACE_US, NULL);
	cleared(one_shot)
		one_shot = {.command = "echo ready; exec sleep 1000", .output = stop_at_once};

	one_shot_run(one_shots, &one_shot);
	g_assert_cmpint(one_shot.ending.kind, ==, ENDING_SIGNALLED);
	g_assert_cmpint(one_shot.ending.code, ==, SIGTERM);
	g_assert_false(one_shot.was_killed);
	assert_said(&one_shot, "ready\n");
}

static void is_killed_when_it_does_not_heed_term(void)
{
	scoped(one_shots) one_shots = one_shots_new("/", 1000, NULL);
	cleared(one_shot) one_shot = {
		.command = "trap '' TERM; echo ready; while :; do sleep 0.02; done",
		.output = stop_at_once,
	};

	one_shot_run(one_shots, &one_shot);
	g_assert_cmpint(one_shot.ending.code, ==, SIGKILL);
	g_assert_true(one_shot.was_killed);
}

/* Sends us SIGINT, then hangs. */
static char *interrupting_command(void)
{
	return g_strdup_printf("kill -INT %d; exec sleep 1000", (int)getpid());
}

static void an_interrupt_ends_it_and_keeps_others_from_starting(void)
{
	scoped(one_shots) one_shots = one_shots_new("/", GRACE_US, NULL);
	g_autofree char *command = interrupting_command();
	cleared(one_shot) interrupted = {.command = command};
	cleared(one_shot) other = {.command = "echo ran"};
	cleared(one_shot) needed = {.command = "echo ran", .is_needed = true};

	one_shot_run(one_shots, &interrupted);
	one_shot_run(one_shots, &other);
	one_shot_run(one_shots, &needed);
	g_assert_cmpint(one_shots_signal(one_shots), ==, SIGINT);
	g_assert_cmpint(interrupted.ending.kind, ==, ENDING_TIMED_OUT);
	g_assert_cmpint(other.ending.kind, ==, ENDING_TIMED_OUT);
	assert_said(&other, "");
	g_assert_true(ending_is_success(needed.ending));
	assert_said(&needed, "ran\n");
}

static void what_is_needed_is_not_ended_by_an_interrupt(void)
{
	scoped(one_shots) one_shots = one_shots_new("/", GRACE_US, NULL);
	g_autofree char *command = g_strdup_printf("kill -TERM %d; echo done", (int)getpid());
	cleared(one_shot) one_shot = {.command = command, .is_needed = true};

	one_shot_run(one_shots, &one_shot);
	g_assert_true(ending_is_success(one_shot.ending));
	assert_said(&one_shot, "done\n");
}

#define ADD(test) g_test_add_func("/engine/one_shot/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	/* Whoever runs the tests may have had these ignored, and that is inherited. */
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	ADD(tells_how_it_ended_and_what_it_said);
	ADD(keeps_the_beginning_of_much_and_counts_all);
	ADD(is_ended_when_its_time_is_up);
	ADD(is_killed_when_it_does_not_heed_term);
	ADD(can_be_stopped_when_it_has_said_something);
	ADD(an_interrupt_ends_it_and_keeps_others_from_starting);
	ADD(what_is_needed_is_not_ended_by_an_interrupt);
	return g_test_run();
}
