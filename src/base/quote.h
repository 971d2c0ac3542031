/* Quoting for POSIX shells. */
#ifndef TESTR_BASE_QUOTE_H
#define TESTR_BASE_QUOTE_H

#include <stdbool.h>

/*
 * True if `word`, written bare anywhere in a shell command, is read as itself and nothing else:
 * it is not empty, holds nothing the shell would act on, is no reserved word and, standing first,
 * no assignment.
 */
bool quote_is_needless(const char *word);

/*
 * `word` as one word of a shell command: unchanged when it needs no quotes, else in single quotes.
 * Owned by the caller. The empty string becomes ''.
 */
char *quote_word(const char *word);

/* The quoted words, joined by spaces. `words` is NULL-terminated. Owned by the caller. */
char *quote_words(const char *const *words);

#endif
