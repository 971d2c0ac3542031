/*
 * A document of TAP: a plan and numbered tests. The stream is one, or several after each other, and
 * so is each block of subtests. The document judges numbers: which one is the next, which are
 * noise, and which are missing.
 */
#ifndef TESTR_FORMATS_TAP_DOCUMENT_H
#define TESTR_FORMATS_TAP_DOCUMENT_H

#include <glib.h>

#include "formats/tap_test.h"

/* Most missing tests of one gap that are emitted each; also the largest gap without a plan. */
#define TAP_MISSING_MAX 1000

struct tap_document {
	char *prefix;           /* of the names in it, "a > b > "; "" for the stream's own */
	char *parent;           /* the name of the test that it is a part of; NULL for the stream */
	struct tap_test *owner; /* that test, if its result came before; owned, or NULL */
	uint64_t next;          /* the number that comes, from 1 */
	uint64_t planned;       /* the last number; TAP_UNNUMBERED while there is no plan */
	GString *glued;         /* a result for `next` that stood behind other text; may be empty */
	uint64_t missing;       /* tests that were planned or passed over, and never came */
};

/* A document of the subtests of `parent`, a full name; NULL for the stream. Owned by the caller. */
struct tap_document *tap_document_new(const char *parent);
void tap_document_free(struct tap_document *document);

/* True if a result that bears `number` counts; TAP_UNNUMBERED always does. */
bool tap_document_accepts(const struct tap_document *document, uint64_t number);

/*
 * A result with `number` comes: emits what is missing before it, and returns its number. It must be
 * accepted.
 */
uint64_t tap_document_advance(struct tap_document *document, uint64_t number,
			      const struct tap_dialect *dialect, struct emitter *emitter);

/* Looks in `line`, which is output, for a result that was written right after other text. */
void tap_document_find_glued(struct tap_document *document, struct text line,
			     const struct tap_dialect *dialect, struct emitter *emitter);

/* There will be no more results: emits what is missing of the plan. */
void tap_document_close(struct tap_document *document, const struct tap_dialect *dialect,
			struct emitter *emitter);

#endif
