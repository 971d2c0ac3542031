/* A simple command while it is scanned: its words so far tell how to read the next one. */
#ifndef TESTR_CONFIG_SIMPLE_COMMAND_H
#define TESTR_CONFIG_SIMPLE_COMMAND_H

#include "config/shell_word.h"

/* All false before the first word. */
struct simple_command {
	bool is_begun;            /* its name has been read */
	bool is_eval;             /* its name is eval: the other words together are code */
	bool follows_shell;       /* the words before were the name of a shell and options */
	bool follows_c_option;    /* the word before was `-c` or the like */
	bool follows_redirection; /* the next word is a file's name; set by the scanner */
};

/*
 * True if `word`, which is next, is no argument but a part of a redirection: the file's name, or,
 * if one follows right behind it (`is_redirected`), the number in `2>file`.
 */
bool simple_command_redirects(const struct simple_command *command, const struct shell_word *word,
			      bool is_redirected);

/* Notes the argument `word`. */
void simple_command_read(struct simple_command *command, const struct shell_word *word);

/* True if the argument `word`, which is next, is code itself as far as `command` tells. */
bool simple_command_takes_code(const struct simple_command *command, const struct shell_word *word);

#endif
