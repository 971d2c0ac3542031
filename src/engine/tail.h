/*
 * A tail: the end of what somebody said, for messages. Bounded whatever is put in.
 */
#ifndef TESTR_ENGINE_TAIL_H
#define TESTR_ENGINE_TAIL_H

#include <glib.h>

#include "base/bytes.h"

/* At least this much of the end is kept. */
#define TAIL_BYTES ((size_t)4 << 10)

/* Zeroed: nothing has been said. */
struct tail {
	GByteArray *kept; /* at most 2 * TAIL_BYTES; NULL before the first byte */
	bool is_cut;      /* there was more before it */
};

/* Appends `bytes`, forgetting from the front. */
void tail_append(struct tail *tail, struct bytes bytes);

/*
 * What is kept, from the beginning of a line on if something was cut off, as valid UTF-8 without
 * control characters but tab and newline, and without white space at the end; each line behind
 * `indent`. NULL if nothing is left. Owned by the caller.
 */
char *tail_format(const struct tail *tail, const char *indent);

/* Forgets everything and frees it. */
void tail_clear(struct tail *tail);

#endif
