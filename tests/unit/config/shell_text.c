#include "config/shell_text.h"

#include <string.h>

#include "support/shell_template.h"

/* ---- words ---- */

/* In each of these `show` is given the word, between two others, as one argument. */
struct context {
	const char *template, *before, *after;
};

static const struct context exact[] = {
	{"show @", "", ""},
	{"show \"@\"", "", ""},
	{"show '@'", "", ""},
	{"show a@b", "a", "b"},
	{"show \"a@b\"", "a", "b"},
	{"show '/srv/@/x'", "/srv/", "/x"},
	{"show a'b'@\"c\"", "ab", "c"},
	{"x=@; show \"$x\"", "", ""},
	{"x=\"@\"; show \"$x\"", "", ""},
	{"if true; then show @; fi", "", ""},
	{"true && { show @; } || true", "", ""},
	{"(show @)", "", ""},
	{"case x in x) show @;; esac", "", ""},
	{"for i in @; do show \"$i\"; done", "", ""},
	{"show @>/dev/null", "", ""},
	{"show @</dev/null", "", ""},
	{"show @ # that's all", "", ""},
	{"# it's a comment\nshow @", "", ""},
	{"show \\\n @", "", ""},
	{": ${x:-it} $y ${y} $# $$; show @", "", ""},
	{"x=$(show @)", "", ""},
	{"x=\"$(show @)\"", "", ""},
	{"x=\"$(show \"@\")\"", "", ""},
	{"x=\"a'$(show '@')'\"", "", ""},
	{"x=$( (show @) )", "", ""},
	{"x=$(y=$(show @))", "", ""},
	{"x=`show @`", "", ""},
	{"x=`show \"@\"`", "", ""},
	{"x=`show '@'`", "", ""},
	{"x=\"`show @`\"", "", ""},
	{"x=`y=\\`show @\\``", "", ""},
	{"sh -c 'show @'", "", ""},
	{"sh -c \"show @\"", "", ""},
	{"sh -c 'show \"@\"'", "", ""},
	{"sh -c \"show '@'\"", "", ""},
	{"sh -c \"show \\\"@\\\"\"", "", ""},
	{"sh -c 'show '\\''@'\\'''", "", ""},
	{"sh -c 'sh -c \"show @\"'", "", ""},
	{"sh -c 'sh -c \"sh -c '\\''show @'\\''\"'", "", ""},
	{"sh -c 'x=`show @`'", "", ""},
	{"sh -c \"x=\\`show @\\`\"", "", ""},
	{"sh -c 'x=$(show @)'", "", ""},
	{"sh -c \"x=\\$(show @)\"", "", ""},
	{"sh -c show\\ @", "", ""},
	{"sh -c 'show '@", "", ""},
	{"sh -ec 'show @'", "", ""},
	{"sh -c 'show \"$1\"' _ @", "", ""},
	{"sh -c 'show \"$1\"' _ \"@\"", "", ""},
	{"sh -c >/dev/null \"show @\"", "", ""},
	{"sh -c 2>/dev/null 'show @'", "", ""},
	{"eval show @", "", ""},
	{">/dev/null eval show @", "", ""},
	{"eval 2>/dev/null eval show @", "", ""},
	{"eval 'show @'", "", ""},
	{"eval sh -c \\' show @ \\'", "", ""},
	{"eval show 2>&1 '@' >&2", "", ""},
	{"eval \"show '@'\"", "", ""},
	{"true; x=1 eval show @", "", ""},
	{"if true; then eval show @; fi", "", ""},
};

/* A command that fills each of `words` into `template`, in this shell or in others. */
static char *fill_with_each(const char *template, const char *const *words, bool has_processes)
{
	GString *script = g_string_new(has_processes ? NULL : shell_without_processes);

	for (const char *const *word = words; *word; word++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *command = shell_fill_word(template, *word, &error);
		g_assert_no_error(error);
		g_string_append_printf(script, "%s\n", command);
	}
	return g_string_free(script, FALSE);
}

static void assert_each_has_arrived(const struct shell *shell, const struct context *context,
				    const char *const *words, const struct shell_reading *reading)
{
	char **at = reading->shown;

	for (const char *const *word = words; *word; word++, at += 2) {
		g_autofree char *expected =
			g_strconcat(context->before, *word, context->after, NULL);
		if (!at[0] || !at[1] || strcmp(at[0], expected) != 0 || strcmp(at[1], "end") != 0)
			g_error("%s: in \"%s\" the word \"%s\" became \"%s\"", shell->program,
				context->template, *word, at[0] ? at[0] : "nothing");
	}
	g_assert_null(at[0]);
	if (reading->has_run_hostile)
		g_error("%s: in \"%s\" a word was run", shell->program, context->template);
}

static void assert_each_arrives(const void *program, const char *const *words, bool has_processes)
{
	g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func(g_free);
	struct shell shell;

	if (!shell_begin(&shell, program))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(exact); i++)
		g_ptr_array_add(commands, fill_with_each(exact[i].template, words, has_processes));
	g_autoptr(GArray) readings = shell_read(&shell, commands);
	for (size_t i = 0; i < G_N_ELEMENTS(exact); i++)
		assert_each_has_arrived(&shell, &exact[i], words, shell_reading_at(readings, i));
	shell_clear(&shell);
}

static void test_hostile_words_arrive_byte_for_byte(const void *program)
{
	assert_each_arrives(program, hostile_strings, false);
}

/* Shells within shells are processes here, as they are for users: too dear for each word. */
static void test_all_hostile_words_in_one_arrive_through_processes(const void *program)
{
	g_autofree char *all = g_strjoinv(" ", (char **)hostile_strings);

	assert_each_arrives(program, (const char *const[]){all, "", "a", NULL}, true);
}

static void test_lists_are_words_where_bare_and_text_in_quotes(void)
{
	const char *const words[] = {"a", "b c", NULL};
	const char *const none[] = {NULL};

	shell_assert_filled("x @ y", words, NULL, "x a 'b c' y");
	shell_assert_filled("x \"@\"", words, NULL, "x \"a b c\"");
	shell_assert_filled("x '@'", words, NULL, "x 'a b c'");
	shell_assert_filled("sh -c 'x @'", words, NULL, "sh -c 'x a '\\''b c'\\'''");
	shell_assert_filled("x @ y", none, NULL, "x  y");
	shell_assert_filled("x \"@\"", none, NULL, "x \"\"");
}

static void test_a_value_does_not_melt_into_the_code_beside_it(void)
{
	const char *const two[] = {"2", NULL};
	const char *const none[] = {NULL};

	shell_assert_filled("x @>log", two, NULL, "x 2''>log");
	shell_assert_filled("x @ >log", two, NULL, "x 2 >log");
	shell_assert_filled("x@>log", two, NULL, "x2''>log");
	shell_assert_filled("x <@<y", none, NULL, "x <''<y");
	shell_assert_filled("x @#y", none, NULL, "x ''#y");
}

/* ---- commands ---- */

static void assert_bare(const char *command, const char *expected)
{
	shell_assert_filled("quux @ -- %", (const char *const[]){"i", NULL}, command, expected);
}

static void test_simple_commands_go_in_as_words(void)
{
	assert_bare("./run --list", "quux i -- ./run --list");
	assert_bare("run 'a;b' \"c|d\" e\\&f", "quux i -- run 'a;b' \"c|d\" e\\&f");
	assert_bare("${PYTHON:-python} -m x *.py ~/x", "quux i -- ${PYTHON:-python} -m x *.py ~/x");
	assert_bare("run \\\n --more", "quux i -- run \\\n --more");
	assert_bare("run a=b --x={y}", "quux i -- run a=b --x={y}");
}

static void test_other_commands_become_one_quoted_word_behind_sh_c(void)
{
	static const char *const commands[] = {
		"a; b",        "a && b",   "a || b",     "a | b",
		"a &",         "a > b",    "a < b",      "(a)",
		"a\nb",        "a $(b)",   "a \"$(b)\"", "a `b`",
		"A=b c",       "A+=b c",   "A=",         "! a",
		"cd x",        "exec a",   ". ./env",    "a # b",
		"a <<E",       "a 'b",     "a \"b",      "a \\",
		"a ${b:-'c'}", "a $((1))", "  A=b c",    "if a; then b; fi",
		"a $'b'",      "{ a; }",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_auto(GStrv) parts = g_strsplit(commands[i], "'", -1);
		g_autofree char *escaped = g_strjoinv("'\\''", parts);
		g_autofree char *expected = g_strdup_printf("quux i -- sh -c '%s'", escaped);
		assert_bare(commands[i], expected);
	}
}

static void test_a_command_alone_in_quotes_is_one_argument_as_it_is(void)
{
	shell_assert_filled("ssh \"%\"", NULL, "cd x && \"$y\"", "ssh \"cd x && \\\"\\$y\\\"\"");
	shell_assert_filled("ssh '%'", NULL, "a 'b'", "ssh 'a '\\''b'\\'''");
}

/* Each of these runs the command as a whole, once. */
static const char *const runners[] = {
	"%",
	"env %",
	"sh -c '%'",
	"sh -c \"%\"",
	"sh -c %",
	"sh -c >/dev/null %",
	"env /bin/sh -e -c -u %",
	"sh $none -c ${none} %",
	"sh -c 'exec env %'",
	"sh -c \"x=1; env %\"",
	"sh -c 'sh -c \"%\"'",
	"eval %",
	"eval \"%\"",
	"eval 'env %'",
	"x=$(env %)",
	"x=`env %`",
	"x=\"`env %`\"",
	"x=\"$(env \"$(echo sh)\" -c '%')\"",
	"sh -c \"x=\\`%\\`\"",
	"case x in x) %;; esac",
	"if %; then true; fi",
	"(%)",
	"env % >/dev/null",
};

static void test_commands_run_as_a_whole(const void *program)
{
	static const char *const commands[] = {
		"show one 'two  $(touch ran)`touch ran`' && sh -c 'show \"$1\"' x '3\"'\\''$x\\'",
		"A=3 sh -c 'show one \"two  \\$(touch ran)\\`touch ran\\`\"'; "
		"show '3\"'\\''$x\\'",
	};
	g_autoptr(GPtrArray) filled = g_ptr_array_new_with_free_func(g_free);
	struct shell shell;

	if (!shell_begin(&shell, program))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(runners); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(commands); j++)
			g_ptr_array_add(filled, shell_fill(runners[i], NULL, commands[j], NULL));
	g_autoptr(GArray) readings = shell_read(&shell, filled);
	for (size_t i = 0; i < readings->len; i++) {
		const struct shell_reading *reading = shell_reading_at(readings, i);
		g_autofree char *all = g_strjoinv("|", reading->shown);
		g_assert_cmpstr(all, ==, "one|two  $(touch ran)`touch ran`|end|3\"'$x\\|end");
		g_assert_false(reading->has_run_hostile);
	}
	shell_clear(&shell);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	shell_add_tests("/shell_text/hostile_words_arrive_byte_for_byte",
			test_hostile_words_arrive_byte_for_byte);
	shell_add_tests("/shell_text/all_hostile_words_in_one_arrive_through_processes",
			test_all_hostile_words_in_one_arrive_through_processes);
	shell_add_tests("/shell_text/commands_run_as_a_whole", test_commands_run_as_a_whole);
	g_test_add_func("/shell_text/lists", test_lists_are_words_where_bare_and_text_in_quotes);
	g_test_add_func("/shell_text/a_value_does_not_melt_into_the_code_beside_it",
			test_a_value_does_not_melt_into_the_code_beside_it);
	g_test_add_func("/shell_text/simple_commands_go_in_as_words",
			test_simple_commands_go_in_as_words);
	g_test_add_func("/shell_text/other_commands_become_one_quoted_word",
			test_other_commands_become_one_quoted_word_behind_sh_c);
	g_test_add_func("/shell_text/a_command_alone_in_quotes_is_one_argument",
			test_a_command_alone_in_quotes_is_one_argument_as_it_is);
	return g_test_run();
}
