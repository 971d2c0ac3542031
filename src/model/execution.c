#include "model/execution.h"

#include <glib.h>

char *execution_format(const struct execution *execution)
{
	g_autofree char *instance = NULL;

	if (execution->instance.data)
		instance = g_strdup_printf("instance=%.*s\n", TEXT_ARGS(execution->instance));
	return g_strdup_printf("execution=%d\nworker=%d\nattempt=%d\n%s", execution->number,
			       execution->worker, execution->attempt, instance ? instance : "");
}

/* Reads `text` as a decimal number that an int holds; false, leaving `*number`, if it is none. */
static bool parse_number(struct text text, int *number)
{
	int value = 0;

	if (text.length == 0 || text.length > 9)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (!g_ascii_isdigit(text.data[i]))
			return false;
		value = value * 10 + (text.data[i] - '0');
	}
	*number = value;
	return true;
}

static bool parse_value(struct text key, struct text value, struct execution *execution)
{
	if (text_is(key, "execution"))
		return parse_number(value, &execution->number);
	if (text_is(key, "worker"))
		return parse_number(value, &execution->worker);
	if (text_is(key, "attempt"))
		return parse_number(value, &execution->attempt);
	if (text_is(key, "instance"))
		execution->instance = value;
	return true;
}

static bool parse_line(struct text line, struct execution *execution)
{
	const char *equals = line.length > 0 ? memchr(line.data, '=', line.length) : NULL;

	if (!equals)
		return line.length == 0;
	size_t key_length = (size_t)(equals - line.data);
	struct text key = {line.data, key_length};
	struct text value = {equals + 1, line.length - key_length - 1};
	return parse_value(key, value, execution);
}

bool execution_parse(struct bytes content, struct execution *execution)
{
	struct execution parsed = {.number = -1, .attempt = 1};
	const char *rest = (const char *)content.data;
	size_t length = content.length;

	while (length > 0) {
		const char *newline = memchr(rest, '\n', length);
		size_t line_length = newline ? (size_t)(newline - rest) : length;
		size_t taken = newline ? line_length + 1 : line_length;

		if (!parse_line((struct text){rest, line_length}, &parsed))
			return false;
		rest += taken;
		length -= taken;
	}
	if (parsed.number < 0)
		return false;
	*execution = parsed;
	return true;
}

bool execution_is_announced_by(const struct event *event)
{
	return !event->test_id.data && text_is(event->file_name, EXECUTION_FILE_NAME);
}

struct text execution_route(struct text route_code)
{
	const char *slash =
		route_code.length > 0 ? memchr(route_code.data, '/', route_code.length) : NULL;

	if (slash)
		route_code.length = (size_t)(slash - route_code.data);
	return route_code;
}

int execution_worker_of(const struct event *event)
{
	const size_t prefix_length = strlen(WORKER_TAG_PREFIX);

	for (size_t i = 0; i < event->tag_count; i++) {
		struct text tag = event->tags[i];
		int worker;

		if (tag.length > prefix_length &&
		    memcmp(tag.data, WORKER_TAG_PREFIX, prefix_length) == 0 &&
		    parse_number(
			    (struct text){tag.data + prefix_length, tag.length - prefix_length},
			    &worker))
			return worker;
	}
	return -1;
}
