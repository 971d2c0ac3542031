#include "formats/text_reader.h"

/* ---- tests ---- */

static char *text_reader_id(struct text_reader *reader, struct text name)
{
	return reader->format->repeats_ids ? emitter_id(name)
					   : emitter_unique_id(&reader->emitter, name);
}

static void text_reader_forget_open(struct text_reader *reader)
{
	g_clear_pointer(&reader->open_name, g_free);
	g_clear_pointer(&reader->open_id, g_free);
}

void text_reader_begin(struct text_reader *reader, struct text name)
{
	reader->is_left_open |= reader->open_id != NULL;
	text_reader_forget_open(reader);
	reader->open_name = g_strndup(name.data, name.length);
	reader->open_id = text_reader_id(reader, name);
	reader->is_recognized = true;
	reader->has_ended = false;
	emitter_start(&reader->emitter, reader->open_id);
}

void text_reader_finish(struct text_reader *reader, struct test_end end)
{
	end.id = reader->open_id;
	emitter_finish(&reader->emitter, &end);
	text_reader_forget_open(reader);
}

void text_reader_report(struct text_reader *reader, struct text name, struct test_end end)
{
	g_autofree char *id = text_reader_id(reader, name);

	end.id = id;
	reader->is_recognized = true;
	emitter_finish(&reader->emitter, &end);
}

void text_reader_output(struct text_reader *reader, struct text text)
{
	emitter_output(&reader->emitter, (struct bytes){(const uint8_t *)text.data, text.length});
}

size_t text_find(struct text text, const char *needle)
{
	const char *at = memmem(text.data, text.length, needle, strlen(needle));

	return at ? (size_t)(at - text.data) : text.length;
}

/* ---- the reader ---- */

static void text_reader_take(const struct line_view *line, void *data)
{
	struct text_reader *reader = data;

	if (line->is_whole)
		reader->format->take(reader, line);
	else
		text_reader_output_line(reader, line);
}

static bool text_reader_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			     GError **error)
{
	struct text_reader *reader = (struct text_reader *)base;

	reader->emitter.now_ns = now_ns;
	line_cutter_feed(&reader->cutter, bytes);
	return emitter_check(&reader->emitter, error);
}

bool text_reader_look(struct results_reader *base, const struct line_cutter *cutter, int64_t now_ns,
		      GError **error)
{
	struct text_reader *reader = (struct text_reader *)base;
	const GByteArray *begun = cutter->begun;

	reader->emitter.now_ns = now_ns;
	if (reader->format->pause && begun->len > 0 && !cutter->is_cut)
		reader->format->pause(reader, (struct text){(const char *)begun->data, begun->len});
	return emitter_check(&reader->emitter, error);
}

static bool text_reader_pause(struct results_reader *base, int64_t now_ns, GError **error)
{
	return text_reader_look(base, &((struct text_reader *)base)->cutter, now_ns, error);
}

static void text_reader_judge(const struct text_reader *reader, struct stream_end *end)
{
	const char *why = NULL;

	if (reader->open_id || reader->is_left_open) {
		end->completeness = STREAM_TEST_OPEN;
		why = "it ends while a test is in progress";
		if (reader->is_left_open)
			why = "a test began and never ended";
	} else if (!reader->is_recognized) {
		end->completeness = STREAM_UNRECOGNIZED;
		why = reader->format->is_missing;
	} else if (!reader->has_ended) {
		end->completeness = STREAM_END_MISSING;
		why = reader->format->has_no_end;
	}
	end->why = g_strdup(why);
	end->failure = g_strdup(reader->failure);
}

static bool text_reader_end(struct results_reader *base, const struct ending *ending,
			    int64_t now_ns, struct stream_end *end, GError **error)
{
	struct text_reader *reader = (struct text_reader *)base;

	(void)ending;
	reader->emitter.now_ns = now_ns;
	line_cutter_end(&reader->cutter);
	if (reader->format->finish)
		reader->format->finish(reader);
	if (!emitter_check(&reader->emitter, error))
		return false;
	*end = (struct stream_end){0};
	text_reader_judge(reader, end);
	return true;
}

static void text_reader_free(struct results_reader *base)
{
	struct text_reader *reader = (struct text_reader *)base;

	if (reader->format->clear)
		reader->format->clear(reader->state);
	text_reader_forget_open(reader);
	emitter_clear(&reader->emitter);
	line_cutter_clear(&reader->cutter);
	g_free(reader->failure);
	g_free(reader->state);
	g_free(reader);
}

struct results_reader *text_reader_new(const struct text_format *format,
				       const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = text_reader_feed,
		.end = text_reader_end,
		.free = text_reader_free,
		.pause = text_reader_pause,
	};
	struct text_reader *reader = g_new0(struct text_reader, 1);

	reader->base.methods = &methods;
	reader->format = format;
	reader->options = options;
	reader->state = g_malloc0(MAX(format->state_size, 1));
	emitter_init(&reader->emitter, sink);
	line_cutter_init(&reader->cutter, text_reader_take, reader);
	return &reader->base;
}
