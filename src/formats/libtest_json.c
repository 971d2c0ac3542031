/*
 * The format `libtest-json`: what Rust's test harness prints with `--format json` (unstable), an
 * object a line, perhaps right behind what a test printed. Ids are as those of `libtest`.
 */
#include "formats/id_template.h"
#include "formats/json_report.h"
#include "formats/text_reader.h"

#define LIBTEST_JSON_ID_TEMPLATE "suite{suite}::{name}"

struct libtest_json_state {
	unsigned suite; /* from 1; 0: none began */
};

struct libtest_json_line {
	char *type;
	char *event;
	char *name;
	GString *text;    /* what it printed, and why it was ignored */
	double exec_time; /* -1: not told */
};

static void libtest_json_on_value(void *data, const char *path, const struct json_value *value)
{
	struct libtest_json_line *line = data;

	if (strcmp(path, "type") == 0)
		json_report_set(&line->type, value);
	else if (strcmp(path, "event") == 0)
		json_report_set(&line->event, value);
	else if (strcmp(path, "name") == 0)
		json_report_set(&line->name, value);
	else if (strcmp(path, "exec_time") == 0)
		line->exec_time = json_number(value, -1);
	else if (strcmp(path, "stdout") == 0 || strcmp(path, "message") == 0)
		json_report_append(line->text, value);
}

static void libtest_json_line_clear(struct libtest_json_line *line)
{
	g_free(line->type);
	g_free(line->event);
	g_free(line->name);
	g_string_free(line->text, TRUE);
}

static void libtest_json_end(struct text_reader *reader, const struct libtest_json_line *line)
{
	struct text text = {line->text->str, line->text->len};
	struct test_end end = test_end_of(NULL, STATUS_FAIL);

	if (strcmp(line->event, "ok") == 0)
		end.status = STATUS_SUCCESS;
	else if (strcmp(line->event, "ignored") == 0)
		end.status = STATUS_SKIP;
	if (line->exec_time >= 0)
		end.duration_ns = (int64_t)(line->exec_time * 1e9);
	if (end.status == STATUS_SKIP && text.length > 0)
		end.reason = text_strip(text);
	else
		emitter_attach(&reader->emitter, reader->open_id,
			       end.status == STATUS_FAIL ? "traceback" : "stdout", text);
	text_reader_finish(reader, end);
}

static void libtest_json_take_test(struct text_reader *reader, const struct libtest_json_line *line)
{
	const struct libtest_json_state *state = reader->state;
	const char *template = reader->options->id_template;
	g_autofree char *suite = g_strdup_printf("%u", state->suite);
	const char *fields[] = {"suite", suite, "name", line->name, NULL};
	g_autofree char *id =
		id_template_fill(template ? template : LIBTEST_JSON_ID_TEMPLATE, fields);
	bool is_open = reader->open_name && strcmp(reader->open_name, id) == 0;

	if (strcmp(line->event, "started") == 0)
		text_reader_begin(reader, text_of(id));
	else if (is_open && strcmp(line->event, "timeout") != 0)
		libtest_json_end(reader, line);
}

static void libtest_json_take_suite(struct text_reader *reader,
				    const struct libtest_json_line *line)
{
	struct libtest_json_state *state = reader->state;

	reader->is_recognized = true;
	reader->has_ended = strcmp(line->event, "started") != 0;
	state->suite += !reader->has_ended;
}

static void libtest_json_take(struct text_reader *reader, const struct line_view *line)
{
	static const struct json_handlers handlers = {.value = libtest_json_on_value};
	size_t at = text_find(line->text, "{ \"type\": \"");
	struct libtest_json_line parsed = {.exec_time = -1, .text = g_string_new(NULL)};
	bool is_line = at < line->text.length &&
		       json_parse(text_after(line->text, at), &handlers, &parsed) && parsed.type &&
		       parsed.event;

	if (!is_line) {
		text_reader_output_line(reader, line);
	} else {
		text_reader_output(reader, text_part(line->text, 0, at));
		if (strcmp(parsed.type, "suite") == 0)
			libtest_json_take_suite(reader, &parsed);
		else if (strcmp(parsed.type, "test") == 0 && parsed.name)
			libtest_json_take_test(reader, &parsed);
	}
	libtest_json_line_clear(&parsed);
}

static struct results_reader *libtest_json_new(const struct format_options *options,
					       struct sink *sink)
{
	static const struct text_format format = {
		.take = libtest_json_take,
		.state_size = sizeof(struct libtest_json_state),
		.is_missing = "there is no JSON of Rust's test harness in it",
		.has_no_end = "the end of a suite is missing",
		.repeats_ids = true,
	};

	return text_reader_new(&format, options, sink);
}

static bool libtest_json_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, "{ \"type\": \"suite\", \"event\": \"started\"") < text.length;
}

const struct format format_libtest_json = {
	.name = "libtest-json",
	.summary = "what Rust's test harness prints with --format json",
	.new_results = libtest_json_new,
	.sniff = libtest_json_sniff,
};
