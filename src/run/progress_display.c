#include "run/progress_display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "report/progress_line.h"

/* Oftener than this nobody can read it. */
#define REDRAW_US 100000

#define COLUMNS_DEFAULT 80

/* No line has room for more names than this. */
#define NAMES_MAX 64

void progress_display_init(struct progress_display *progress, struct display *display,
			   const struct plan *plan, const struct style *style)
{
	*progress = (struct progress_display){.display = display, .plan = plan, .style = style};
}

/* One less than the terminal has, for some wrap the line when the last one is written. */
static size_t usable_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return COLUMNS_DEFAULT - 1;
	return size.ws_col - 1;
}

/* The tests that run now. */
struct names {
	const struct plan *plan;
	const char *ids[NAMES_MAX];
	size_t count;
};

static void take_name(size_t test, int worker, int64_t started_us, void *data)
{
	struct names *names = data;

	(void)worker;
	(void)started_us;
	if (names->count < NAMES_MAX && test < names->plan->ids->len)
		names->ids[names->count++] = names->plan->ids->pdata[test];
}

static void draw_progress(const struct progress_display *progress,
			  const struct coordinator *coordinator, int64_t now_us)
{
	struct names names = {.plan = progress->plan};
	struct coordinator_summary summary;
	g_autoptr(GString) line = g_string_new(NULL);

	coordinator_summarise(coordinator, &summary);
	coordinator_running(coordinator, take_name, &names);
	const struct progress_line state = {
		.done = tally_total(&summary.tally) - summary.tally.count[OUTCOME_UNDECIDED],
		.total = summary.listed,
		.failures = tally_failures(&summary.tally),
		.elapsed_us = now_us - progress->started_us,
		.running = names.ids,
		.running_count = names.count,
	};
	progress_line_format(line, &state, usable_columns(), progress->style);
	display_live(progress->display, line->str);
}

void progress_display_update(struct progress_display *progress,
			     const struct coordinator *coordinator, int64_t now_us)
{
	if (progress->started_us == 0)
		progress->started_us = now_us;
	if (progress->drawn_us != 0 && now_us - progress->drawn_us < REDRAW_US)
		return;
	progress->drawn_us = now_us;
	draw_progress(progress, coordinator, now_us);
}
