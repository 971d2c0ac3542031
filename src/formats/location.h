/* Places in source files, as failure texts tell them. */
#ifndef TESTR_FORMATS_LOCATION_H
#define TESTR_FORMATS_LOCATION_H

#include "base/bytes.h"

/*
 * The place that `line`, of the text of a failure, tells in one of the known ways, as FILE:LINE;
 * NULL if it tells none. Owned by the caller.
 *
 *	(in test file FILE, line LINE)      bats
 *	at FILE line LINE.                  Test::More
 *	FILE @ LINE                         busted
 */
char *location_find(struct text line);

#endif
