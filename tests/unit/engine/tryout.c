#include "engine/tryout.h"

#include <signal.h>
#include <unistd.h>

#define GRACE_US ((int64_t)60 * G_USEC_PER_SEC)

/* Runs `command` with this limit; what came of it is to be cleared. */
static struct tryout run(const char *command, int64_t timeout_us)
{
	scoped(tryouts) tryouts = tryouts_new("/", GRACE_US);
	struct tryout tryout = {.command = command, .timeout_us = timeout_us};

	tryout_run(tryouts, &tryout);
	return tryout;
}

static void assert_said(const struct tryout *tryout, const char *wanted)
{
	g_assert_true(text_is(tryout_said(tryout), wanted));
	g_assert_cmpuint(tryout->length, ==, strlen(wanted));
}

static void tells_how_it_ended_and_what_it_said(void)
{
	cleared(tryout) tryout = run("pwd; echo no >&2; exit 3", 0);

	g_assert_cmpint(tryout.ending.kind, ==, ENDING_EXITED);
	g_assert_cmpint(tryout.ending.code, ==, 3);
	assert_said(&tryout, "/\n");
	g_autofree char *errors = tail_format(&tryout.errors, "");
	g_assert_cmpstr(errors, ==, "no");
}

static void keeps_the_beginning_of_much_and_counts_all(void)
{
	cleared(tryout) tryout = run("head -c 1000000 /dev/zero", 0);

	g_assert_cmpuint(tryout.length, ==, 1000000);
	g_assert_cmpuint(tryout_said(&tryout).length, ==, TRYOUT_KEPT_BYTES);
}

static void is_ended_when_its_time_is_up(void)
{
	cleared(tryout) tryout = run("exec sleep 1000", 1000);

	g_assert_cmpint(tryout.ending.kind, ==, ENDING_TIMED_OUT);
	g_assert_false(tryout.was_killed);
}

static void stop_at_once(struct tryout *tryout, struct bytes bytes)
{
	(void)bytes;
	tryout_stop(tryout);
}

static void can_be_stopped_when_it_has_said_something(void)
{
	scoped(tryouts) tryouts = tryouts_new("/", GRACE_US);
	cleared(tryout) tryout = {.command = "echo ready; exec sleep 1000", .output = stop_at_once};

	tryout_run(tryouts, &tryout);
	g_assert_cmpint(tryout.ending.kind, ==, ENDING_SIGNALLED);
	g_assert_cmpint(tryout.ending.code, ==, SIGTERM);
	g_assert_false(tryout.was_killed);
	assert_said(&tryout, "ready\n");
}

static void is_killed_when_it_does_not_heed_term(void)
{
	scoped(tryouts) tryouts = tryouts_new("/", 1000);
	cleared(tryout) tryout = {
		.command = "trap '' TERM; echo ready; while :; do sleep 0.02; done",
		.output = stop_at_once,
	};

	tryout_run(tryouts, &tryout);
	g_assert_cmpint(tryout.ending.code, ==, SIGKILL);
	g_assert_true(tryout.was_killed);
}

/* Sends us SIGINT, then hangs. */
static char *interrupting_command(void)
{
	return g_strdup_printf("kill -INT %d; exec sleep 1000", (int)getpid());
}

static void an_interrupt_ends_it_and_keeps_others_from_starting(void)
{
	scoped(tryouts) tryouts = tryouts_new("/", GRACE_US);
	g_autofree char *command = interrupting_command();
	cleared(tryout) interrupted = {.command = command};
	cleared(tryout) other = {.command = "echo ran"};
	cleared(tryout) needed = {.command = "echo ran", .is_needed = true};

	tryout_run(tryouts, &interrupted);
	tryout_run(tryouts, &other);
	tryout_run(tryouts, &needed);
	g_assert_cmpint(tryouts_signal(tryouts), ==, SIGINT);
	g_assert_cmpint(interrupted.ending.kind, ==, ENDING_TIMED_OUT);
	g_assert_cmpint(other.ending.kind, ==, ENDING_TIMED_OUT);
	assert_said(&other, "");
	g_assert_true(ending_is_success(needed.ending));
	assert_said(&needed, "ran\n");
}

static void what_is_needed_is_not_ended_by_an_interrupt(void)
{
	scoped(tryouts) tryouts = tryouts_new("/", GRACE_US);
	g_autofree char *command = g_strdup_printf("kill -TERM %d; echo done", (int)getpid());
	cleared(tryout) tryout = {.command = command, .is_needed = true};

	tryout_run(tryouts, &tryout);
	g_assert_true(ending_is_success(tryout.ending));
	assert_said(&tryout, "done\n");
}

#define ADD(test) g_test_add_func("/engine/tryout/" #test, test)

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
