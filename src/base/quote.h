/* Quoting for POSIX shells. */
#ifndef TESTR_BASE_QUOTE_H
#define TESTR_BASE_QUOTE_H

#include <stdbool.h>

/*
 * `word` as one word of a shell command: unchanged when it holds nothing the shell would act on,
 * else in single quotes. Owned by the caller. The empty string becomes ''.
 */
char *quote_word(const char *word);

/* The quoted words, joined by spaces. `words` is NULL-terminated. Owned by the caller. */
char *quote_words(const char *const *words);

#endif
