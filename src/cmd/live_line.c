#include "cmd/live_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "report/live.h"

/* Oftener than this nobody can read it. */
#define REDRAW_US 100000

#define COLUMNS_DEFAULT 80

/* No line has room for more names than this. */
#define NAMES_MAX 64

void live_line_init(struct live_line *live, struct display *display, const struct plan *plan,
		    const struct style *style)
{
	*live = (struct live_line){.display = display, .plan = plan, .style = style};
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

static void draw(const struct live_line *live, const struct coordinator *coordinator,
		 int64_t now_us)
{
	struct names names = {.plan = live->plan};
	struct coordinator_summary summary;
	g_autoptr(GString) line = g_string_new(NULL);

	coordinator_summarise(coordinator, &summary);
	coordinator_running(coordinator, take_name, &names);
	const struct live_state state = {
		.done = tally_total(&summary.tally) - summary.tally.count[OUTCOME_UNDECIDED],
		.total = summary.listed,
		.failures = tally_failures(&summary.tally),
		.elapsed_us = now_us - live->started_us,
		.running = names.ids,
		.running_count = names.count,
	};
	live_format(line, &state, usable_columns(), live->style);
	display_live(live->display, line->str);
}

void live_line_update(struct live_line *live, const struct coordinator *coordinator, int64_t now_us)
{
	if (live->started_us == 0)
		live->started_us = now_us;
	if (live->drawn_us != 0 && now_us - live->drawn_us < REDRAW_US)
		return;
	live->drawn_us = now_us;
	draw(live, coordinator, now_us);
}
