/*
 * CRC-32 of ranges of a buffer. One range is summed up directly. When ranges overlap, as they do
 * where damage is searched for packets, the sums of prefixes are kept, so that each further range
 * takes nearly constant time: however often a hostile stream begins a packet of 4 MiB, it is
 * gone over once.
 */
#ifndef TESTR_SUBUNIT_CHECKSUM_H
#define TESTR_SUBUNIT_CHECKSUM_H

#include <glib.h>

#include "base/bytes.h"

struct checksums {
	bool expects_overlap; /* ranges may overlap from now on */
	GArray *marks;        /* of uint32_t: the CRC-32 of the first (i + 1) * stride bytes */
	uint64_t work;        /* bytes summed up in all, by which tests see that it stays linear */
};

void checksums_init(struct checksums *checksums);
void checksums_clear(struct checksums *checksums);

/* The buffer has changed other than by growing at its end: forget what was known of it. */
void checksums_reset(struct checksums *checksums);

/* The CRC-32 of the bytes of `buffer` from `from` up to, but not including, `to`. */
uint32_t checksums_of(struct checksums *checksums, struct bytes buffer, size_t from, size_t to);

#endif
