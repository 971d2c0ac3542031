#include "config/shell_scan.h"

#include <string.h>

#include "config/command_template.h"
#include "support/shell_template.h"

/* Where testr cannot tell how the shell reads the place. */
static const char *const unclear[] = {
	"cat <<EOF\n@\nEOF",
	"cat <<'EOF'\nit's\nEOF\nshow @",
	"show x # @",
	"show x \\\n# @",
	"show \\@",
	"show \"\\@\"",
	"show `echo \\@`",
	"show $@",
	"show \"$@\"",
	"show $((@))",
	"show \"$((1+@))\"",
	"((@))",
	"show $[@]",
	"show ${x:-@}",
	"show \"${x:-'@'}\"",
	"show $'@'",
	"show $'it\\'s' '@'",
	"show '@",
	"show \"@",
	"show `show @",
	"show $(show @",
	"x=$(case x in x) show @;; esac)",
	"echo \"it's @\"",
	"show \"$\\\n(show @)\"",
	"cat <\\\n<EOF\n@\nEOF",
	"$($($($($($($($($($($($($($($($($(show @)))))))))))))))))",
};

static void test_unclear_places_take_harmless_words_only(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(unclear); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) parts = g_strsplit(unclear[i], "@", -1);
		g_autofree char *raw = g_strjoinv("vm-1 vm-2", parts);
		shell_assert_filled(unclear[i], (const char *const[]){"vm-1", "vm-2", NULL}, NULL,
				    raw);

		if (shell_fill_word(unclear[i], "a'b", &error))
			g_error("\"%s\" was thought to be clear", unclear[i]);
		g_assert_error(error, COMMAND_TEMPLATE_ERROR, COMMAND_TEMPLATE_ERROR_UNSAFE);
		g_assert_true(g_str_has_prefix(error->message,
					       "cannot quote 'a'b' for the place of $IDS: "));
	}
}

/* Pieces of templates that lead the scanner astray if anything does. */
static const char *const pieces[] = {
	"@",     "@",    "@",     "show ",  "'",        "'",        "\"",     "\"",    "`",   "$(",
	")",     "\\",   "$",     " ",      "\n",       ";",        "a",      "#",     "<<",  "EOF",
	"eval ", "${x}", "${x:-", "}",      "sh -c '",  "sh -c \"", "sh -c ", "\\\"",  "\\`", "\\'",
	"$$",    "\\\n", "case ", " esac ", "x in x) ", "&&",       "|",      "'\\''", "$'",  "$((",
	"))",    "\\\\", ">",     "then ",  "if ",      "2>",       "-e ",    "-- ",   " @ ",
};

static char *random_template(void)
{
	GString *template = g_string_new(NULL);

	for (int count = g_test_rand_int_range(2, 14); count > 0; count--)
		g_string_append(template, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
	return g_string_free(template, FALSE);
}

/* Adds a template with a hostile word in it to `commands`, and its story to `stories`. */
static void add_random_command(GPtrArray *commands, GPtrArray *stories)
{
	size_t count = g_strv_length((char **)hostile_strings);
	const char *word = hostile_strings[g_test_rand_int_range(0, (int)count)];
	g_autofree char *template = random_template();
	g_autofree char *command = shell_fill_word(template, word, NULL);

	/* The word was refused, or there was no place for it. */
	if (!command || strcmp(command, template) == 0)
		return;
	g_ptr_array_add(stories, g_strdup_printf("\"%s\" in \"%s\" was run: \"%s\"", word, template,
						 command));
	g_ptr_array_add(commands, g_steal_pointer(&command));
}

/* Makes so many templates, and lets one shell run them. */
static void assert_none_is_run(const struct shell *shell, int count)
{
	g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) stories = g_ptr_array_new_with_free_func(g_free);

	for (int i = 0; i < count; i++)
		add_random_command(commands, stories);
	g_autoptr(GArray) readings = shell_read(shell, commands);
	for (size_t i = 0; i < commands->len; i++)
		if (shell_reading_at(readings, i)->has_run_hostile)
			g_error("%s: %s", shell->program, (char *)stories->pdata[i]);
}

/* Whatever a template looks like, a word in it is refused or runs nothing. */
static void test_hostile_words_never_run(const void *program)
{
	struct shell shell;

	if (!shell_begin(&shell, program))
		return;
	for (int i = 0; i < (g_test_thorough() ? 200 : 1); i++)
		assert_none_is_run(&shell, 500);
	shell_clear(&shell);
}

static void test_unclear_places_take_commands_without_quotes_only(void)
{
	g_autoptr(GError) error = NULL;

	shell_assert_filled("sh <<E\n%\nE", NULL, "cd x && ${y:-z} a=b *",
			    "sh <<E\ncd x && ${y:-z} a=b *\nE");
	g_assert_null(shell_fill("sh <<E\n%\nE", NULL, "run 'a b'", &error));
	g_assert_error(error, COMMAND_TEMPLATE_ERROR, COMMAND_TEMPLATE_ERROR_UNSAFE);
}

/* The shell's own number and a parenthesis, and not a dollar sign and `$(`. */
static void test_two_dollar_signs_are_one_parameter(void)
{
	shell_assert_filled("x \"$$(y @)\"", (const char *const[]){"$(z)", NULL}, NULL,
			    "x \"$$(y '\\$(z)')\"");
}

static void test_a_megabyte_is_no_trouble(void)
{
	g_autofree char *word = g_strnfill(1 << 20, '\'');
	g_autofree char *rendered = shell_fill_word("sh -c 'x \"@\"'", word, NULL);
	g_autofree char *template = g_strnfill(1 << 20, '@');
	g_autofree char *many = shell_fill_word(template, "x", NULL);
	g_autofree char *quotes = g_strnfill(1 << 20, '"');
	g_autofree char *empty = shell_fill_word(quotes, "x", NULL);

	g_assert_cmpuint(strlen(rendered), >, 1 << 20);
	g_assert_cmpuint(strlen(many), ==, 1 << 20);
	g_assert_cmpuint(strlen(empty), ==, 1 << 20);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	shell_add_tests("/shell_scan/hostile_words_never_run", test_hostile_words_never_run);
	g_test_add_func("/shell_scan/unclear_places_take_harmless_words_only",
			test_unclear_places_take_harmless_words_only);
	g_test_add_func("/shell_scan/unclear_places_take_commands_without_quotes_only",
			test_unclear_places_take_commands_without_quotes_only);
	g_test_add_func("/shell_scan/two_dollar_signs_are_one_parameter",
			test_two_dollar_signs_are_one_parameter);
	g_test_add_func("/shell_scan/a_megabyte_is_no_trouble", test_a_megabyte_is_no_trouble);
	return g_test_run();
}
