/*
 * The format `mocha`: what mocha's reporter json-stream prints, a JSON array a line, perhaps right
 * behind what a test printed. Ids are `FILE > FULL TITLE`, with FILE relative to the option `root`.
 */
#include "formats/json_report.h"
#include "formats/text_reader.h"

struct mocha_line {
	char *kind; /* "pass", "fail", ... */
	char *title;
	char *file;
	double duration; /* in ms; -1: not told */
	GString *text;
};

static void mocha_on_value(void *data, const char *path, const struct json_value *value)
{
	struct mocha_line *line = data;

	if (strcmp(path, "[]") == 0)
		json_report_set(&line->kind, value);
	else if (strcmp(path, "[].fullTitle") == 0)
		json_report_set(&line->title, value);
	else if (strcmp(path, "[].file") == 0)
		json_report_set(&line->file, value);
	else if (strcmp(path, "[].duration") == 0)
		line->duration = json_number(value, -1);
	else if (strcmp(path, "[].stack") == 0)
		json_report_append(line->text, value);
}

static void mocha_line_clear(struct mocha_line *line)
{
	g_free(line->kind);
	g_free(line->title);
	g_free(line->file);
	g_string_free(line->text, TRUE);
}

/* Where in `text` the array of a report begins; its length if there is none. */
static size_t mocha_find(struct text text)
{
	static const char *const begins[] = {"[\"pass\",{", "[\"fail\",{", "[\"start\",{",
					     "[\"end\",{"};
	size_t at = text.length;

	for (size_t i = 0; i < G_N_ELEMENTS(begins); i++)
		at = MIN(at, text_find(text, begins[i]));
	return at;
}

static void mocha_take_test(struct text_reader *reader, const struct mocha_line *line)
{
	const char *file = line->file ? json_report_relative(reader->options, line->file) : "";
	g_autofree char *name = g_strconcat(file, " > ", line->title, NULL);
	g_autofree char *id = emitter_unique_id(&reader->emitter, text_of(name));
	bool is_failure = strcmp(line->kind, "fail") == 0;
	struct test_end end = test_end_of(id, is_failure ? STATUS_FAIL : STATUS_SUCCESS);

	if (line->duration >= 0)
		end.duration_ns = (int64_t)(line->duration * 1e6);
	emitter_attach(&reader->emitter, id, "traceback",
		       (struct text){line->text->str, line->text->len});
	emitter_finish(&reader->emitter, &end);
}

static void mocha_take(struct text_reader *reader, const struct line_view *line)
{
	static const struct json_handlers handlers = {.value = mocha_on_value};
	size_t at = mocha_find(line->text);
	struct mocha_line parsed = {.duration = -1, .text = g_string_new(NULL)};
	bool is_report = at < line->text.length &&
			 json_parse(text_after(line->text, at), &handlers, &parsed);

	if (!is_report)
		text_reader_output_line(reader, line);
	else
		text_reader_output(reader, text_part(line->text, 0, at));
	if (is_report && parsed.title)
		mocha_take_test(reader, &parsed);
	if (is_report) {
		reader->is_recognized = true;
		reader->has_ended = strcmp(parsed.kind, "end") == 0;
	}
	mocha_line_clear(&parsed);
}

static struct results_reader *mocha_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = mocha_take,
		.is_missing = "there is no output of mocha's json-stream in it",
		.has_no_end = "mocha's line [\"end\", ...] is missing",
	};

	return text_reader_new(&format, options, sink);
}

static bool mocha_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, "[\"start\",{\"total\":") < text.length;
}

const struct format format_mocha = {
	.name = "mocha",
	.summary = "what mocha's reporter json-stream prints",
	.new_results = mocha_new,
	.sniff = mocha_sniff,
};
