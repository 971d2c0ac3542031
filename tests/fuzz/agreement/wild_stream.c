#include "wild_stream.h"

#include "model/execution_announcement.h"
#include "model/outcome.h"
#include "subunit/writer.h"
#include "support/stream.h"

#define EVENTS_MOST 40

const char *const wild_stream_listed[] = {"a", "b", "mod.Case.test_c", NULL};

static const char *const ids[] = {
	"a",
	"a",
	"b",
	"b",
	"mod.Case.test_c",
	"mod.Case.test_c(x)",
	"setUpClass (mod.Case)",
	"-rf",
	" blanks ",
	"\xc3\xa9t\xc3\xa9 \xe2\x98\x83",
	"\x1b[31mred",
	"subunit.parser",
	"process-returncode",
};

static const char *const tags[] = {
	TAG_LOST,       TAG_NOT_RUN, TAG_AGAIN,  TAG_FLAKY, TAG_RETRY,
	TAG_TOLD_AGAIN, "worker-0",  "worker-7", "slow",    "\"",
};

static const char *const routes[] = {"0", "1", "0/x", "1/x", "x", "x/y"};

/* Those that tell something more often, and those that end a test most often. */
static const enum status statuses[] = {
	STATUS_NONE,    STATUS_EXISTS,  STATUS_INPROGRESS, STATUS_INPROGRESS, STATUS_INPROGRESS,
	STATUS_SUCCESS, STATUS_SUCCESS, STATUS_SUCCESS,    STATUS_UXSUCCESS,  STATUS_SKIP,
	STATUS_FAIL,    STATUS_FAIL,    STATUS_XFAIL,
};

static const char *any_of(struct dice *dice, const char *const *words, size_t count)
{
	return words[dice_throw(dice, (int)count)];
}

/* ---- version 2 ---- */

static void add_wild_tags(struct dice *dice, struct event *event, struct text *all)
{
	event->tags = all;
	event->tag_count = (size_t)dice_throw(dice, 3);
	for (size_t i = 0; i < event->tag_count; i++)
		all[i] = text_of(any_of(dice, tags, G_N_ELEMENTS(tags)));
}

static void add_wild_file(struct dice *dice, struct event *event)
{
	event->file_name = text_of(dice_chance(dice, 50) ? "traceback" : "log");
	event->file = bytes_of(dice_chance(dice, 50) ? "told\n" : "");
	event->is_end_of_file = dice_chance(dice, 50);
}

static void append_packet_event(struct dice *dice, GByteArray *out)
{
	struct event event = EVENT_INIT;
	struct text all[3];

	if (!dice_chance(dice, 5))
		event.test_id = text_of(any_of(dice, ids, G_N_ELEMENTS(ids)));
	event.status = statuses[dice_throw(dice, G_N_ELEMENTS(statuses))];
	event.is_runnable = dice_chance(dice, 50);
	if (dice_chance(dice, 50))
		event.time_ns = dice_time(dice, 4000000) * 1000000;
	if (dice_chance(dice, 40))
		add_wild_tags(dice, &event, all);
	if (dice_chance(dice, 30))
		add_wild_file(dice, &event);
	if (dice_chance(dice, 25))
		event.route_code = text_of(any_of(dice, routes, G_N_ELEMENTS(routes)));
	stream_add_event(out, &event);
}

static void append_answer(GByteArray *out, const char *id, enum status status, const char *tag)
{
	const struct text text = text_of(tag);
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.status = status;
	event.tags = &text;
	event.tag_count = tag ? 1 : 0;
	stream_add_event(out, &event);
}

/* A test that fails and is run again, in order or not. */
static void append_retries(struct dice *dice, GByteArray *out)
{
	const char *id = any_of(dice, ids, G_N_ELEMENTS(ids));
	int failures = dice_throw(dice, 4);

	for (int i = 0; i < failures; i++)
		append_answer(out, id, dice_chance(dice, 80) ? STATUS_FAIL : STATUS_UXSUCCESS,
			      dice_chance(dice, 75) ? TAG_RETRY : NULL);
	append_answer(out, id, dice_chance(dice, 80) ? STATUS_SUCCESS : STATUS_XFAIL,
		      dice_chance(dice, 75) ? TAG_FLAKY : NULL);
}

/* As much as a packet can hold, so that with one tag more it holds too much. */
static void append_brim_full(struct dice *dice, GByteArray *out)
{
	struct event event = EVENT_INIT;
	struct text tag;

	event.test_id = text_of(any_of(dice, ids, G_N_ELEMENTS(ids)));
	event.status = STATUS_SUCCESS;
	g_autofree char *name = g_strnfill(PACKET_MAX - 60 - event.test_id.length, 'x');
	tag = text_of(name);
	event.tags = &tag;
	event.tag_count = 1;
	/* The last bytes by name of a file, which is empty. */
	g_autofree char *file = g_strnfill((size_t)dice_throw(dice, 40), 'f');
	event.file_name = text_of(file);
	stream_add_event(out, &event);
}

/* What only testr itself has to say: an announcement, or a marker of the store. */
static void append_forgery(struct dice *dice, GByteArray *out)
{
	static const char *const names[] = {EXECUTION_FILE_NAME, "testr.run", "testr.end"};
	static const char *const contents[] = {
		"execution=0\nworker=0\nattempt=1\n",
		"execution=1\nworker=1\ninstance=i\n",
		"partial=0\n",
		"end=interrupted\n",
		"end=ended\n",
		"no pair",
	};
	struct event event = EVENT_INIT;

	event.file_name = text_of(any_of(dice, names, G_N_ELEMENTS(names)));
	event.file = bytes_of(any_of(dice, contents, G_N_ELEMENTS(contents)));
	event.is_end_of_file = true;
	if (dice_chance(dice, 80))
		event.route_code = text_of(any_of(dice, routes, G_N_ELEMENTS(routes)));
	stream_add_event(out, &event);
}

/* ---- version 1 ---- */

static void append_directive(struct dice *dice, GByteArray *out)
{
	static const char *const words[] = {
		"test",    "test",  "test", "success", "successful",
		"failure", "error", "skip", "xfail",   "uxsuccess",
	};
	static const char *const details[] = {
		"",
		"",
		" [\ntold\n]",
		" [ multipart\nContent-Type: text/plain\nlog\n4\r\ntold0\r\n]",
		" [\nnever ends",
	};
	g_autofree char *line =
		g_strdup_printf("%s: %s%s\n", any_of(dice, words, G_N_ELEMENTS(words)),
				any_of(dice, ids, G_N_ELEMENTS(ids)),
				any_of(dice, details, dice_chance(dice, 95) ? 4 : 5));

	stream_add_text(out, line);
}

static void append_setting(struct dice *dice, GByteArray *out)
{
	static const char *const times[] = {"time: 2026-01-02 03:04:05.678Z\n",
					    "time: 1969-12-31 23:59:59Z\n", "progress: +3\n",
					    "time: nonsense\n", "progress: pop\n"};
	g_autofree char *line = g_strdup_printf("tags: %s%s\n", dice_chance(dice, 30) ? "-" : "",
						any_of(dice, tags, G_N_ELEMENTS(tags)));

	stream_add_text(out,
			dice_chance(dice, 50) ? line : any_of(dice, times, G_N_ELEMENTS(times)));
}

/* ---- streams ---- */

static void append_anything(struct dice *dice, GByteArray *out, int percent_text)
{
	if (dice_throw(dice, 2000) == 0)
		append_brim_full(dice, out);
	else if (dice_chance(dice, 4))
		append_forgery(dice, out);
	else if (dice_chance(dice, 4))
		append_retries(dice, out);
	else if (dice_chance(dice, 4))
		stream_add_text(out, "plain output\n");
	else if (!dice_chance(dice, percent_text))
		append_packet_event(dice, out);
	else if (dice_chance(dice, 85))
		append_directive(dice, out);
	else
		append_setting(dice, out);
}

/* Changes a byte, takes some out, or cuts the end off. */
static void damage_stream(struct dice *dice, GByteArray *out, unsigned begin)
{
	unsigned length = out->len - begin;
	unsigned at = begin + (unsigned)dice_throw(dice, (int)length);
	unsigned removed = 1 + (unsigned)dice_throw(dice, 30);

	if (dice_chance(dice, 40))
		out->data[at] = (uint8_t)dice_throw(dice, 256);
	else if (dice_chance(dice, 50))
		g_byte_array_set_size(out, at);
	else
		g_byte_array_remove_range(out, at, MIN(out->len - at, removed));
}

/* A decent beginning, so that not each stream lacks an answer of what was listed. */
static void append_listed(struct dice *dice, GByteArray *out)
{
	for (const char *const *id = wild_stream_listed; *id; id++) {
		stream_add_status(out, *id, STATUS_INPROGRESS);
		if (!dice_chance(dice, 5))
			stream_add_status(out, *id,
					  dice_chance(dice, 95) ? STATUS_SUCCESS : STATUS_SKIP);
	}
}

void wild_stream_append(struct dice *dice, GByteArray *out)
{
	static const int percents[] = {0, 0, 100, 30};
	int percent_text = percents[dice_throw(dice, G_N_ELEMENTS(percents))];
	int events = dice_throw(dice, dice_chance(dice, 70) ? 6 : EVENTS_MOST);
	unsigned begin = out->len;

	if (dice_chance(dice, 75))
		append_listed(dice, out);
	for (int i = 0; i < events; i++)
		append_anything(dice, out, percent_text);
	if (out->len > begin && dice_chance(dice, 20))
		damage_stream(dice, out, begin);
}
