#include "run/story_evidence.h"

#include "model/execution_announcement.h"

/* So much of the end of stderr is shown. */
#define ERRORS_MAX ((size_t)2000)

/* The names of attachments that testr makes: engine/reason.h, engine/execute_callout.c. */
#define REASON_NAME "reason"
#define STDERR_NAME "stderr"

static void told_execution_free(void *data)
{
	struct told_execution *execution = data;

	g_free(execution->instance);
	g_string_free(execution->errors, true);
	g_free(execution);
}

static void test_report_clear(void *data)
{
	g_free(((struct test_report *)data)->reason);
}

static void take_announcement(struct story_evidence *evidence, const struct event *event)
{
	struct execution_announcement announced;
	struct told_execution *execution;

	if (!execution_announcement_parse(event->file, &announced))
		return;
	execution = g_new0(struct told_execution, 1);
	execution->number = announced.number;
	execution->worker = announced.worker;
	execution->attempt = announced.attempt;
	execution->stamp_ns = event->time_ns;
	execution->errors = g_string_new(NULL);
	if (announced.instance.data)
		execution->instance = g_strndup(announced.instance.data, announced.instance.length);
	g_hash_table_replace(evidence->executions, GINT_TO_POINTER(execution->number), execution);
}

static void take_errors(const struct story_evidence *evidence, const struct event *event)
{
	struct told_execution *execution = g_hash_table_lookup(
		evidence->executions, GINT_TO_POINTER(execution_number_of(event)));

	if (!execution)
		return;
	g_string_append_len(execution->errors, (const char *)event->file.data,
			    (gssize)event->file.length);
	if (execution->errors->len > 2 * ERRORS_MAX)
		g_string_erase(execution->errors, 0, (gssize)(execution->errors->len - ERRORS_MAX));
}

static void take_test(struct story_evidence *evidence, const struct event *event)
{
	struct test_report report = {
		.execution = execution_number_of(event),
		.status = event->status,
		.outcome = outcome_of_event(event),
		.is_retried = outcome_is_retried(event),
		.is_cut_off = status_is_final(event->status) &&
			      outcome_of_event(event) == OUTCOME_UNDECIDED,
		.stamp_ns = event->time_ns,
	};

	if (!(event->status == STATUS_INPROGRESS || status_is_final(event->status)))
		return;
	if (text_is(event->file_name, REASON_NAME))
		report.reason = g_strndup((const char *)event->file.data, event->file.length);
	g_array_append_val(evidence->of_test, report);
}

static bool take_evidence(struct sink *sink, const struct event *event, GError **error)
{
	struct story_evidence *evidence = (struct story_evidence *)sink;

	if (execution_announcement_is_in(event))
		take_announcement(evidence, event);
	else if (!event->test_id.data && text_is(event->file_name, STDERR_NAME))
		take_errors(evidence, event);
	else if (event->test_id.data && text_is(event->test_id, evidence->test_id))
		take_test(evidence, event);
	return sink_event(&evidence->reports.sink, event, error);
}

bool story_evidence_read(struct story_evidence *evidence, struct repository *repository,
			 int64_t run, const char *test_id, GError **error)
{
	*evidence = (struct story_evidence){
		.sink = {take_evidence},
		.test_id = test_id,
		.of_test = g_array_new(false, false, sizeof(struct test_report)),
		.executions = g_hash_table_new_full(NULL, NULL, NULL, told_execution_free),
	};
	g_array_set_clear_func(evidence->of_test, test_report_clear);
	stream_reports_init(&evidence->reports);
	return repository_read(repository, run, &evidence->sink, error);
}

const struct told_execution *story_evidence_execution(const struct story_evidence *evidence,
						      int number)
{
	return g_hash_table_lookup(evidence->executions, GINT_TO_POINTER(number));
}

void story_evidence_clear(struct story_evidence *evidence)
{
	g_clear_pointer(&evidence->of_test, g_array_unref);
	g_clear_pointer(&evidence->executions, g_hash_table_unref);
	stream_reports_clear(&evidence->reports);
}
