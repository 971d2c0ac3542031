#include "formats/gotest_line.h"

#include "formats/json_stream.h"

static void gotest_on_value(void *data, const char *path, const struct json_value *value)
{
	struct gotest_line *line = data;
	const struct {
		const char *path;
		char **field;
	} fields[] = {
		{"Action", &line->action},
		{"Package", &line->package},
		{"Test", &line->test},
		{"Time", &line->time},
	};

	if (strcmp(path, "Elapsed") == 0)
		line->elapsed_s = json_number(value, -1);
	if (value->kind != JSON_STRING)
		return;
	if (strcmp(path, "Output") == 0)
		g_string_append_len(line->output, value->text.data, (ssize_t)value->text.length);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (strcmp(path, fields[i].path) != 0)
			continue;
		g_free(*fields[i].field);
		*fields[i].field = g_strndup(value->text.data, value->text.length);
	}
}

bool gotest_line_parse(struct text text, struct gotest_line *line)
{
	static const struct json_handlers handlers = {.value = gotest_on_value};

	*line = (struct gotest_line){.output = g_string_new(NULL), .elapsed_s = -1};
	if (text.length == 0 || text.data[0] != '{')
		return false;
	return json_parse(text, &handlers, line) && line->action;
}

void gotest_line_clear(struct gotest_line *line)
{
	g_free(line->action);
	g_free(line->package);
	g_free(line->test);
	g_free(line->time);
	g_string_free(line->output, TRUE);
}
