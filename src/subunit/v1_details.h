/*
 * Details of a v1 outcome: what stands between ` [` and `]`. Bracketed details are lines of one
 * file; multipart details are parts with a type and a name, in chunks of stated length that may
 * hold any bytes. They become events that attach files to the test, as python-subunit's own
 * conversion from v1 to v2 names and types them.
 *
 * Inline details are cmocka's way: they begin on the line of the outcome, ` [ text`, and end with
 * ` ]` at the end of that line or a later one.
 *
 * A multipart detail that is not well formed, is cut short, or has a part larger than a packet is
 * read on as bracketed lines: its bytes are kept, and the outcome counts.
 */
#ifndef TESTR_SUBUNIT_V1_DETAILS_H
#define TESTR_SUBUNIT_V1_DETAILS_H

#include <glib.h>

#include "model/sink.h"

enum details_state {
	DETAILS_NONE,      /* no outcome with details is being read */
	DETAILS_BRACKETED, /* lines come: details_add */
	DETAILS_INLINE,    /* the same, but the last line ends in ` ]` */
	DETAILS_MULTIPART, /* parts come: details_read_part */
};

/* What is known of a part that is being read, in bytes from its beginning; 0: not known yet. */
struct details_part {
	size_t searched;  /* in what comes before, all ends of lines have been found */
	size_t type_size; /* of the line with the type */
	size_t head_size; /* of that and the line with the name */
	size_t chunk;     /* where the first chunk begins that is not all there */
};

struct details {
	struct sink *sink; /* borrowed */
	enum details_state state;
	char *test_id;
	enum status status; /* of the outcome they belong to */
	int64_t time_ns;
	GByteArray *content; /* bracketed lines that are not emitted yet */
	bool has_lines;      /* a bracketed file has begun */
	struct details_part part;
	uint64_t work; /* bytes of heads looked at, by which tests see that it stays linear */
};

void details_init(struct details *details, struct sink *sink);
void details_clear(struct details *details);

/* An outcome with details begins, which have this state first. `test_id` is copied. */
void details_begin(struct details *details, enum details_state state, struct text test_id,
		   enum status status, int64_t time_ns);

/* Adds `text`, part of a bracketed line or a whole one, quoted as it came if it is its beginning.
 */
bool details_add(struct details *details, struct bytes text, bool is_line_start, GError **error);

/* True if `line` ends bracketed details. */
bool details_is_end(struct bytes line);

/* True if `text`, the rest of a line without its newline, ends inline details; then cuts that. */
bool details_cut_inline_end(struct bytes *text);

enum part_reading { PART_INCOMPLETE, PART_READ, PART_END, PART_MALFORMED, PART_FAILED };

/*
 * Reads the part, or the end of the details, that begins at `bytes`. PART_READ: its events have
 * been emitted and it took `*used` bytes. PART_END: the details have ended, with a line of
 * `*used` bytes. PART_INCOMPLETE: call again with the same beginning when at least `*used` bytes
 * are there. PART_MALFORMED: the same bytes are to be read as bracketed lines, which the state
 * now says; `*used` of them have been looked at. PART_FAILED: the sink did. `is_last`: no more
 * bytes will come. However the bytes come, the time is linear in them.
 */
enum part_reading details_read_part(struct details *details, struct bytes bytes, bool is_last,
				    size_t *used, GError **error);

/* Reads on what comes as bracketed lines, without trying whether it is a part. */
void details_distrust(struct details *details);

/*
 * The details are over: emits what is left of them. `is_complete`: they had their end, so the
 * file has.
 */
bool details_end(struct details *details, bool is_complete, GError **error);

#endif
