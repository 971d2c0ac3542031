#include "base/instance_id.h"

#include <glib.h>

#include "base/bytes.h"

static void assert_flawed(const char *id, const char *flaw)
{
	g_assert_nonnull(instance_id_flaw(id));
	g_assert_nonnull(strstr(instance_id_flaw(id), flaw));
}

static void words_of_any_script_can_be_used(void)
{
	g_assert_null(instance_id_flaw("i0"));
	g_assert_null(instance_id_flaw("host.example:22/a-b_c@d"));
	g_assert_null(instance_id_flaw("\xe6\xbc\xa2"));
	g_assert_null(instance_id_flaw("a$(b)'\"\\"));
}

static void what_a_command_takes_for_an_option_cannot(void)
{
	assert_flawed("-rf", "option");
	assert_flawed("-", "option");
	assert_flawed("--no-preserve-root", "option");
}

static void what_is_no_word_cannot(void)
{
	assert_flawed("", "empty");
	assert_flawed("a b", "blank");
	assert_flawed("a\nb", "control");
}

static void what_a_terminal_would_act_on_cannot(void)
{
	assert_flawed("\x1b[31m", "control");
	assert_flawed("\x7f", "control");
	assert_flawed("\xc2\x9b"
		      "31m",
		      "control"); /* the one-character form of ESC [ */
}

static void what_is_not_utf8_cannot(void)
{
	assert_flawed("\xff", "UTF-8");
	assert_flawed("i\xc3", "UTF-8");
}

static void what_is_too_long_cannot(void)
{
	g_autofree char *longest = g_strnfill(INSTANCE_ID_BYTES_MAX, 'x');
	g_autofree char *longer = g_strconcat(longest, "x", NULL);

	g_assert_null(instance_id_flaw(longest));
	assert_flawed(longer, "long");
}

static void an_id_is_shown_in_quotes_and_harmless(void)
{
	g_autofree char *shown = instance_id_show("-\x1b");

	g_assert_cmpstr(shown, ==, "'-\\x1b'");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words of any script can be used", words_of_any_script_can_be_used);
	g_test_add_func("/what a command takes for an option cannot",
			what_a_command_takes_for_an_option_cannot);
	g_test_add_func("/what is no word cannot", what_is_no_word_cannot);
	g_test_add_func("/what a terminal would act on cannot",
			what_a_terminal_would_act_on_cannot);
	g_test_add_func("/what is not utf8 cannot", what_is_not_utf8_cannot);
	g_test_add_func("/what is too long cannot", what_is_too_long_cannot);
	g_test_add_func("/an id is shown in quotes and harmless",
			an_id_is_shown_in_quotes_and_harmless);
	return g_test_run();
}
