/*
 * A display: text that scrolls and, on a terminal, one live line below it. The live line never
 * mixes with the text: it is erased before text is written and drawn again only where a line
 * begins. It prints nothing itself but calls the function that its owner gives it.
 */
#ifndef TESTR_REPORT_DISPLAY_H
#define TESTR_REPORT_DISPLAY_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/scoped.h"

enum channel {
	CHANNEL_PRIMARY, /* stdout: what the user asked for */
	CHANNEL_ASIDE,   /* stderr: progress, warnings, what children say there */
};

/* Writes `bytes`, at once. */
typedef void (*display_write_fn)(void *data, enum channel channel, struct bytes bytes);

struct display;

/*
 * A display that writes by `write`, called with `data`. `is_live`: both channels are one
 * terminal, and a live line may be shown; otherwise display_live() does nothing.
 */
struct display *display_new(display_write_fn write, void *data, bool is_live);

/* True if it shows a live line. */
bool display_is_live(const struct display *display);

/* Writes `bytes` to `channel`. */
void display_print(struct display *display, enum channel channel, struct bytes bytes);

/* Shows `line` (without newline, fitting the terminal) as the live line. Copied. */
void display_live(struct display *display, const char *line);

/* Erases the live line and forgets it: what follows may be written by anybody. */
void display_settle(struct display *display);

/* Erases the live line; accepts NULL. */
void display_free(struct display *display);
SCOPED(display)

#endif
