/*
 * A listing: the test ids that a runner's list command printed, as subunit v2 `exists` events or,
 * if there is no packet at all, as plain lines, one id each (subunit v1), without the white space
 * around it. Beside packets, lines are noise. Ids are kept in order of first appearance; one that
 * comes twice is kept once.
 */
#ifndef TESTR_SUBUNIT_LISTING_H
#define TESTR_SUBUNIT_LISTING_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "base/scoped.h"

/* Most bytes in the ids of one listing. */
#define LISTING_MAX ((size_t)256 << 20)

/* Most bytes of remarks. */
#define LISTING_REMARKS_MAX ((size_t)1 << 20)

struct listing;

/* An empty listing. Owned by the caller. */
struct listing *listing_new(void);

/* Takes the next bytes of the list command's stdout. */
void listing_feed(struct listing *listing, const uint8_t *data, size_t length);

/*
 * The command has ended: returns the ids, owned by the caller (GPtrArray of char *, freed with
 * it). Returns NULL with LISTING_ERROR when the output cannot be trusted: a damaged packet, a
 * line that is no UTF-8, more than LISTING_MAX. Output with no ids is an empty array. Call once.
 */
GPtrArray *listing_end(struct listing *listing, GError **error);

/*
 * What the listing says it could not import (struct unloadable *, owned by the caller), which may
 * be nothing. To be called after listing_end().
 */
GPtrArray *listing_unloadable(const struct listing *listing);

/*
 * What there is beside the packets, for people: plain text and attachments, the latter below their
 * names; LISTING_REMARKS_MAX of it. NULL if there was no packet: then all was plain text. Owned by
 * the caller.
 */
char *listing_remarks(const struct listing *listing);

void listing_free(struct listing *listing);
SCOPED(listing)

enum listing_error { LISTING_ERROR_DAMAGED, LISTING_ERROR_TOO_LONG };
GQuark listing_error_quark(void);
#define LISTING_ERROR listing_error_quark()

#endif
