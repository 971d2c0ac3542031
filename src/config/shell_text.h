/*
 * Shell text with values in it, each of which the shell is to read as itself and nothing more.
 *
 * A value is quoted for the place where it stands, which a scanner (shell_scan.h) finds out:
 *
 *	foo $ID		bare: each word is quoted if it needs it
 *	foo "at $ID"	in quotes: the words, joined by spaces, are escaped for these quotes
 *	sh -c 'foo $ID'	a quoted word that is code itself: quoted for the code, then for the quotes
 *	foo `bar $ID`	likewise
 *	foo $(bar $ID)	bare again
 *
 * A quoted word counts as code if it holds blanks or operators or follows an option such as `-c`;
 * so does any word behind the `-c` of a shell, and the arguments of `eval` together. Where the
 * scanner cannot tell how the shell reads a place (here-documents, arithmetic, comments,
 * `${x:-$y}`, `$'...'`, quotes left open), only values that need no quotes are let in.
 */
#ifndef TESTR_CONFIG_SHELL_TEXT_H
#define TESTR_CONFIG_SHELL_TEXT_H

#include <glib.h>
#include <stdbool.h>

#include "base/scoped.h"

struct shell_text;

/* Text without anything in it. Owned by the caller. */
struct shell_text *shell_text_new(void);

/* Appends `length` bytes of shell code, as they are. Copied. */
void shell_text_add(struct shell_text *text, const char *code, size_t length);

/*
 * Appends a value: words (NULL-terminated, may be empty), each of which becomes one word of the
 * shell. `name` is what to call it in messages. Both are borrowed.
 */
void shell_text_add_words(struct shell_text *text, const char *name, const char *const *words);

/*
 * Appends a value: a shell command that is to run as a whole where it stands. Bare, one that is
 * not a simple command becomes `sh -c '...'`. Borrowed.
 */
void shell_text_add_command(struct shell_text *text, const char *name, const char *command);

/*
 * The whole as shell code, owned by the caller. NULL with COMMAND_TEMPLATE_ERROR_UNSAFE, naming the
 * value and the place, if a value cannot be made safe. Call once.
 */
char *shell_text_render(struct shell_text *text, GError **error);

void shell_text_free(struct shell_text *text);
SCOPED(shell_text)

#endif
