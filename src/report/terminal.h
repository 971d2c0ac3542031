/*
 * Text for terminals: how wide it is, and how to make sure that it only ever writes and never
 * steers. What tests and callouts say may hold escape sequences that set titles, move the cursor or
 * worse, and so may ids and paths.
 *
 * All text for people comes through here: testr's own messages (message.h, the notices of a run)
 * wherever they go; what is printed (output.h) and what children say on stderr where that goes to a
 * terminal. What goes elsewhere is left as it is, and so is subunit, whatever it goes to.
 */
#ifndef TESTR_REPORT_TERMINAL_H
#define TESTR_REPORT_TERMINAL_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"

/* How text is to be shown. */
struct style {
	bool is_coloured; /* with escape sequences of our own */
	bool is_terminal; /* to a terminal: control characters of others are made visible */
};

enum tint { TINT_GOOD, TINT_BAD, TINT_DIM };

/*
 * Appends `text`, valid UTF-8 or not, with what could steer made visible: ESC as ^[, DEL as ^?,
 * the controls of C1 as <9B>, those of the direction of writing as <202E>, bytes that are no UTF-8
 * as the replacement character. Newlines and tabs stay; of "\r\n" the newline does.
 */
void terminal_append_harmless(GString *out, struct text text);

/* The same of text in which there may be tints of ours, which stay. */
void terminal_append_tinted_text(GString *out, struct text text);

/* The most bytes that a character takes. */
#define UTF8_BYTES_MAX 4

/* Text that comes in pieces, which may end within a character. All zero at first. */
struct terminal_stream {
	char held[UTF8_BYTES_MAX];
	size_t held_length;
};

/* Appends `piece` as terminal_append_harmless() does, but for an end that is not complete. */
void terminal_stream_append(struct terminal_stream *stream, GString *out, struct text piece);

/* Nothing more comes: appends what has been held back. */
void terminal_stream_end(struct terminal_stream *stream, GString *out);

/* Appends `text` as `style` wants what is not ours: as it is, or harmless. */
void terminal_append(GString *out, struct text text, const struct style *style);

/* Appends `text`, which is ours, in `tint` if `style` has colours. */
void terminal_append_tinted(GString *out, const char *text, enum tint tint,
			    const struct style *style);

/*
 * Appends as much of `text` as fits into `columns`, on one line: harmless, newlines and tabs as
 * spaces, its end replaced by "..." when it is cut. Returns the columns that it took.
 */
size_t terminal_append_fitted(GString *out, struct text text, size_t columns);

#endif
