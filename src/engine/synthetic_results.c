#include "engine/synthetic_results.h"

#include "engine/execute_callout.h"
#include "engine/reason.h"

/* The route code by which the runner started the test, so that one test stays one; NULL: none. */
static char *take_route_of_start(const struct execute_callout *execute, const char *test_id)
{
	void *id = NULL, *route = NULL;

	if (!execute || !g_hash_table_steal_extended(execute->unfinished, test_id, &id, &route))
		return NULL;
	g_free(id);
	return route;
}

static const char *find_skip_reason(const struct execute_callout *execute, const char *fixture)
{
	return execute && fixture ? skip_reasons_find(&execute->skip_reasons, fixture) : NULL;
}

/* True if the stream has the answer already, under other ids. */
static bool is_in_stream(const struct action *action)
{
	return action->kind == ACTION_ANSWER &&
	       (action->reason == REASON_DERIVED || action->reason == REASON_OTHERS);
}

/* The tag that tells what is special about the answer. NULL: nothing. Owned by the caller. */
static char *make_tag(const struct action *action, enum outcome outcome)
{
	if (action->is_to_be_retried)
		return g_strdup(TAG_RETRY);
	if (action->fixture && outcome_is_failure(outcome))
		return g_strconcat(TAG_BELOW_PREFIX, action->fixture, NULL);
	return g_strdup(outcome_tag(outcome));
}

static char *describe_reason(const struct driver *driver, const struct action *action,
			     const struct execute_callout *execute)
{
	g_autofree char *errors = execute ? tail_format(&execute->callout.errors, "    ") : NULL;
	g_autofree char *output = execute ? tail_format(&execute->output.stray_end, "    ") : NULL;
	bool is_own_end = action->reason != REASON_FIXTURE;
	struct reason_context context = {
		.config = driver->request->config,
		.instance_id = action->instance_id,
		.errors = is_own_end ? errors : NULL,
		.output = is_own_end ? output : NULL,
		.skip_reason = find_skip_reason(execute, action->fixture),
	};

	return reason_describe(action, &context);
}

static void emit_result(struct driver *driver, const struct action *action)
{
	bool is_answer = action->kind == ACTION_ANSWER;
	enum outcome outcome = is_answer ? action->outcome : OUTCOME_FAIL;
	const char *test_id = is_answer ? action->test_id : RETURNCODE_TEST_ID;
	struct execute_callout *execute = execute_callout_find(driver, action->execution);
	g_autofree char *own_tag = make_tag(action, outcome);
	struct text tag = text_of(own_tag);
	g_autofree char *route = take_route_of_start(execute, test_id);
	g_autofree char *reason = describe_reason(driver, action, execute);
	struct event event = EVENT_INIT;

	event.test_id = text_of(test_id);
	event.status = outcome_status(outcome);
	event.is_runnable = is_answer;
	event.time_ns = g_get_real_time() * 1000;
	event.tags = &tag;
	event.tag_count = tag.data ? 1 : 0;
	event.route_code = text_of(route);
	event.file_name = text_of(REASON_FILE_NAME);
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)reason, strlen(reason)};
	event.is_end_of_file = true;
	(void)sink_event(execute ? &execute->tagger.sink : &driver->sink, &event, NULL);
}

void synthetic_results_emit(struct driver *driver, const struct action *action)
{
	if (!is_in_stream(action))
		emit_result(driver, action);
}
