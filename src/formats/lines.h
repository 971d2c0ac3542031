/*
 * Cuts a stream into lines. A line that comes in one feed is not copied; one that does not is put
 * together, up to LINES_LENGTH_MAX bytes. Longer lines are handed out in parts, so memory is
 * bounded.
 */
#ifndef TESTR_FORMATS_LINES_H
#define TESTR_FORMATS_LINES_H

#include <glib.h>

#include "base/bytes.h"

/* Longest line, in bytes, that is handed out whole. */
#define LINES_LENGTH_MAX ((size_t)1 << 20)

/* One line, or a part of one that is too long. Views, valid during the call. */
struct line_view {
	struct bytes raw; /* with its newline, if it has one */
	struct text text; /* without newline, or carriage return and newline; any bytes */
	bool is_whole;    /* it begins where a line begins, and ends where one does */
	bool has_newline; /* false for the last line of a stream that does not end in one */
};

typedef void (*line_fn)(const struct line_view *line, void *data);

struct line_cutter {
	line_fn take;
	void *data;
	GByteArray *begun; /* the line that has not ended yet, as far as it is kept; or NULL */
	bool is_cut;       /* part of that line has been handed out already */
};

/* Hands out lines to `take` with `data`. */
void line_cutter_init(struct line_cutter *cutter, line_fn take, void *data);
void line_cutter_clear(struct line_cutter *cutter);

/* Takes the next bytes, and hands out the lines that end in them. */
void line_cutter_feed(struct line_cutter *cutter, struct bytes bytes);

/* The stream is over: hands out the line that has not ended, if there is one. */
void line_cutter_end(struct line_cutter *cutter);

/* True if `text` begins with `prefix`; false, too, for one that is absent. */
bool text_has_prefix(struct text text, const char *prefix);

/* `text` without its first `length` bytes, at most all. */
struct text text_after(struct text text, size_t length);

/* `text` without white space at both ends. */
struct text text_strip(struct text text);

#endif
