/* Keeps the live line of a display up to date with what the coordinator knows. */
#ifndef TESTR_CMD_LIVE_LINE_H
#define TESTR_CMD_LIVE_LINE_H

#include "cmd/plan.h"
#include "core/coordinator.h"
#include "report/display.h"
#include "report/terminal.h"

struct live_line {
	struct display *display;   /* borrowed */
	const struct plan *plan;   /* borrowed: the ids of the tests */
	const struct style *style; /* borrowed */
	int64_t started_us;        /* when the first update came; 0: none has */
	int64_t drawn_us;          /* when the line was drawn last */
};

/* A live line on `display` for the tests of `plan`, nothing drawn yet. */
void live_line_init(struct live_line *live, struct display *display, const struct plan *plan,
		    const struct style *style);

/* Draws the line as things stand at `now_us`, unless it was drawn a moment ago. */
void live_line_update(struct live_line *live, const struct coordinator *coordinator,
		      int64_t now_us);

#endif
