#include "formats/unit_reader.h"

#include "formats/emitter.h"
#include "model/outcome.h"

struct unit_reader {
	struct results_reader base;
	struct sink sink; /* of the tests within */
	struct results_reader *inner;
	struct emitter emitter; /* of the unit's own events */
	char *unit;
	GString *inner_id; /* to be used again */
	bool has_begun;
	uint64_t tests; /* within, that ended */
	uint64_t failures;
};

static struct unit_reader *unit_reader_of_sink(struct sink *sink)
{
	return (struct unit_reader *)(void *)((char *)sink - offsetof(struct unit_reader, sink));
}

static struct unit_reader *unit_reader_of(struct results_reader *reader)
{
	return (struct unit_reader *)reader;
}

static void count_outcome(struct unit_reader *reader, const struct event *event)
{
	enum outcome outcome = outcome_of_event(event);

	if (outcome == OUTCOME_UNDECIDED || outcome_is_provisional(event))
		return;
	reader->tests++;
	reader->failures += outcome_is_failure(outcome);
}

static bool unit_reader_event(struct sink *sink, const struct event *event, GError **error)
{
	struct unit_reader *reader = unit_reader_of_sink(sink);
	struct event copy = *event;

	if (!event->test_id.data) {
		copy.test_id = text_of(reader->unit);
		if (!event->mime_type.data)
			copy.mime_type = text_of(TEXT_MIME_TYPE);
		return sink_event(reader->emitter.sink, &copy, error);
	}
	g_string_assign(reader->inner_id, reader->unit);
	g_string_append(reader->inner_id, UNIT_SEPARATOR);
	g_string_append_len(reader->inner_id, event->test_id.data, (ssize_t)event->test_id.length);
	copy.test_id = (struct text){reader->inner_id->str, reader->inner_id->len};
	count_outcome(reader, event);
	return sink_event(reader->emitter.sink, &copy, error);
}

static void begin_unit(struct unit_reader *reader, int64_t now_ns)
{
	reader->emitter.now_ns = now_ns;
	if (!reader->has_begun)
		emitter_start(&reader->emitter, reader->unit);
	reader->has_begun = true;
}

static bool unit_reader_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			     GError **error)
{
	struct unit_reader *reader = unit_reader_of(base);

	begin_unit(reader, now_ns);
	return emitter_check(&reader->emitter, error) &&
	       results_reader_feed(reader->inner, bytes, now_ns, error);
}

static void add_reason(GString *reasons, const char *reason)
{
	g_string_append(reasons, reason);
	g_string_append_c(reasons, '\n');
}

/* Why the unit fails, a line each; empty if it does not. Owned by the caller. */
static char *reasons_to_fail(const struct unit_reader *reader, const struct ending *ending,
			     const struct stream_end *end)
{
	GString *reasons = g_string_new(NULL);

	if (reader->failures > 0)
		g_string_append_printf(reasons,
				       "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
				       " tests in it failed\n",
				       reader->failures, reader->tests);
	if (end->failure)
		add_reason(reasons, end->failure);
	if (end->completeness != STREAM_COMPLETE)
		add_reason(reasons, end->why);
	if (ending && !ending_is_success(*ending) && !end->skipped) {
		g_autofree char *how = ending_describe(*ending);

		g_string_append_printf(reasons, "the program %s\n", how);
	}
	return g_string_free(reasons, FALSE);
}

static void finish_unit(struct unit_reader *reader, const struct ending *ending,
			const struct stream_end *stream)
{
	g_autofree char *reasons = reasons_to_fail(reader, ending, stream);
	struct test_end end = test_end_of(reader->unit, STATUS_SUCCESS);

	if (reasons[0] != '\0') {
		end.status = STATUS_FAIL;
		end.reason = text_of(reasons);
	} else if (stream->skipped) {
		end.status = STATUS_SKIP;
		end.reason = text_of(stream->skipped);
	}
	emitter_finish(&reader->emitter, &end);
}

static bool is_cut_off(const struct ending *ending)
{
	return ending && (ending->kind == ENDING_TIMED_OUT || ending->kind == ENDING_NOT_STARTED);
}

static bool unit_reader_end(struct results_reader *base, const struct ending *ending,
			    int64_t now_ns, struct stream_end *end, GError **error)
{
	struct unit_reader *reader = unit_reader_of(base);
	struct stream_end stream = {0};

	begin_unit(reader, now_ns);
	if (!emitter_check(&reader->emitter, error) ||
	    !results_reader_end(reader->inner, ending, now_ns, &stream, error))
		return false;
	if (!is_cut_off(ending)) {
		finish_unit(reader, ending, &stream);
	} else {
		stream_end_clear(&stream);
		stream.completeness = STREAM_TEST_OPEN;
		stream.why = g_strdup_printf("%s did not end", reader->unit);
	}
	*end = stream;
	return emitter_check(&reader->emitter, error);
}

static void unit_reader_free(struct results_reader *base)
{
	struct unit_reader *reader = unit_reader_of(base);

	results_reader_free(reader->inner);
	emitter_clear(&reader->emitter);
	g_string_free(reader->inner_id, TRUE);
	g_free(reader->unit);
	g_free(reader);
}

static bool unit_reader_pause(struct results_reader *base, int64_t now_ns, GError **error)
{
	return results_reader_pause(unit_reader_of(base)->inner, now_ns, error);
}

static const struct results_reader_methods unit_reader_methods = {
	.feed = unit_reader_feed,
	.end = unit_reader_end,
	.free = unit_reader_free,
	.pause = unit_reader_pause,
};

struct results_reader *unit_reader_new(const struct format *format,
				       const struct format_options *options, struct sink *sink)
{
	struct unit_reader *reader = g_new0(struct unit_reader, 1);

	reader->base.methods = &unit_reader_methods;
	reader->sink.event = unit_reader_event;
	emitter_init(&reader->emitter, sink);
	reader->unit = emitter_id(text_of(options->unit));
	reader->inner_id = g_string_new(NULL);
	reader->inner = format->new_results(options, &reader->sink);
	return &reader->base;
}
