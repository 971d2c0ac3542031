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

/* True if the bytes of `word` from `start` on are `expected`. */
bool shell_word_is_from(const struct shell_word *word, unsigned int start, const char *expected);

/* The byte at `index` of what the command gets to see; 0 for a value. */
char shell_word_byte(const struct shell_word *word, unsigned int index);

/* True if nothing may be left of it once values and parameters are filled in. */
bool shell_word_may_vanish(const struct shell_word *word);

#endif
