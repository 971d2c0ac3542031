/*
 * The format `meson-log`: the file meson-logs/testlog.json of `meson test`, an object a line. It
 * has no end mark.
 */
#include "formats/json_report.h"
#include "formats/text_reader.h"

struct meson_log_line {
	char *name;
	char *result;
	GString *output;
	GString *errors;
	double started_s;  /* since 1970; -1: not told */
	double duration_s; /* -1: not told */
};

static const struct {
	const char *word;
	enum status status;
} meson_log_results[] = {
	{"OK", STATUS_SUCCESS},         {"SKIP", STATUS_SKIP},
	{"EXPECTEDFAIL", STATUS_XFAIL}, {"UNEXPECTEDPASS", STATUS_UXSUCCESS},
	{"FAIL", STATUS_FAIL},          {"ERROR", STATUS_FAIL},
	{"TIMEOUT", STATUS_FAIL},       {"INTERRUPT", STATUS_FAIL},
};

static void meson_log_on_value(void *data, const char *path, const struct json_value *value)
{
	struct meson_log_line *line = data;

	if (strcmp(path, "name") == 0)
		json_report_set(&line->name, value);
	else if (strcmp(path, "result") == 0)
		json_report_set(&line->result, value);
	else if (strcmp(path, "stdout") == 0)
		json_report_append(line->output, value);
	else if (strcmp(path, "stderr") == 0)
		json_report_append(line->errors, value);
	else if (strcmp(path, "starttime") == 0)
		line->started_s = json_number(value, -1);
	else if (strcmp(path, "duration") == 0)
		line->duration_s = json_number(value, -1);
}

static void meson_log_line_clear(struct meson_log_line *line)
{
	g_free(line->name);
	g_free(line->result);
	g_string_free(line->output, TRUE);
	g_string_free(line->errors, TRUE);
}

static void meson_log_emit(struct text_reader *reader, const struct meson_log_line *line)
{
	g_autofree char *id = emitter_unique_id(&reader->emitter, text_of(line->name));
	struct test_end end = test_end_of(id, STATUS_FAIL);

	for (size_t i = 0; i < G_N_ELEMENTS(meson_log_results); i++)
		if (strcmp(line->result, meson_log_results[i].word) == 0)
			end.status = meson_log_results[i].status;
	if (line->duration_s >= 0)
		end.duration_ns = (int64_t)(line->duration_s * 1e9);
	if (reader->options->is_stored && line->started_s > 0 && line->duration_s >= 0)
		end.ended_ns = (int64_t)((line->started_s + line->duration_s) * 1e9);
	emitter_attach(&reader->emitter, id, "stdout",
		       (struct text){line->output->str, line->output->len});
	emitter_attach(&reader->emitter, id, "stderr",
		       (struct text){line->errors->str, line->errors->len});
	emitter_finish(&reader->emitter, &end);
	reader->is_recognized = reader->has_ended = true;
}

static void meson_log_take(struct text_reader *reader, const struct line_view *line)
{
	static const struct json_handlers handlers = {.value = meson_log_on_value};
	struct meson_log_line parsed = {
		.output = g_string_new(NULL),
		.errors = g_string_new(NULL),
		.started_s = -1,
		.duration_s = -1,
	};
	bool is_line = json_parse(line->text, &handlers, &parsed) && parsed.name && parsed.result;

	if (is_line) {
		meson_log_emit(reader, &parsed);
	} else {
		/* A line that is cut short is the last. */
		reader->has_ended = reader->has_ended && line->has_newline;
		text_reader_output_line(reader, line);
	}
	meson_log_line_clear(&parsed);
}

static struct results_reader *meson_log_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = meson_log_take,
		.is_missing = "there is no line of Meson's testlog.json in it",
		.has_no_end = "the last line is cut short",
	};

	return text_reader_new(&format, options, sink);
}

static bool meson_log_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_has_prefix(text, "{\"name\": \"") &&
	       text_find(text, "\"starttime\": ") < text.length;
}

const struct format format_meson_log = {
	.name = "meson-log",
	.summary = "the file testlog.json of `meson test`",
	.new_results = meson_log_new,
	.sniff = meson_log_sniff,
};
