/*
 * UTF-8 as the protocol needs it: is a text valid, and does a byte in running text belong to the
 * character that began before it?
 */
#ifndef TESTR_SUBUNIT_UTF8_H
#define TESTR_SUBUNIT_UTF8_H

#include "base/bytes.h"

/* Most bytes of one character. */
#define UTF8_CHARACTER_MAX 4

/* True if `text` is valid UTF-8 without NUL; absent and empty texts are. */
bool utf8_is_valid(struct text text);

/*
 * How many bytes at the end of `bytes` (0 to 3) are the beginning of a character that is not
 * complete but still can be. Looks at the last three bytes only.
 */
size_t utf8_unfinished(struct bytes bytes);

/* True if `byte` continues the character whose beginning the last bytes of `before` are. */
bool utf8_continues(struct bytes before, uint8_t byte);

#endif
