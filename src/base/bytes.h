/*
 * Views: ranges of memory that belong to somebody else.
 *
 * Parsers hand out views of what they have not copied. A view is valid as long as the function
 * that hands it out says, usually until the callback returns. A view with length 0 may have a
 * NULL pointer; `is_set` style questions are asked of the pointer, emptiness of the length.
 */
#ifndef TESTR_BASE_BYTES_H
#define TESTR_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Any bytes, NUL included. */
struct bytes {
	const uint8_t *data;
	size_t length;
};

/* Valid UTF-8 without NUL, not terminated. `data` NULL means that there is no such text at all. */
struct text {
	const char *data;
	size_t length;
};

/* The text of a NUL-terminated string; NULL gives the absent text. Borrows `string`. */
static inline struct text text_of(const char *string)
{
	return (struct text){string, string ? strlen(string) : 0};
}

static inline bool text_equal(struct text a, struct text b)
{
	return a.length == b.length &&
	       (!a.data || !b.data || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool text_is(struct text text, const char *string)
{
	return text_equal(text, text_of(string));
}

/* For printf's "%.*s": TEXT_ARGS(text) stands for the two arguments. */
#define TEXT_ARGS(text) (int)(text).length, (text).data ? (text).data : ""

#endif
