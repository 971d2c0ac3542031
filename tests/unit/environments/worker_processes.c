#include "environments/worker_processes.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What has come of all items. */
struct outcome {
	int succeeded;
	GString *failures;
	bool stops_at_failure;
};

static bool note(void *item, const char *failure, void *data)
{
	struct outcome *outcome = data;

	(void)item;
	if (!failure)
		outcome->succeeded++;
	else
		g_string_append_printf(outcome->failures, "%s;", failure);
	return !(failure && outcome->stops_at_failure);
}

/* Items are strings; those that begin with '!' fail with what follows. */
static bool succeed_or_fail(void *item, GError **error)
{
	const char *word = item;

	if (word[0] == '!')
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s", word + 1);
	return word[0] != '!';
}

static int go(const char *const *words, int at_once, worker_processes_work_fn work,
	      struct outcome *outcome)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	outcome->failures = g_string_new(NULL);
	for (; *words; words++)
		g_ptr_array_add(items, (char *)*words);
	return worker_processes_run(items, at_once, true, work, note, outcome);
}

static void each_item_is_worked_on_and_failures_keep_their_words(void)
{
	struct outcome outcome = {0};
	const char *const words[] = {"a", "!no disk", "b", "c", NULL};

	g_assert_cmpint(go(words, 2, succeed_or_fail, &outcome), ==, 0);
	g_assert_cmpint(outcome.succeeded, ==, 3);
	g_assert_cmpstr(outcome.failures->str, ==, "no disk;");
	g_string_free(outcome.failures, TRUE);
}

static void nothing_to_do_is_done_at_once(void)
{
	struct outcome outcome = {0};
	const char *const words[] = {NULL};

	g_assert_cmpint(go(words, 2, succeed_or_fail, &outcome), ==, 0);
	g_assert_cmpint(outcome.succeeded, ==, 0);
	g_string_free(outcome.failures, TRUE);
}

static void a_failure_can_stop_the_rest(void)
{
	struct outcome outcome = {.stops_at_failure = true};
	const char *const words[] = {"a", "!b", "c", "d", NULL};

	g_assert_cmpint(go(words, 1, succeed_or_fail, &outcome), ==, 0);
	g_assert_cmpint(outcome.succeeded, ==, 1);
	g_string_free(outcome.failures, TRUE);
}

static bool die(void *item, GError **error)
{
	(void)item;
	(void)error;
	raise(SIGKILL);
	return true;
}

static void work_that_is_killed_is_a_failure(void)
{
	struct outcome outcome = {0};
	const char *const words[] = {"a", NULL};

	g_assert_cmpint(go(words, 1, die, &outcome), ==, 0);
	g_assert_cmpint(outcome.succeeded, ==, 0);
	g_assert_nonnull(strstr(outcome.failures->str, "SIGKILL"));
	g_string_free(outcome.failures, TRUE);
}

static int barrier[2];

/* Works only if another does at the same time: each gives a byte, and waits for the other's. */
static bool meet(void *item, GError **error)
{
	int *ends = item;
	char byte = 0;

	(void)error;
	return write(ends[1], &byte, 1) == 1 && read(ends[0], &byte, 1) == 1;
}

static void several_items_are_worked_on_at_a_time(void)
{
	int there[2];
	int back[2];
	struct outcome outcome = {.failures = g_string_new(NULL)};
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	g_assert_cmpint(pipe(there), ==, 0);
	g_assert_cmpint(pipe(back), ==, 0);
	int first[2] = {back[0], there[1]};
	int second[2] = {there[0], back[1]};
	g_ptr_array_add(items, first);
	g_ptr_array_add(items, second);

	worker_processes_run(items, 2, true, meet, note, &outcome);

	g_assert_cmpint(outcome.succeeded, ==, 2);
	g_string_free(outcome.failures, TRUE);
}

/* Interrupts the caller, then works on for ever, with a helper that holds the barrier's pipe. */
static bool interrupt(void *item, GError **error)
{
	(void)item;
	(void)error;
	close(barrier[0]);
	if (fork() != 0)
		kill(getppid(), SIGTERM);
	while (pause() != 0)
		;
	return false;
}

static void a_signal_ends_work_and_its_helpers(void)
{
	struct outcome outcome = {0};
	const char *const words[] = {"a", NULL};
	char byte;

	g_assert_cmpint(pipe(barrier), ==, 0);
	g_assert_cmpint(go(words, 1, interrupt, &outcome), ==, SIGTERM);
	close(barrier[1]);
	g_assert_cmpint(read(barrier[0], &byte, 1), ==, 0); /* nobody holds the other end */
	g_assert_cmpint(outcome.succeeded, ==, 0);
	g_string_free(outcome.failures, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/worker_processes/all",
			each_item_is_worked_on_and_failures_keep_their_words);
	g_test_add_func("/worker_processes/nothing", nothing_to_do_is_done_at_once);
	g_test_add_func("/worker_processes/stop", a_failure_can_stop_the_rest);
	g_test_add_func("/worker_processes/killed", work_that_is_killed_is_a_failure);
	g_test_add_func("/worker_processes/at-once", several_items_are_worked_on_at_a_time);
	g_test_add_func("/worker_processes/signal", a_signal_ends_work_and_its_helpers);
	return g_test_run();
}
