/* Slugs: titles as they stand in addresses. */
#ifndef SLUG_H
#define SLUG_H

#include <stddef.h>

/*
 * Writes the slug of `title` into `slug` (of `size` bytes, at least 1, cut to fit and terminated):
 * ASCII letters in lower case and digits, whatever is between them as one hyphen.
 */
void slug_of(const char *title, char *slug, size_t size);

#endif
