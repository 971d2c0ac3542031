/* Doubts about a listing: whether what a command printed was read in the right format. */
#ifndef TESTR_FORMATS_LISTING_DOUBT_H
#define TESTR_FORMATS_LISTING_DOUBT_H

#include "formats/stray_output.h"

/*
 * What to tell the user of `output`, all that a listing command printed, in which `format` has
 * found the ids `listed`: that it looks like a listing in another format, with other tests; that it
 * looks like results; or that it lists nothing. NULL: no doubt. Several lines, no newline at the
 * end. Owned by the caller.
 */
char *listing_doubt(const struct stray_output *output, const struct format *format,
		    const GPtrArray *listed);

#endif
