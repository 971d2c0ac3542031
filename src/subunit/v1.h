/*
 * Subunit v1: lines of text to events (docs/design/subunit.md, "Version 1"). What is no directive
 * is passed on as plain output.
 *
 * - `test: LABEL` becomes `inprogress`; the outcome for the same label becomes its details and
 *   the final status, which bears the tags; `error` and `failure` are both `fail`. Events have the
 *   time of the latest `time:`, none before the first. `progress:` is dropped: no event says it.
 * - C programs write directives right after output that lacks its newline. So an outcome for an
 *   open test counts wherever it stands in a line, and what stands before it is plain output.
 * - `test LABEL` without colon, or `test: LABEL` right after text, may as well be prose. It counts
 * when an outcome for LABEL follows, and is plain output too unless that is the next line.
 * - A test may start while another is open, as when a program dies and the next one goes on in
 *   the same stream. An outcome ends the open test that it names; for none it is plain output.
 * - Tests open at the end of the stream stay open: who puts results together decides about them,
 *   as about those of v2.
 * - Labels and tags that are no UTF-8 are mended, with U+FFFD for what is wrong.
 */
#ifndef TESTR_SUBUNIT_V1_H
#define TESTR_SUBUNIT_V1_H

#include <glib.h>

#include "subunit/plain.h"
#include "subunit/v1_details.h"

/* Longest line, in bytes, that is looked at; longer ones are plain output, or content of details.
 */
#define V1_LINE_MAX ((size_t)1 << 20)

struct v1;

/* Emits events into `sink`, plain output through `plain`; both borrowed, both outlive it. */
struct v1 *v1_new(struct sink *sink, struct plain *plain);

void v1_free(struct v1 *v1);

/*
 * Takes text, cut anywhere, up to where a part of multipart details begins: `*used` bytes, at
 * least one. Returns false if the sink failed.
 */
bool v1_text(struct v1 *v1, struct bytes text, size_t *used, GError **error);

/* True if what comes is a part (or the end) of multipart details, to be given to v1_part. */
bool v1_wants_part(const struct v1 *v1);

/* Takes the part at the beginning of `bytes`; see details_read_part. */
enum part_reading v1_part(struct v1 *v1, struct bytes bytes, bool is_last, size_t *used,
			  GError **error);

/* What comes instead of the part that is wanted is to be taken as text. */
void v1_distrust_parts(struct v1 *v1);

/* Something that is no text comes now: a line begun is over. */
bool v1_break(struct v1 *v1, GError **error);

/* True if a test has been started or ended, at any time. */
bool v1_was_spoken(const struct v1 *v1);

/* True if directives have been read since v1_forget. */
bool v1_is_spoken(const struct v1 *v1);
void v1_forget(struct v1 *v1);

/* The stream is over: passes on what is held. */
bool v1_end(struct v1 *v1, GError **error);

#endif
