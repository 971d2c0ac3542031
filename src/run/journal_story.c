#include "run/journal_story.h"

#include "model/ending.h"
#include "run/story_words.h"
#include "run/story_workers.h"

struct journal_story {
	GString *out;
	struct journal_reader *reader;
	const struct story_evidence *evidence;
	size_t test;   /* its index; SIZE_MAX: it is not listed */
	int execution; /* the one that has it, or had it last; -1: none did */
	int instance;  /* in which that is */
	bool is_begun; /* the test was begun in it */
	bool is_answered;
	bool is_due;    /* it is to be handed out again */
	bool is_probed; /* its instance is being probed */
	struct story_workers workers;
	bool has_finished;
};

/* ---- handed out ---- */

/* Where in the batch the test is, from 1; 0: it is not in it. */
static size_t place_in_batch(const struct journal_story *story, const struct action *action)
{
	for (size_t i = 0; i < action->test_count; i++)
		if (action->tests[i] == story->test)
			return i + 1;
	return 0;
}

static void tell_why_then(GString *out, int64_t at_us, const struct action *action,
			  const struct story_worker *worker)
{
	double waited_s = (double)(at_us - worker->free_us) / 1e6;
	g_autofree char *since = waited_s < 0.001 ? g_strdup("just then")
						  : g_strdup_printf("%.3f s before", waited_s);

	switch (worker->freed_by) {
	case FREED_BY_LISTING:
		story_more(out, "why then: worker-%d was there when the tests were listed",
			   action->worker);
		return;
	case FREED_BY_INSTANCE:
		story_more(out, "why then: instance %s came %s, for worker-%d", action->instance_id,
			   since, action->worker);
		return;
	case FREED_BY_EXECUTION:
		story_more(out, "why then: worker-%d was free: its execution %d ended %s",
			   action->worker, worker->execution, since);
		return;
	case FREED_BY_PROBE:
		story_more(out, "why then: worker-%d was free: its instance proved to be alive %s",
			   action->worker, since);
		return;
	}
}

static void tell_handed_out(struct journal_story *story, int64_t at_us, const struct action *action,
			    size_t place)
{
	g_autofree char *where = action->instance_id
					 ? g_strdup_printf("in instance %s", action->instance_id)
					 : g_strdup("on this machine");
	const char *again = story->execution >= 0 ? " again" : "";

	if (action->test_count == 1)
		story_line(story->out, at_us,
			   "handed out%s, by itself, to worker-%d %s (execution %d)", again,
			   action->worker, where, action->execution);
	else
		story_line(story->out, at_us,
			   "handed out%s, as test %zu in a batch of %zu, to worker-%d %s "
			   "(execution %d)",
			   again, place, action->test_count, action->worker, where,
			   action->execution);
	tell_why_then(story->out, at_us, action, story_workers_before(&story->workers, action));
	story_more(story->out, "why this batch: %s", story_batch(action->batch));
}

static void tell_execute(struct journal_story *story, int64_t at_us, const struct action *action)
{
	size_t place = place_in_batch(story, action);

	if (place == 0)
		return;
	tell_handed_out(story, at_us, action, place);
	story->execution = action->execution;
	story->instance = action->instance;
	story->is_begun = story->is_answered = story->is_due = story->is_probed = false;
}

/* ---- what came of it ---- */

/* True while it is open what comes of the test in this execution. */
static bool is_open_in(const struct journal_story *story, int execution)
{
	return execution >= 0 && story->execution == execution && !story->is_answered;
}

static void tell_report(struct journal_story *story, int64_t at_us, const struct input *input)
{
	bool is_start = input->kind == INPUT_TEST_STARTED;

	if (!text_is(input->test_id, story->evidence->test_id))
		return;
	if (is_start)
		story_line(story->out, at_us, "started");
	else
		story_line(story->out, at_us, "the runner answered: %s",
			   status_name(input->status));
	if (story->test != SIZE_MAX && input->execution != story->execution) {
		story_more(story->out, "in execution %d, which it had not been handed to",
			   input->execution);
		return;
	}
	story->is_begun |= is_start;
	story->is_answered |= !is_start;
}

static void tell_execution_ended(const struct journal_story *story, int64_t at_us,
				 const struct input *input)
{
	const struct told_execution *told =
		story_evidence_execution(story->evidence, input->execution);
	g_autofree char *ended = ending_describe(input->ending);

	if (!is_open_in(story, input->execution))
		return;
	story_line(story->out, at_us, "the runner %s, %s", ended,
		   story->is_begun ? "and this test was running"
				   : "before it had started this test");
	if (told)
		story_quote(story->out, "the end of its stderr:", told->errors->str);
}

static void tell_probed(struct journal_story *story, int64_t at_us, const struct input *input)
{
	if (story->is_probed && input->instance == story->instance)
		story_line(story->out, at_us, "its instance was probed: it is %s",
			   input->is_alive ? "alive" : "lost");
	story->is_probed = false;
}

static void tell_listed(const struct journal_story *story, int64_t at_us, const struct input *input)
{
	const struct planned_test *test;

	if (story->test >= input->test_count)
		return;
	test = &input->tests[story->test];
	story_line(story->out, at_us, "listed, as test %zu of %zu", story->test + 1,
		   input->test_count);
	if (test->duration_us >= 0)
		story_more(story->out, "it takes some %.3f s, as far as is known from earlier runs",
			   (double)test->duration_us / 1e6);
	if (test->has_failed)
		story_more(story->out, "it is known to be failing");
}

static void tell_input(struct journal_story *story, const struct journal_record *record)
{
	const struct input *input = &record->input;

	if (input->kind == INPUT_LISTED)
		tell_listed(story, record->at_us, input);
	else if (input->kind == INPUT_TEST_STARTED || input->kind == INPUT_TEST_ENDED)
		tell_report(story, record->at_us, input);
	else if (input->kind == INPUT_EXECUTION_ENDED)
		tell_execution_ended(story, record->at_us, input);
	else if (input->kind == INPUT_PROBED)
		tell_probed(story, record->at_us, input);
	else if (input->kind == INPUT_INTERRUPTED && !story->is_answered)
		story_line(story->out, record->at_us, "the user interrupted the run");
}

/* ---- what was decided ---- */

/* The reason that testr gave in the stream for its answer; NULL if it gave none. */
static const char *reason_in_stream(const struct story_evidence *evidence, int execution)
{
	for (guint i = evidence->of_test->len; i > 0; i--) {
		const struct test_report *report =
			&g_array_index(evidence->of_test, struct test_report, i - 1);
		if (report->reason && (execution < 0 || report->execution == execution))
			return report->reason;
	}
	return NULL;
}

static void tell_answer(struct journal_story *story, int64_t at_us, const struct action *action)
{
	const char *reason = reason_in_stream(story->evidence, action->execution);

	if (story->execution < 0)
		story_line(story->out, at_us, "never handed out");
	story_line(story->out, at_us, "testr answered in place of the runner: %s, for %s",
		   outcome_name(action->outcome), story_reason(action->reason));
	if (reason) {
		g_auto(GStrv) lines = g_strsplit(reason, "\n", 2);
		story_more(story->out, "%s", lines[0]);
	}
	story->is_answered = true;
}

static void tell_note(struct journal_story *story, int64_t at_us, const struct action *action)
{
	story_line(story->out, at_us, "%s: %s", story_decision(action->decision),
		   story_reason(action->reason));
	story->is_due = action->decision != DECISION_STANDS;
}

static void tell_stop(const struct journal_story *story, int64_t at_us, const struct action *action)
{
	g_autofree char *signal = ending_signal_name(action->signal);

	if (is_open_in(story, action->execution))
		story_line(story->out, at_us, "testr stopped its execution, with %s", signal);
}

static void tell_action(struct journal_story *story, const struct journal_record *record)
{
	const struct action *action = &record->action;
	bool is_of_test = action->test == story->test;

	if (action->kind == ACTION_EXECUTE)
		tell_execute(story, record->at_us, action);
	else if (action->kind == ACTION_ANSWER && is_of_test)
		tell_answer(story, record->at_us, action);
	else if (action->kind == ACTION_NOTE && is_of_test)
		tell_note(story, record->at_us, action);
	else if (action->kind == ACTION_STOP_EXECUTION)
		tell_stop(story, record->at_us, action);
	else if (action->kind == ACTION_PROBE)
		story->is_probed = action->instance == story->instance;
	else if (action->kind == ACTION_PROVISION && action->ask == ASK_REPLACEMENTS &&
		 story->is_due)
		story_line(story->out, record->at_us,
			   "another instance was asked for, in place of what was lost");
	else if (action->kind == ACTION_FINISH) {
		story->has_finished = true;
		story_line(story->out, record->at_us, "the run ended: %s",
			   story_verdict(action->verdict));
	}
}

/* ---- all of it ---- */

static size_t find_test_index(const struct journal_reader *reader, const char *test_id)
{
	for (size_t i = 0; i < journal_reader_test_count(reader); i++) {
		const char *id = journal_reader_id(reader, i);
		if (id && strcmp(id, test_id) == 0)
			return i;
	}
	return SIZE_MAX;
}

void journal_story_tell(GString *out, struct journal_reader *reader,
			const struct story_evidence *evidence)
{
	struct journal_story story = {
		.out = out,
		.reader = reader,
		.evidence = evidence,
		.test = find_test_index(reader, evidence->test_id),
		.execution = -1,
		.instance = INSTANCE_NONE,
	};
	struct journal_record record;

	story_workers_init(&story.workers);
	if (story.test == SIZE_MAX)
		story_more(out, "not listed: only the stream of an execution speaks of it");
	while (journal_reader_next(reader, &record)) {
		if (record.kind == RECORD_INPUT)
			tell_input(&story, &record);
		else
			tell_action(&story, &record);
		story_workers_follow(&story.workers, &record);
	}
	if (!story.has_finished)
		story_more(out, "here the journal ends: testr was killed, or could not write it");
	story_workers_clear(&story.workers);
}
