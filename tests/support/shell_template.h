/* Templates of shell text for tests: in them `@` stands for words and `%` for a command. */
#ifndef TESTR_SUPPORT_SHELL_TEMPLATE_H
#define TESTR_SUPPORT_SHELL_TEMPLATE_H

#include "config/shell_text.h"
#include "shell.h"

/* The template filled in, owned by the caller. NULL with `error` if a value is refused. */
char *shell_fill(const char *template, const char *const *words, const char *command,
		 GError **error);

/* The same with one word. */
char *shell_fill_word(const char *template, const char *word, GError **error);

/* Filled in, the template is `expected`. */
void shell_assert_filled(const char *template, const char *const *words, const char *command,
			 const char *expected);

/* Makes `shell` with `program`, or skips the running test where there is no such program. */
bool shell_begin(struct shell *shell, const char *program);

/* Adds `test` once for each shell that there may be, with the shell's path as its data. */
void shell_add_tests(const char *path, GTestDataFunc test);

#endif
