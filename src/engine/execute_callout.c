#include "engine/execute_callout.h"

#include "base/hash.h"
#include "engine/execution_command.h"
#include "engine/id_file.h"
#include "engine/leftovers.h"
#include "engine/reason.h"
#include "engine/result_names.h"
#include "engine/unloadable_tests.h"

/* By this status an execute callout tells that the instance may be lost. */
#define STATUS_MAYBE_LOST 255

#define STDERR_FILE_NAME "stderr"
#define TEXT_MIME_TYPE "text/plain;charset=utf8"

/* ---- what the runner reports ---- */

static char *copy_event_text(struct text text)
{
	return text.data ? g_strndup(text.data, text.length) : NULL;
}

static void note_started(struct execute_callout *execute, const struct event *event)
{
	(void)g_hash_table_insert(execute->unfinished, copy_event_text(event->test_id),
				  copy_event_text(event->route_code));
}

static void note_ended(struct execute_callout *execute, const struct event *event)
{
	g_autofree char *id = copy_event_text(event->test_id);

	(void)g_hash_table_remove(execute->unfinished, id);
}

/*
 * Tells the core what `event` says of a test. In the stream it has the time `stamp_ns`, which it
 * has brought along if `has_time`.
 */
static void tell_core(struct execute_callout *execute, const struct event *event, bool has_time,
		      int64_t stamp_ns)
{
	bool is_start = event->status == STATUS_INPROGRESS;
	struct input input = {
		.kind = is_start ? INPUT_TEST_STARTED : INPUT_TEST_ENDED,
		.execution = execute->execution.number,
		.test_id = event->test_id,
		.status = event->status,
		.time_ns = has_time ? stamp_ns : TIME_NONE,
	};

	if (!event->test_id.data || !(is_start || status_is_final(event->status)))
		return;
	if (is_start)
		note_started(execute, event);
	else
		note_ended(execute, event);
	execute->has_reported = true;
	driver_report(execute->callout.driver, &input, stamp_ns);
}

/* True for a tag that the runner must not give. */
static bool is_own_tag(struct text tag)
{
	const size_t length = strlen(TAG_OWN_PREFIX);

	/* The reader of its format has given this one. */
	if (text_is(tag, TAG_TOLD_AGAIN))
		return false;
	return tag.length >= length && memcmp(tag.data, TAG_OWN_PREFIX, length) == 0;
}

/* The tag by which testr says what the core makes of `event`; NULL: none. */
static const char *meaning_tag(const struct execute_callout *execute, const struct event *event)
{
	static const char *const tags[] = {
		[MEANS_WHAT_IT_SAYS] = NULL,
		[MEANS_RETRY] = TAG_RETRY,
		[MEANS_FLAKY] = TAG_FLAKY,
	};

	if (!event->test_id.data || !status_is_final(event->status))
		return NULL;
	return tags[coordinator_meaning(execute->callout.driver->coordinator,
					execute->execution.number, event->test_id, event->status)];
}

/* `event` with the runner's tags and ours. Valid until the next one is asked for. */
static struct event retag(struct execute_callout *execute, const struct event *event)
{
	struct text meaning = text_of(meaning_tag(execute, event));
	struct event tagged = *event;

	g_array_set_size(execute->tags, 0);
	for (size_t i = 0; i < event->tag_count; i++)
		if (!is_own_tag(event->tags[i]))
			g_array_append_val(execute->tags, event->tags[i]);
	if (meaning.data)
		g_array_append_val(execute->tags, meaning);
	tagged.tags = (const struct text *)(void *)execute->tags->data;
	tagged.tag_count = execute->tags->len;
	return tagged;
}

static bool execute_callout_event(struct sink *sink, const struct event *reported, GError **error)
{
	struct execute_callout *execute =
		(void *)((char *)sink - offsetof(struct execute_callout, sink));
	struct event named = result_names_apply(execute->names, reported);
	const struct event *event = &named;
	struct event tagged = retag(execute, event);
	bool has_time = event->time_ns >= 0 && event->time_ns <= TIME_MAX;

	if (!has_time)
		tagged.time_ns = g_get_real_time() * 1000;
	bool is_taken = unloadable_tests_have(execute->callout.driver, event->test_id) ||
			sink_event(&execute->tagger.sink, &tagged, error);
	execution_output_note(&execute->output, event);
	skip_reasons_note(&execute->skip_reasons, event);
	tell_core(execute, event, has_time, tagged.time_ns);
	return is_taken;
}

static void tell_output(const struct execute_callout *execute)
{
	struct input input = {.kind = INPUT_OUTPUT, .execution = execute->execution.number};

	driver_input(execute->callout.driver, &input);
}

static void execute_on_output(struct callout *callout, struct bytes bytes)
{
	struct execute_callout *execute = (struct execute_callout *)callout;

	execute->has_reported = false;
	driver_begin_reading(callout->driver);
	execution_output_feed(&execute->output, bytes);
	/* A report says, too, that something was written. */
	if (!execute->has_reported)
		tell_output(execute);
}

/* A piece of stderr for the stream, the last one empty. */
static void emit_stderr(struct execute_callout *execute, struct bytes bytes, bool is_last)
{
	struct event event = EVENT_INIT;

	event.file_name = text_of(STDERR_FILE_NAME);
	event.mime_type = text_of(TEXT_MIME_TYPE);
	event.file = bytes;
	event.is_end_of_file = is_last;
	(void)sink_event(&execute->tagger.sink, &event, NULL);
}

static void execute_on_errors(struct callout *callout, struct bytes bytes)
{
	struct execute_callout *execute = (struct execute_callout *)callout;

	execute->has_errors = true;
	execution_output_note_errors(&execute->output, bytes);
	emit_stderr(execute, bytes, false);
	tell_output(execute);
}

/* True if the ending may be another's doing than the tests'. */
static bool is_stopped_or_lost(const struct execute_callout *execute, struct ending ending)
{
	bool is_odd = ending.kind != ENDING_EXITED || ending.code == STATUS_MAYBE_LOST;

	return execute->callout.was_signalled || (execute->instance_id && is_odd);
}

/* Ends the stream, and tells how complete it is. */
static enum stream_completeness end_execution_stream(struct execute_callout *execute,
						     struct ending *ending)
{
	driver_begin_reading(execute->callout.driver);
	enum stream_completeness completeness = execution_output_end(
		&execute->output, ending, !is_stopped_or_lost(execute, *ending));

	if (completeness == STREAM_COMPLETE && g_hash_table_size(execute->unfinished) > 0)
		return STREAM_TEST_OPEN;
	return completeness;
}

/* Tells of stray output, the first time in a run that it may matter. */
static void tell_stray(const struct execute_callout *execute)
{
	struct driver *driver = execute->callout.driver;

	if (driver->has_told_stray || execute->callout.was_signalled)
		return;
	g_autofree char *stray = execution_output_describe_stray(&execute->output);
	if (!stray)
		return;
	driver_warn(driver, "%s", stray);
	driver->has_told_stray = true;
}

static void execute_on_ended(struct callout *callout, struct ending ending)
{
	struct execute_callout *execute = (struct execute_callout *)callout;
	struct input input = {
		.kind = INPUT_EXECUTION_ENDED,
		.execution = execute->execution.number,
	};

	input.completeness = end_execution_stream(execute, &ending);
	input.ending = ending;

	if (execute->has_errors)
		emit_stderr(execute, (struct bytes){(const uint8_t *)"", 0}, true);
	tell_stray(execute);
	id_file_remove(&execute->id_file);
	(void)callout_fail_unstarted(callout, ending);
	driver_input(callout->driver, &input);
}

static const struct callout_kind kind = {
	.name = "the test command",
	.output = execute_on_output,
	.errors = execute_on_errors,
	.ended = execute_on_ended,
};

/* ---- forgetting ---- */

/* The attempt of test `id` by `execute` was cut off, and it is about to be run again. */
static void emit_again(struct execute_callout *execute, const char *id)
{
	static const struct text tag = {TAG_AGAIN, sizeof TAG_AGAIN - 1};
	struct event event = EVENT_INIT;
	void *route;

	if (!g_hash_table_lookup_extended(execute->unfinished, id, NULL, &route))
		return;
	event.test_id = text_of(id);
	event.route_code = text_of(route);
	event.status = STATUS_SKIP;
	event.tags = &tag;
	event.tag_count = 1;
	(void)sink_event(&execute->tagger.sink, &event, NULL);
	(void)g_hash_table_remove(execute->unfinished, id);
}

/* Tells the stream which tests of `ids` have been begun before, by executions that ended. */
static void emit_cut_off(const struct driver *driver, const char *const *ids)
{
	for (int worker = 0; worker < driver->worker_count; worker++) {
		struct execute_callout *execute = driver->executions[worker];
		if (!execute || execute->callout.child ||
		    g_hash_table_size(execute->unfinished) == 0)
			continue;
		for (const char *const *id = ids; *id; id++)
			emit_again(execute, *id);
	}
}

static void execute_callout_free(struct execute_callout *execute)
{
	if (!execute)
		return;
	execution_output_clear(&execute->output);
	g_free(execute->ids);
	event_tagger_clear(&execute->tagger);
	g_hash_table_unref(execute->unfinished);
	skip_reasons_clear(&execute->skip_reasons);
	g_hash_table_unref(execute->names);
	g_free(execute->report_mark);
	g_array_unref(execute->tags);
	id_file_remove(&execute->id_file);
	g_free(execute->instance_id);
	callout_clear(&execute->callout);
	g_free(execute);
}

void execute_callout_forget_all(struct driver *driver)
{
	for (int worker = 0; worker < driver->worker_count; worker++)
		execute_callout_free(g_steal_pointer(&driver->executions[worker]));
}

/* ---- start and stop ---- */

/* The ids of the action's tests; borrowed from the plan. Freed with g_free(). */
static const char **ids_of_action(const struct driver *driver, const struct action *action)
{
	const char **ids = g_new0(const char *, action->test_count + 1);

	for (size_t i = 0; i < action->test_count; i++)
		ids[i] = g_array_index(driver->plan, struct planned_test, action->tests[i]).id;
	return ids;
}

static void init_output(struct execute_callout *execute, const struct driver *driver)
{
	const struct config *config = driver->request->config;
	const char *const *ids = (const char *const *)execute->ids;

	execute->report_mark = execution_command_report_mark(config);
	execute->names = result_names_new(config, ids);
	const struct execution_input input = {
		.ids = ids,
		.is_of_files = config->test_unit == UNIT_FILE,
		.root = driver->request->folder,
		.id_template = config->test_id_template,
		.report_mark = execute->report_mark,
	};
	execution_output_init(&execute->output, driver->formats.results, &input, &execute->sink);
}

static struct execute_callout *execute_callout_new(struct driver *driver,
						   const struct action *action)
{
	struct execute_callout *execute = g_new0(struct execute_callout, 1);

	execute->instance_id = g_strdup(action->instance_id);
	execute->execution = (struct execution_announcement){
		.number = action->execution,
		.worker = action->worker,
		.attempt = action->attempt,
		.instance = text_of(execute->instance_id),
	};
	execute->sink = (struct sink){execute_callout_event};
	event_tagger_init(&execute->tagger, action->execution, action->worker, &driver->sink);
	execute->ids = ids_of_action(driver, action);
	init_output(execute, driver);
	execute->tags = g_array_new(false, false, sizeof(struct text));
	execute->unfinished = g_hash_table_new_full(hash_string, g_str_equal, g_free, g_free);
	skip_reasons_init(&execute->skip_reasons);
	return execute;
}

static void announce_execution(struct execute_callout *execute)
{
	g_autofree char *content = execution_announcement_format(&execute->execution);
	struct event event = EVENT_INIT;

	event.file_name = text_of(EXECUTION_FILE_NAME);
	event.mime_type = text_of(EXECUTION_MIME_TYPE);
	event.file = (struct bytes){(const uint8_t *)content, strlen(content)};
	event.is_end_of_file = true;
	(void)sink_event(&execute->tagger.sink, &event, NULL);
}

void execute_callout_start(struct driver *driver, const struct action *action)
{
	struct execute_callout *execute = execute_callout_new(driver, action);
	g_autofree char *mark = leftovers_mark(driver->leftovers, action->execution);
	struct callout_place place = {execute->instance_id, action->worker, mark};
	const char *const *ids = (const char *const *)execute->ids;
	GError *error = NULL;
	bool is_all = action->is_everything && driver->is_whole &&
		      !config_names_all(driver->request->config);
	const struct execution_command wanted = {
		.execution = action->execution,
		.instance_id = execute->instance_id,
		.ids = is_all ? NULL : ids,
		.report_mark = execute->report_mark,
	};
	char *command = execution_command_make(&wanted, driver->request, &execute->id_file, &error);

	emit_cut_off(driver, ids);
	execute_callout_free(driver->executions[action->worker]);
	driver->executions[action->worker] = execute;
	announce_execution(execute);
	callout_start(&execute->callout, driver, &kind, command, error, &place);
}

struct execute_callout *execute_callout_find(const struct driver *driver, int execution)
{
	for (int worker = 0; worker < driver->worker_count; worker++) {
		struct execute_callout *execute = driver->executions[worker];
		if (execute && execute->execution.number == execution)
			return execute;
	}
	return NULL;
}

void execute_callout_signal(struct driver *driver, int execution, int signal)
{
	struct execute_callout *execute = execute_callout_find(driver, execution);

	if (execute)
		callout_signal(&execute->callout, signal);
}
