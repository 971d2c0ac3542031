/*
 * Text for terminals: how wide it is, and how to make sure that it only ever writes and never
 * steers. What tests say may hold escape sequences that set titles, move the cursor or worse.
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
 * Appends `text`, valid UTF-8 or not, with its control characters made visible: ESC as ^[, DEL as
 * ^?, those of C1 as <9B>, bytes that are no UTF-8 as the replacement character. Newlines and
 * tabs stay.
 */
void terminal_append_harmless(GString *out, struct text text);

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
