#include "store/run_markers.h"

#include "base/pairs.h"

#define START_NAME "testr.run"
#define END_NAME "testr.end"

/* Of a longer command the rest is left out: it is for people. */
#define COMMAND_LENGTH_MAX ((size_t)64 << 10)

/* `command` as the value of one line. */
static char *one_line(const char *command)
{
	char *valid = g_utf8_make_valid(command, (gssize)strnlen(command, COMMAND_LENGTH_MAX));

	return g_strdelimit(valid, "\r\n", ' ');
}

char *run_markers_format_start(const struct run_start *start)
{
	g_autofree char *command = start->command ? one_line(start->command) : NULL;

	GString *content = g_string_new(NULL);

	g_string_append_printf(content, "testr=%s\npartial=%d\nconcurrency=%d\nflaky=%s\n",
			       TESTR_VERSION, start->is_partial, start->concurrency,
			       start->flaky_fails ? "fail" : "pass");
	if (start->order)
		g_string_append_printf(content, "order=%s\n", start->order);
	if (command)
		g_string_append_printf(content, "command=%s\n", command);
	return g_string_free(content, false);
}

static struct event marker_event(const char *name, const char *content, int64_t time_ns)
{
	struct event event = EVENT_INIT;

	event.time_ns = time_ns;
	event.file_name = text_of(name);
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)content, strlen(content)};
	event.is_end_of_file = true;
	return event;
}

struct event run_markers_start_event(const char *content, int64_t time_ns)
{
	return marker_event(START_NAME, content, time_ns);
}

struct event run_markers_end_event(enum run_end end, int64_t time_ns)
{
	static const char *const contents[] = {
		[RUN_ENDED] = "end=ended\n",
		[RUN_CUT_SHORT] = "end=cut-short\n",
		[RUN_INTERRUPTED] = "end=interrupted\n",
	};
	return marker_event(END_NAME, contents[end], time_ns);
}

bool run_markers_are_in(const struct event *event)
{
	return !event->test_id.data &&
	       (text_is(event->file_name, START_NAME) || text_is(event->file_name, END_NAME));
}

static void take_start_pair(struct run_markers *markers, const struct pair *pair)
{
	int number;

	if (text_is(pair->key, "partial"))
		markers->is_partial = !text_is(pair->value, "0");
	else if (text_is(pair->key, "flaky"))
		markers->flaky_fails = text_is(pair->value, "fail");
	else if (text_is(pair->key, "concurrency") && pairs_number(pair->value, &number))
		markers->concurrency = number;
	else if (text_is(pair->key, "order") && !markers->order)
		markers->order = g_strndup(pair->value.data, pair->value.length);
	else if (text_is(pair->key, "command") && !markers->command)
		markers->command = g_strndup(pair->value.data, pair->value.length);
}

static void take_end_pair(struct run_markers *markers, const struct pair *pair)
{
	if (!text_is(pair->key, "end"))
		return;
	markers->is_cut_short = text_is(pair->value, "cut-short");
	markers->is_interrupted = !markers->is_cut_short && !text_is(pair->value, "ended");
}

void run_markers_take(struct run_markers *markers, const struct event *event)
{
	bool is_start = text_is(event->file_name, START_NAME);
	struct text rest = {(const char *)event->file.data, event->file.length};
	struct pair pair;

	if (is_start) {
		markers->has_start = true;
		markers->started_ns = event->time_ns;
	} else {
		markers->has_end = true;
		markers->ended_ns = event->time_ns;
	}
	while (pairs_next(&rest, &pair) == PAIRS_FOUND)
		(is_start ? take_start_pair : take_end_pair)(markers, &pair);
}

void run_markers_clear(struct run_markers *markers)
{
	g_free(markers->order);
	g_free(markers->command);
	*markers = (struct run_markers){0};
}
