/*
 * Finds where a document begins in a stream that holds other text as well: by what documents of its
 * kind begin with.
 */
#ifndef TESTR_FORMATS_ROOT_FINDER_H
#define TESTR_FORMATS_ROOT_FINDER_H

#include "base/bytes.h"

/* Longest beginning, in bytes. */
#define ROOT_LENGTH_MAX 63

struct root_finder {
	const char *const
		*roots; /* NULL-terminated; all begin with the same byte, which is not within */
	/* Takes text that is in no document. */
	void (*outside)(void *data, struct bytes bytes);
	void *data;
	char held[ROOT_LENGTH_MAX + 1]; /* what may begin a document */
	size_t held_length;
};

/*
 * Takes outside text up to and including the beginning of a document, or all of it. Returns how
 * many of `bytes` were taken; `*root` is set to the beginning that was found, one of `roots`, or
 * NULL.
 */
size_t root_finder_feed(struct root_finder *finder, struct bytes bytes, const char **root);

/* The stream is over: what is held begins no document. */
void root_finder_end(struct root_finder *finder);

#endif
