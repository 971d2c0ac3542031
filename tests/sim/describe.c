#include "sim/describe.h"

#include <signal.h>

static const char *const ending_words[] = {
	[ENDING_EXITED] = "exited",
	[ENDING_SIGNALLED] = "signalled",
	[ENDING_NOT_STARTED] = "not started",
	[ENDING_TIMED_OUT] = "timed out",
};

static const char *const decision_words[] = {
	[DECISION_AGAIN] = "again",
	[DECISION_ALONE] = "again, alone",
	[DECISION_APART] = "again, apart",
	[DECISION_STANDS] = "failure stands",
};

const char *describe_reason(enum reason reason)
{
	static const char *const words[] = {
		[REASON_NONE] = "no reason",
		[REASON_NO_RESULT] = "no result",
		[REASON_NOT_REPORTED] = "not reported",
		[REASON_FIXTURE] = "fixture",
		[REASON_DERIVED] = "derived",
		[REASON_OTHERS] = "others",
		[REASON_CRASHED] = "crashed",
		[REASON_NO_PROGRESS] = "no progress",
		[REASON_TIMED_OUT] = "timed out",
		[REASON_NO_OUTPUT] = "no output",
		[REASON_EXECUTION_TIMED_OUT] = "execution timed out",
		[REASON_KILLS_INSTANCES] = "kills instances",
		[REASON_NO_INSTANCE] = "no instance",
		[REASON_CANNOT_CHOOSE] = "cannot choose",
		[REASON_INTERRUPTED] = "interrupted",
		[REASON_RUN_TIMED_OUT] = "run timed out",
		[REASON_TOO_MANY_FAILURES] = "too many failures",
		[REASON_STOPPED] = "stopped",
		[REASON_FAILED] = "failed",
		[REASON_INSTANCE_LOST] = "instance lost",
		[REASON_NOT_REACHED] = "not reached",
		[REASON_NO_ROOM] = "no room",
	};
	return words[reason];
}

const char *describe_verdict(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_RUNNING] = "running",
		[VERDICT_INTERRUPTED] = "interrupted",
		[VERDICT_FAILED] = "failed",
		[VERDICT_PROVISIONING_FAILED] = "provisioning failed",
		[VERDICT_BAD_INSTANCES] = "bad instances",
		[VERDICT_LISTING_FAILED] = "listing failed",
		[VERDICT_RUN_TIMED_OUT] = "run timed out",
		[VERDICT_TOO_MANY_FAILURES] = "too many failures",
		[VERDICT_TESTS_FAILED] = "tests failed",
		[VERDICT_NO_TESTS] = "no tests",
		[VERDICT_PASSED] = "passed",
	};
	return words[verdict];
}

static const char *place(const struct action *action)
{
	return action->instance == INSTANCE_NONE ? "here" : action->instance_id;
}

static void say_execute(GString *out, const struct action *action, const GPtrArray *ids)
{
	g_string_append_printf(out, "execute %d on worker-%d in %s:", action->execution,
			       action->worker, place(action));
	if (action->is_everything)
		g_string_append(out, " everything");
	for (size_t i = 0; i < action->test_count && !action->is_everything; i++)
		g_string_append_printf(out, " %s", (const char *)ids->pdata[action->tests[i]]);
	if (action->attempt > 1)
		g_string_append_printf(out, " (attempt %d)", action->attempt);
}

static void say_ids(GString *out, const char *verb, const struct action *action)
{
	g_autofree char *ids = g_strjoinv(" ", (char **)action->instances);

	g_string_append(out, verb);
	if (action->disposal >= 0)
		g_string_append_printf(out, " %d", action->disposal);
	g_string_append_printf(out, ": %s%s", ids, action->is_loss ? " (lost)" : "");
}

static void say_ending(GString *out, const struct action *action)
{
	if (action->execution >= 0)
		g_string_append_printf(out, " (execution %d %s %d)", action->execution,
				       ending_words[action->ending.kind], action->ending.code);
}

static void say_answer(GString *out, const struct action *action)
{
	g_string_append_printf(out, "answer %s: %s, %s", action->test_id,
			       outcome_name(action->outcome), describe_reason(action->reason));
	say_ending(out, action);
	if (action->is_to_be_retried)
		g_string_append(out, ", to be run again");
}

static void say_stop(GString *out, const char *what, int number, int signal)
{
	g_string_append_printf(out, "stop %s", what);
	if (number >= 0)
		g_string_append_printf(out, " %d", number);
	g_string_append_printf(out, ": %s", signal == SIGTERM ? "TERM" : "KILL");
}

static void say_stop_of(GString *out, const struct action *action)
{
	if (action->kind == ACTION_STOP_PROVISIONING)
		say_stop(out, "provisioning", -1, action->signal);
	else if (action->kind == ACTION_STOP_LISTING)
		say_stop(out, "listing", -1, action->signal);
	else if (action->kind == ACTION_STOP_EXECUTION)
		say_stop(out, "execution", action->execution, action->signal);
	else if (action->kind == ACTION_STOP_PROBE)
		say_stop(out, "probe", action->instance, action->signal);
	else
		say_stop(out, "disposal", action->disposal, action->signal);
}

static void say_returncode(GString *out, const struct action *action)
{
	g_string_append_printf(out, "returncode, %s", describe_reason(action->reason));
	say_ending(out, action);
}

void describe_action(GString *out, const struct action *action, const GPtrArray *ids)
{
	switch (action->kind) {
	case ACTION_PROVISION:
		g_string_append_printf(out, "provision %d", action->count);
		break;
	case ACTION_LIST:
		g_string_append_printf(out, "list in %s", place(action));
		break;
	case ACTION_EXECUTE:
		say_execute(out, action, ids);
		break;
	case ACTION_PROBE:
		g_string_append_printf(out, "probe %s", place(action));
		break;
	case ACTION_STOP_PROVISIONING:
	case ACTION_STOP_EXECUTION:
	case ACTION_STOP_LISTING:
	case ACTION_STOP_PROBE:
	case ACTION_STOP_DISPOSING:
		say_stop_of(out, action);
		break;
	case ACTION_DISPOSE:
		say_ids(out, "dispose", action);
		break;
	case ACTION_KEEP:
		say_ids(out, "keep", action);
		break;
	case ACTION_UNDISPOSED:
		say_ids(out, "undisposed", action);
		break;
	case ACTION_ANSWER:
		say_answer(out, action);
		break;
	case ACTION_RETURNCODE:
		say_returncode(out, action);
		break;
	case ACTION_NOTE:
		g_string_append_printf(out, "note %s: %s, %s", action->test_id,
				       decision_words[action->decision],
				       describe_reason(action->reason));
		say_ending(out, action);
		break;
	case ACTION_FINISH:
		g_string_append_printf(out, "finish: %s", describe_verdict(action->verdict));
		break;
	}
	g_string_append_c(out, '\n');
}

/* ---- inputs ---- */

static void say_report(GString *out, const struct input *input)
{
	const char *what =
		input->kind == INPUT_TEST_STARTED ? "started" : status_name(input->status);

	g_string_append_printf(out, "execution %d: %.*s %s", input->execution,
			       TEXT_ARGS(input->test_id), what);
}

static void say_end(GString *out, const char *what, int number, struct ending ending)
{
	g_string_append(out, what);
	if (number >= 0)
		g_string_append_printf(out, " %d", number);
	g_string_append_printf(out, " %s %d", ending_words[ending.kind], ending.code);
}

void describe_input(GString *out, const struct input *input)
{
	switch (input->kind) {
	case INPUT_INSTANCE:
		g_string_append_printf(out, "instance %s", input->instance_id);
		break;
	case INPUT_PROVISIONING_ENDED:
		say_end(out, "provisioning", -1, input->ending);
		break;
	case INPUT_LISTED:
		g_string_append_printf(out, "listed %zu tests%s", input->test_count,
				       input->is_open ? ", open" : "");
		break;
	case INPUT_LISTING_FAILED:
		say_end(out, "listing", -1, input->ending);
		break;
	case INPUT_OUTPUT:
		g_string_append_printf(out, "execution %d: output", input->execution);
		break;
	case INPUT_TEST_STARTED:
	case INPUT_TEST_ENDED:
		say_report(out, input);
		break;
	case INPUT_EXECUTION_ENDED:
		say_end(out, "execution", input->execution, input->ending);
		break;
	case INPUT_PROBED:
		g_string_append_printf(out, "instance %d is %s", input->instance,
				       input->is_alive ? "alive" : "dead");
		break;
	case INPUT_DISPOSED:
		say_end(out, "disposal", input->disposal, input->ending);
		break;
	case INPUT_TIME:
		g_string_append(out, "time");
		break;
	case INPUT_INTERRUPTED:
		g_string_append(out, "interrupt");
		break;
	case INPUT_FAILED:
		g_string_append(out, "the driver cannot go on");
		break;
	}
	g_string_append_c(out, '\n');
}
