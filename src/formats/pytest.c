/*
 * The format `pytest`: the text of `pytest -v` and, behind a marker, its JUnit XML.
 *
 * The text tells at once which test runs and what came of it. The report has the texts of failures:
 * a test that failed gets a second outcome with them. What only the report knows is taken from it.
 */
#include "formats/pytest_ids.h"
#include "formats/pytest_listing.h"
#include "formats/pytest_text.h"
#include "formats/report_gate.h"
#include "formats/text_reader.h"

extern const struct format format_junit;

/* Most ids that are kept to find them again in the report. */
#define PYTEST_IDS_MAX 1000000

struct pytest_reader {
	struct results_reader base;
	struct format_options options; /* of the report's reader */
	bool has_report;               /* there is a marker, and the report behind it */
	struct sink *target;           /* borrowed */
	struct sink text_sink;
	struct sink report_sink;
	struct results_reader *text;
	struct results_reader *report; /* NULL: it has not begun */
	struct report_gate gate;
	GHashTable *seen; /* of char *: the ids in the text */
	GPtrArray *ids;   /* the same */
	int64_t now_ns;
	GError *error; /* of the sink */
};

/* ---- events ---- */

static bool pytest_text_event(struct sink *sink, const struct event *event, GError **error)
{
	struct pytest_reader *reader =
		(struct pytest_reader *)(void *)((char *)sink -
						 offsetof(struct pytest_reader, text_sink));

	if (event->test_id.data && event->status != STATUS_NONE &&
	    reader->ids->len < PYTEST_IDS_MAX) {
		g_autofree char *id = g_strndup(event->test_id.data, event->test_id.length);

		if (!g_hash_table_contains(reader->seen, id)) {
			g_ptr_array_add(reader->ids, id);
			g_hash_table_add(reader->seen, g_steal_pointer(&id));
		}
	}
	return sink_event(reader->target, event, error);
}

/* Of tests that the text has told of, only failures are taken from the report. */
static bool pytest_report_event(struct sink *sink, const struct event *event, GError **error)
{
	struct pytest_reader *reader =
		(struct pytest_reader *)(void *)((char *)sink -
						 offsetof(struct pytest_reader, report_sink));
	g_autofree char *id = g_strndup(event->test_id.data, event->test_id.length);
	bool is_known = id && g_hash_table_contains(reader->seen, id);
	bool is_failure = event->status == STATUS_FAIL || event->status == STATUS_XFAIL;

	if (is_known && event->status != STATUS_NONE && !is_failure)
		return true;
	return sink_event(reader->target, event, error);
}

/* ---- bytes ---- */

static void pytest_take_printed(const struct line_view *line, void *data)
{
	struct pytest_reader *reader = data;

	if (!reader->error)
		results_reader_feed(reader->text, line->raw, reader->now_ns, &reader->error);
}

/* Ids are looked for among those that were seen, and those that were listed. */
static void pytest_begin_report(struct pytest_reader *reader)
{
	for (size_t i = 0; i < reader->options.listed_count; i++)
		g_ptr_array_add(reader->ids, (char *)reader->options.listed_ids[i]);
	reader->options.listed_ids = (const char *const *)reader->ids->pdata;
	reader->options.listed_count = reader->ids->len;
	reader->report = format_junit.new_results(&reader->options, &reader->report_sink);
}

static void pytest_take_report(struct bytes bytes, void *data)
{
	struct pytest_reader *reader = data;

	if (!reader->report)
		pytest_begin_report(reader);
	if (!reader->error)
		results_reader_feed(reader->report, bytes, reader->now_ns, &reader->error);
}

static bool pytest_check(const struct pytest_reader *reader, GError **error)
{
	if (!reader->error)
		return true;
	g_propagate_error(error, g_error_copy(reader->error));
	return false;
}

static bool pytest_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			GError **error)
{
	struct pytest_reader *reader = (struct pytest_reader *)base;

	reader->now_ns = now_ns;
	if (!reader->has_report)
		return results_reader_feed(reader->text, bytes, now_ns, error);
	report_gate_feed(&reader->gate, bytes);
	return pytest_check(reader, error);
}

static bool pytest_reader_pause(struct results_reader *base, int64_t now_ns, GError **error)
{
	struct pytest_reader *reader = (struct pytest_reader *)base;

	if (!reader->has_report)
		return results_reader_pause(reader->text, now_ns, error);
	/* The line that has begun is held by the gate. */
	return reader->gate.is_open ||
	       text_reader_look(reader->text, &reader->gate.cutter, now_ns, error);
}

/* How complete the report is. Returns false if the sink failed. */
static bool pytest_end_report(struct pytest_reader *reader, const struct ending *ending,
			      struct stream_end *end, GError **error)
{
	if (reader->report)
		return results_reader_end(reader->report, ending, reader->now_ns, end, error);
	end->completeness = STREAM_END_MISSING;
	end->why = g_strdup("the report never came");
	return true;
}

/* How complete the text is; if that is, how complete the report is. */
static bool pytest_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		       struct stream_end *end, GError **error)
{
	struct pytest_reader *reader = (struct pytest_reader *)base;
	struct stream_end text = {0};
	struct stream_end report = {0};

	reader->now_ns = now_ns;
	report_gate_end(&reader->gate);
	if (!pytest_check(reader, error) ||
	    !results_reader_end(reader->text, ending, now_ns, &text, error))
		return false;
	if (!pytest_end_report(reader, ending, &report, error)) {
		stream_end_clear(&text);
		return false;
	}
	bool is_text_enough = !reader->has_report || (text.completeness != STREAM_COMPLETE &&
						      text.completeness != STREAM_UNRECOGNIZED);
	*end = is_text_enough ? text : report;
	stream_end_clear(is_text_enough ? &report : &text);
	return true;
}

static void pytest_free(struct results_reader *base)
{
	struct pytest_reader *reader = (struct pytest_reader *)base;

	results_reader_free(reader->text);
	results_reader_free(reader->report);
	report_gate_clear(&reader->gate);
	g_ptr_array_unref(reader->ids);
	g_hash_table_unref(reader->seen);
	g_clear_error(&reader->error);
	g_free(reader);
}

static struct results_reader *pytest_new(const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = pytest_feed,
		.end = pytest_end,
		.free = pytest_free,
		.pause = pytest_reader_pause,
	};
	struct pytest_reader *reader = g_new0(struct pytest_reader, 1);

	reader->base.methods = &methods;
	reader->target = sink;
	reader->text_sink.event = pytest_text_event;
	reader->report_sink.event = pytest_report_event;
	reader->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader->ids = g_ptr_array_new();
	reader->options = *options;
	reader->options.report_marker = NULL;
	reader->has_report = options->report_marker != NULL;
	reader->text = pytest_text_new(options, &reader->text_sink);
	report_gate_init(&reader->gate, options->report_marker, pytest_take_printed,
			 pytest_take_report, reader);
	return &reader->base;
}

/* ---- recognizing ---- */

static bool pytest_sniff(struct bytes bytes)
{
	g_autofree char *text = g_strndup((const char *)bytes.data, bytes.length);

	return strstr(text, "= test session starts =") != NULL;
}

static bool pytest_sniff_listing(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};
	struct text line = text_part(text, 0, text_find(text, "\n"));

	return text_find(line, ".py::") < line.length;
}

const struct format format_pytest = {
	.name = "pytest",
	.summary = "the text of `pytest -v`, and its JUnit XML behind a marker",
	.new_results = pytest_new,
	.new_listing = pytest_listing_new,
	.sniff = pytest_sniff,
	.sniff_listing = pytest_sniff_listing,
};
