#include "formats/json_report.h"

/* ---- for formats ---- */

const char *json_report_relative(const struct format_options *options, const char *path)
{
	size_t length = options->root ? strlen(options->root) : 0;

	if (length == 0 || strncmp(path, options->root, length) != 0 || path[length] != '/')
		return path;
	return path + length + 1;
}

void json_report_set(char **field, const struct json_value *value)
{
	if (value->kind != JSON_STRING)
		return;
	g_free(*field);
	*field = g_strndup(value->text.data, value->text.length);
}

void json_report_append(GString *text, const struct json_value *value)
{
	if (value->kind != JSON_STRING || text->len > JSON_REPORT_TEXT_MAX)
		return;
	g_string_append_len(text, value->text.data,
			    (ssize_t)MIN(value->text.length, JSON_REPORT_TEXT_MAX));
	if (text->len > 0 && text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
}

/* ---- handlers ---- */

static void json_report_begin(void *data, const char *path)
{
	struct json_report *report = data;

	report->has_begun = true;
	if (report->format->begin)
		report->format->begin(report, path);
}

static void json_report_end_value(void *data, const char *path)
{
	struct json_report *report = data;

	if (report->format->end)
		report->format->end(report, path);
}

static void json_report_value(void *data, const char *path, const struct json_value *value)
{
	struct json_report *report = data;

	report->format->value(report, path, value);
}

static void json_report_outside(void *data, struct bytes bytes)
{
	struct json_report *report = data;

	emitter_output(&report->emitter, bytes);
}

static const struct json_handlers json_report_handlers = {
	.begin = json_report_begin,
	.end = json_report_end_value,
	.value = json_report_value,
	.outside = json_report_outside,
};

/* ---- the reader ---- */

static void json_report_take_printed(const struct line_view *line, void *data)
{
	json_report_outside(data, line->raw);
}

static void json_report_take(struct bytes bytes, void *data)
{
	struct json_report *report = data;

	json_stream_feed(&report->json, bytes);
}

static bool json_report_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			     GError **error)
{
	struct json_report *report = (struct json_report *)base;

	report->emitter.now_ns = now_ns;
	report_gate_feed(&report->gate, bytes);
	return emitter_check(&report->emitter, error);
}

static void json_report_judge(const struct json_report *report, struct stream_end *end)
{
	const char *why = NULL;

	if (report->json.error) {
		end->completeness = STREAM_REFUSED;
		why = report->json.error;
	} else if (!report->has_begun) {
		end->completeness = STREAM_UNRECOGNIZED;
		why = report->gate.is_open ? report->format->is_missing : "the report never came";
	} else if (report->json.parser) {
		end->completeness = STREAM_CUT;
		why = "the JSON is cut short";
	}
	end->why = g_strdup(why);
	end->failure = g_strdup(report->failure);
}

static bool json_report_end(struct results_reader *base, const struct ending *ending,
			    int64_t now_ns, struct stream_end *end, GError **error)
{
	struct json_report *report = (struct json_report *)base;

	(void)ending;
	report->emitter.now_ns = now_ns;
	report_gate_end(&report->gate);
	json_stream_end(&report->json);
	if (!emitter_check(&report->emitter, error))
		return false;
	*end = (struct stream_end){0};
	json_report_judge(report, end);
	return true;
}

static void json_report_free(struct results_reader *base)
{
	struct json_report *report = (struct json_report *)base;

	if (report->format->clear)
		report->format->clear(report->state);
	json_stream_clear(&report->json);
	report_gate_clear(&report->gate);
	emitter_clear(&report->emitter);
	g_free(report->failure);
	g_free(report->state);
	g_free(report);
}

struct results_reader *json_report_new(const struct json_report_format *format,
				       const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = json_report_feed, .end = json_report_end, .free = json_report_free};
	struct json_report *report = g_new0(struct json_report, 1);

	report->base.methods = &methods;
	report->format = format;
	report->options = options;
	report->state = g_malloc0(MAX(format->state_size, 1));
	emitter_init(&report->emitter, sink);
	json_stream_init(&report->json, &json_report_handlers, format->roots, report);
	report_gate_init(&report->gate, options->report_marker, json_report_take_printed,
			 json_report_take, report);
	return &report->base;
}
