#include "engine/engine.h"

#include <glib/gstdio.h>

/* The number that the callout `command` prints. */
static int ask(const char *command, GError **error)
{
	struct config config = {.test_run_concurrency = (char *)command};

	return engine_ask_concurrency(&config, "/", NULL, error);
}

static void assert_refused(const char *command, const char *why)
{
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ask(command, &error), ==, -1);
	g_assert_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, why));
	g_assert_nonnull(strstr(error->message, command));
}

static void is_the_first_line_of_what_the_callout_prints(void)
{
	g_assert_cmpint(ask("echo 3", NULL), ==, 3);
	g_assert_cmpint(ask("printf ' 12 \\nand more\\n'", NULL), ==, 12);
	g_assert_cmpint(ask("printf 7; printf noise >&2", NULL), ==, 7);
	g_assert_cmpint(ask("echo 0", NULL), ==, 0);
}

static void runs_in_the_folder(void)
{
	g_assert_cmpint(ask("test $(pwd) = / && echo 1", NULL), ==, 1);
}

static void what_is_no_number_is_refused(void)
{
	assert_refused("echo many", "printed 'many'");
	assert_refused("echo -1", "printed '-1'");
	assert_refused("echo 2.5", "printed '2.5'");
	assert_refused("echo 99999999999", "printed '99999999999'");
	assert_refused("true", "printed ''");
}

static void a_callout_that_fails_is_shown_with_its_last_words(void)
{
	assert_refused("echo no idea >&2; echo 3; exit 4", "exited with status 4");
	assert_refused("echo no idea >&2; exit 4", "    no idea");
}

static void an_endless_answer_is_no_number(void)
{
	assert_refused("head -c 10000000 /dev/zero | tr '\\0' 9", "printed '9999");
}

#define ADD(test) g_test_add_func("/engine/concurrency_callout/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(is_the_first_line_of_what_the_callout_prints);
	ADD(runs_in_the_folder);
	ADD(what_is_no_number_is_refused);
	ADD(a_callout_that_fails_is_shown_with_its_last_words);
	ADD(an_endless_answer_is_no_number);
	return g_test_run();
}
