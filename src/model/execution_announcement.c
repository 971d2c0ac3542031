#include "model/execution_announcement.h"

#include <glib.h>

#include "base/pairs.h"

char *execution_announcement_format(const struct execution_announcement *execution)
{
	g_autofree char *instance = NULL;

	if (execution->instance.data)
		instance = g_strdup_printf("instance=%.*s\n", TEXT_ARGS(execution->instance));
	return g_strdup_printf("execution=%d\nworker=%d\nattempt=%d\n%s", execution->number,
			       execution->worker, execution->attempt, instance ? instance : "");
}

static bool take_announced_pair(const struct pair *pair, struct execution_announcement *execution)
{
	if (text_is(pair->key, "execution"))
		return pairs_number(pair->value, &execution->number);
	if (text_is(pair->key, "worker"))
		return pairs_number(pair->value, &execution->worker);
	if (text_is(pair->key, "attempt"))
		return pairs_number(pair->value, &execution->attempt);
	if (text_is(pair->key, "instance"))
		execution->instance = pair->value;
	return true;
}

bool execution_announcement_parse(struct bytes content, struct execution_announcement *execution)
{
	struct execution_announcement parsed = {.number = -1, .attempt = 1};
	struct text rest = {(const char *)content.data, content.length};
	struct pair pair;
	enum pairs_step step;

	while ((step = pairs_next(&rest, &pair)) == PAIRS_FOUND)
		if (!take_announced_pair(&pair, &parsed))
			return false;
	if (step == PAIRS_INVALID || parsed.number < 0)
		return false;
	*execution = parsed;
	return true;
}

bool execution_announcement_is_in(const struct event *event)
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

int execution_number_of(const struct event *event)
{
	struct text route = execution_route(event->route_code);
	g_autofree char *digits = route.data ? g_strndup(route.data, route.length) : NULL;
	uint64_t number;

	if (digits && g_ascii_string_to_unsigned(digits, 10, 0, INT_MAX, &number, NULL))
		return (int)number;
	return -1;
}

int execution_worker_of(const struct event *event)
{
	const size_t prefix_length = strlen(WORKER_TAG_PREFIX);

	for (size_t i = 0; i < event->tag_count; i++) {
		struct text tag = event->tags[i];
		int worker;

		if (tag.length > prefix_length &&
		    memcmp(tag.data, WORKER_TAG_PREFIX, prefix_length) == 0 &&
		    pairs_number(
			    (struct text){tag.data + prefix_length, tag.length - prefix_length},
			    &worker))
			return worker;
	}
	return -1;
}
