#include "formats/emitter.h"

#include "model/outcome.h"
#include "subunit/plain.h" /* PLAIN_FILE_NAME */
#include "subunit/utf8.h"

/* How much output is put together. */
#define OUTPUT_MAX ((size_t)64 << 10)

/* Most bytes of a file in one event, which has to fit a packet. */
#define PIECE_MAX ((size_t)1 << 20)

void emitter_init(struct emitter *emitter, struct sink *sink)
{
	*emitter = (struct emitter){.sink = sink, .now_ns = TIME_NONE};
	emitter->output = g_byte_array_new();
}

void emitter_clear(struct emitter *emitter)
{
	used_names_clear(&emitter->names);
	g_clear_pointer(&emitter->output, g_byte_array_unref);
	g_clear_pointer(&emitter->output_id, g_free);
	g_clear_error(&emitter->error);
}

/* ---- ids ---- */

char *emitter_id(struct text name)
{
	if (name.length == 0)
		return g_strdup(EMITTER_UNNAMED);
	if (name.length > EMITTER_ID_MAX) {
		name.length = EMITTER_ID_MAX;
		name.length -=
			utf8_unfinished((struct bytes){(const uint8_t *)name.data, name.length});
	}
	if (utf8_is_valid(name))
		return g_strndup(name.data, name.length);
	return g_utf8_make_valid(name.data, (ssize_t)name.length);
}

char *emitter_unique_id(struct emitter *emitter, struct text name)
{
	g_autofree char *id = emitter_id(name);

	return used_names_take(&emitter->names, text_of(id));
}

/* ---- events ---- */

static void emitter_emit(struct emitter *emitter, const struct event *event)
{
	if (!emitter->error)
		sink_event(emitter->sink, event, &emitter->error);
}

static void emitter_emit_file(struct emitter *emitter, const char *id, const char *file_name,
			      struct bytes content)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.file_name = text_of(file_name);
	event.mime_type = text_of(id ? TEXT_MIME_TYPE : NULL);
	while (content.length > 0) {
		event.file = (struct bytes){content.data, MIN(content.length, PIECE_MAX)};
		emitter_emit(emitter, &event);
		content.data += event.file.length;
		content.length -= event.file.length;
	}
}

static void emitter_emit_status(struct emitter *emitter, const char *id, enum status status,
				int64_t time_ns, const char *tag)
{
	struct event event = EVENT_INIT;
	const struct text tags[] = {text_of(tag)};

	event.test_id = text_of(id);
	event.status = status;
	event.is_runnable = true;
	event.time_ns = time_ns;
	event.tags = tags;
	event.tag_count = tag ? 1 : 0;
	emitter_emit(emitter, &event);
}

void emitter_start(struct emitter *emitter, const char *id)
{
	emitter_flush(emitter);
	emitter_emit_status(emitter, id, STATUS_INPROGRESS, emitter->now_ns, NULL);
	g_free(emitter->output_id);
	emitter->output_id = g_strdup(id);
}

void emitter_attach(struct emitter *emitter, const char *id, const char *file_name,
		    struct text content)
{
	emitter_flush(emitter);
	emitter_emit_file(emitter, id, file_name,
			  (struct bytes){(const uint8_t *)content.data, content.length});
}

void emitter_finish(struct emitter *emitter, const struct test_end *end)
{
	int64_t ended_ns = end->ended_ns == TIME_NONE ? emitter->now_ns : end->ended_ns;

	emitter_flush(emitter);
	if (end->duration_ns != DURATION_NONE && ended_ns != TIME_NONE)
		emitter_emit_status(emitter, end->id, STATUS_INPROGRESS,
				    ended_ns - end->duration_ns, NULL);
	emitter_attach(emitter, end->id, "reason", end->reason);
	emitter_emit_status(emitter, end->id, end->status, ended_ns, end->tag);
	if (g_strcmp0(emitter->output_id, end->id) == 0)
		g_clear_pointer(&emitter->output_id, g_free);
	emitter->finished++;
}

void emitter_lose(struct emitter *emitter, const char *id, const char *reason)
{
	struct test_end end = test_end_of(id, STATUS_FAIL);

	end.reason = text_of(reason);
	end.tag = TAG_LOST;
	emitter_finish(emitter, &end);
}

/* ---- output ---- */

void emitter_output(struct emitter *emitter, struct bytes output)
{
	if (emitter->output->len + output.length > OUTPUT_MAX)
		emitter_flush(emitter);
	if (output.length > OUTPUT_MAX)
		emitter_emit_file(emitter, emitter->output_id, PLAIN_FILE_NAME, output);
	else
		g_byte_array_append(emitter->output, output.data, (unsigned)output.length);
}

void emitter_flush(struct emitter *emitter)
{
	struct bytes output = {emitter->output->data, emitter->output->len};

	emitter_emit_file(emitter, emitter->output_id, PLAIN_FILE_NAME, output);
	g_byte_array_set_size(emitter->output, 0);
}

bool emitter_check(struct emitter *emitter, GError **error)
{
	emitter_flush(emitter);
	if (!emitter->error)
		return true;
	g_propagate_error(error, g_error_copy(emitter->error));
	return false;
}
