/* Keeps the live line of a display up to date with what the coordinator knows. */
#ifndef TESTR_RUN_PROGRESS_DISPLAY_H
#define TESTR_RUN_PROGRESS_DISPLAY_H

#include "core/coordinator.h"
#include "report/display.h"
#include "report/terminal.h"
#include "run/plan.h"

struct progress_display {
	struct display *display;   /* borrowed */
	const struct plan *plan;   /* borrowed: the ids of the tests */
	const struct style *style; /* borrowed */
	int64_t started_us;        /* when the first update came; 0: none has */
	int64_t drawn_us;          /* when the line was drawn last */
};

/* A progress display on `display` for the tests of `plan`, nothing drawn yet. */
void progress_display_init(struct progress_display *progress, struct display *display,
			   const struct plan *plan, const struct style *style);

/* Draws the line as things stand at `now_us`, unless it was drawn a moment ago. */
void progress_display_update(struct progress_display *progress,
			     const struct coordinator *coordinator, int64_t now_us);

#endif
