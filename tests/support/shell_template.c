#include "shell_template.h"

char *shell_fill(const char *template, const char *const *words, const char *command,
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

char *shell_fill_word(const char *template, const char *word, GError **error)
{
	return shell_fill(template, (const char *const[]){word, NULL}, NULL, error);
}

void shell_assert_filled(const char *template, const char *const *words, const char *command,
			 const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *rendered = shell_fill(template, words, command, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(rendered, ==, expected);
}

bool shell_begin(struct shell *shell, const char *program)
{
	if (shell_init(shell, program))
		return true;
	g_test_skip("this machine does not have it");
	return false;
}

void shell_add_tests(const char *path, GTestDataFunc test)
{
	static const char *const shells[] = {"/bin/sh", "/bin/bash", "/bin/ksh"};

	for (size_t i = 0; i < G_N_ELEMENTS(shells); i++) {
		g_autofree char *own_path = g_strconcat(path, shells[i], NULL);
		g_test_add_data_func(own_path, shells[i], test);
	}
}
