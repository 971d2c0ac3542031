/*
 * The names that a stream has used, so that one that comes again can be told from the first:
 * "x", "x #2", "x #3".
 *
 * Memory: a name costs some 40 bytes however long it is, for only hashes are kept. Beyond
 * NAMES_MAX names new ones are not remembered, and repeat without a number.
 */
#ifndef TESTR_FORMATS_NAMES_H
#define TESTR_FORMATS_NAMES_H

#include <glib.h>

#include "base/bytes.h"

#define NAMES_MAX ((unsigned)1 << 20)

/* Ready for use when it is all zeros. */
struct used_names {
	GHashTable *counts; /* of uint64_t, the hash of a name, to how often it was used */
};

void used_names_clear(struct used_names *names);

/* Uses `name`: returns it, with the number that it has to bear. Owned by the caller. */
char *used_names_take(struct used_names *names, struct text name);

#endif
