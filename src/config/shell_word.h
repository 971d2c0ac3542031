/* A word of shell code while it is being scanned (shell_scan.c). */
#ifndef TESTR_CONFIG_SHELL_WORD_H
#define TESTR_CONFIG_SHELL_WORD_H

#include "config/shell_scan.h"

/* What ends a bare word. */
#define SHELL_OPERATORS "\n;&|<>()"
#define SHELL_BLANKS " \t"

struct shell_word {
	size_t start;  /* in the units of the scan */
	GArray *units; /* of struct shell_unit: what the command gets to see, quotes removed */
	bool has_places;
	bool is_quoted;            /* some of it, even if it was nothing */
	bool has_quoted_operators; /* or blanks */
};

/* True if `byte` is in `set`; false for 0. */
bool shell_is_one_of(char byte, const char *set);

/* Appends a copy of `unit`, which is read with `quoting`. */
void shell_word_push(struct shell_word *word, const struct shell_unit *unit,
		     enum shell_quoting quoting);

/* True if `word` is exactly `expected`, however it was quoted, and holds no value. */
bool shell_word_is(const struct shell_word *word, const char *expected);

/* True for anything that begins with a dash. */
bool shell_word_is_option(const struct shell_word *word);

/* True for `-c`, `-ec`, `-lc`: what shells and their likes take code behind. */
bool shell_word_is_c_option(const struct shell_word *word);

/* True if it names a shell, by whatever path. */
bool shell_word_is_shell(const struct shell_word *word);

/* True if nothing may be left of it once values and parameters are filled in. */
bool shell_word_may_vanish(const struct shell_word *word);

/* True if the name of a command may still follow: behind `then`, `X=1` and their likes. */
bool shell_word_precedes_command(const struct shell_word *word);

#endif
