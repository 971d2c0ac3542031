/*
 * Text as Python's `str` sees it: which characters are white space, and what lower case is.
 * GLib's own functions differ from it in a few characters, and some follow the locale.
 */
#ifndef TESTR_CONFIG_PYTHON_TEXT_H
#define TESTR_CONFIG_PYTHON_TEXT_H

#include <stdbool.h>

#include "base/bytes.h"

/* `text` without the white space at its ends, as str.strip(); a view into it. */
struct text python_strip(struct text text);

/* `text` without the white space at its end, as str.rstrip(); a view into it. */
struct text python_strip_end(struct text text);

/* How many characters of white space `text` begins with. */
size_t python_indentation(struct text text);

/* The words of `text`, as str.split(): NULL-terminated, owned by the caller. */
char **python_split(struct text text);

/*
 * `text` in lower case, as str.lower(), but that a capital sigma at the end of a word is not made
 * a final one. Owned by the caller.
 */
char *python_lower(struct text text);

#endif
