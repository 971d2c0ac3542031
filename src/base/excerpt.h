/* Foreign text in messages. */
#ifndef TESTR_BASE_EXCERPT_H
#define TESTR_BASE_EXCERPT_H

#include "base/bytes.h"

/* Most characters that an excerpt shows. */
#define EXCERPT_MAX 80

/*
 * What to show of `text`, which may hold anything (invalid UTF-8, too), in a message of one line:
 * at most EXCERPT_MAX characters, then "..." if there were more; control characters and bytes that
 * are no UTF-8 as \xNN, so that a terminal acts on none of them. Owned by the caller.
 */
char *excerpt(struct text text);

#endif
