/* Lines of `key=value`: how facts are written into streams. */
#ifndef TESTR_BASE_PAIRS_H
#define TESTR_BASE_PAIRS_H

#include "base/bytes.h"

struct pair {
	struct text key;
	struct text value; /* from the first '=' to the end of the line */
};

enum pairs_step {
	PAIRS_FOUND,
	PAIRS_END,
	PAIRS_INVALID, /* a line that is neither empty nor has a '=' */
};

/*
 * Takes the next line that is not empty off `*rest` and reads it into `*pair`, a view into the
 * same text. The last line need not end in a newline.
 */
enum pairs_step pairs_next(struct text *rest, struct pair *pair);

/* Reads `value`, decimal digits, at most nine of them. False, leaving `*number`, for the rest. */
bool pairs_number(struct text value, int *number);

#endif
