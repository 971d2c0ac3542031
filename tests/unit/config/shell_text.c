#include "config/shell_text.h"

#include <string.h>

#include "config/command.h"
#include "support/shell.h"

static const char *const shells[] = {"/bin/sh", "/bin/bash", "/bin/ksh", "/bin/zsh"};

/* `template` with each `@` replaced by `words`, and each `%` by `command`; NULL if refused. */
static char *render(const char *template, const char *const *words, const char *command,
		    GError **error)
{
	scoped(shell_text) text = shell_text_new();

	for (; *template; template ++) {
		if (*template == '@')
			shell_text_add_words(text, "$IDS", words);
		else if (*template == '%')
			shell_text_add_command(text, "$COMMAND", command);
		else
			shell_text_add(text, template, 1);
	}
	return shell_text_render(text, error);
}

static char *render_word(const char *template, const char *word, GError **error)
{
	const char *const words[] = {word, NULL};

	return render(template, words, NULL, error);
}

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
	{"show @<show", "", ""},
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
	{"eval show @", "", ""},
	{"eval 'show @'", "", ""},
	{"eval \"show '@'\"", "", ""},
	{"true; x=1 eval show @", "", ""},
	{"if true; then eval show @; fi", "", ""},
};

/* One script that fills each hostile string into `template`. */
static char *fill_with_each(const char *template)
{
	GString *script = g_string_new(NULL);

	for (const char *const *word = hostile_strings; *word; word++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *command = render_word(template, *word, &error);
		g_assert_no_error(error);
		g_string_append_printf(script, "%s\n", command);
	}
	return g_string_free(script, FALSE);
}

static void assert_each_arrives(const struct shell *shell, const struct context *context)
{
	g_autofree char *script = fill_with_each(context->template);
	g_auto(GStrv) shown = shell_show(shell, script);
	char **at = shown;

	for (const char *const *word = hostile_strings; *word; word++, at += 2) {
		g_autofree char *expected =
			g_strconcat(context->before, *word, context->after, NULL);
		if (!at[0] || !at[1] || strcmp(at[0], expected) != 0 || strcmp(at[1], "end") != 0)
			g_error("%s: in \"%s\" the word \"%s\" became \"%s\"", shell->program,
				context->template, *word, at[0] ? at[0] : "nothing");
	}
	g_assert_null(at[0]);
	if (shell_has_run_hostile(shell))
		g_error("%s: in \"%s\" a word was run", shell->program, context->template);
}

static void test_hostile_words_arrive_byte_for_byte(const void *program)
{
	struct shell shell;

	if (!shell_init(&shell, program)) {
		g_test_skip("this machine does not have it");
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(exact); i++)
		assert_each_arrives(&shell, &exact[i]);
	shell_clear(&shell);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(shells); i++) {
		g_autofree char *path = g_strconcat(
			"/shell_text/hostile_words_arrive_byte_for_byte", shells[i], NULL);
		g_test_add_data_func(path, shells[i], test_hostile_words_arrive_byte_for_byte);
	}
	return g_test_run();
}
