#include "engine/reason.h"

#include "base/duration.h"

/* ` (90s)`, or nothing when there is no such time. Owned by the caller. */
static char *format_limit(int64_t limit_us)
{
	g_autofree char *limit = limit_us > 0 ? duration_format(limit_us) : NULL;

	return limit ? g_strdup_printf(" (%s)", limit) : g_strdup("");
}

static int64_t limit_of_reason(enum reason reason, const struct config *config)
{
	if (reason == REASON_TIMED_OUT)
		return config->limits.test_timeout_us;
	if (reason == REASON_NO_OUTPUT)
		return config->limits.no_output_timeout_us;
	if (reason == REASON_EXECUTION_TIMED_OUT)
		return config->limits.execute_timeout_us;
	if (reason == REASON_RUN_TIMED_OUT)
		return config->limits.run_timeout_us;
	return 0;
}

/* {ended} stands for how the runner ended, {limit} for the time that was up. */
static const char *const sentences[] = {
	[REASON_NONE] = "The runner {ended}, and no test that it reported says why.",
	[REASON_NO_RESULT] = "The runner started this test and {ended} without giving its result.",
	[REASON_NOT_REPORTED] = "The runner {ended} and never reported this test. Does the test "
				"command run the ids that it is given? unreported_tests=skip "
				"in .testr.conf skips such tests.",
	[REASON_FIXTURE] = "This test did not run: {fixture} did not pass.",
	[REASON_DERIVED] = "The results under ids derived from that of this test are its answer.",
	[REASON_OTHERS] = "The results that this test gave under other ids are its answer.",
	[REASON_CRASHED] = "The runner {ended} while this test was running.",
	[REASON_NO_PROGRESS] = "The runner {ended} before it started any test, again and again.",
	[REASON_TIMED_OUT] = "The test had no outcome when test_timeout{limit} was up, and was "
			     "stopped.",
	[REASON_NO_OUTPUT] = "The runner said nothing until no_output_timeout{limit} was up, and "
			     "was stopped.",
	[REASON_EXECUTION_TIMED_OUT] = "The runner was still at work when execute_timeout{limit} "
				       "was up, and was stopped.",
	[REASON_KILLS_INSTANCES] = "Three instances were lost while they ran this test, the last "
				   "time when it ran alone: it seems to kill them.",
	[REASON_NO_INSTANCE] = "No instance was left to run this test in, and none was to be had.",
	[REASON_CANNOT_CHOOSE] =
		"The runner {ended} before it reported this test. It could not be "
		"run again, for test_command cannot run chosen tests (no $IDOPTION, "
		"$IDFILE or $IDLIST).",
	[REASON_INTERRUPTED] = "The run was interrupted before this test had an outcome.",
	[REASON_RUN_TIMED_OUT] = "The run was stopped before this test had an outcome: run_timeout"
				 "{limit} was up.",
	[REASON_TOO_MANY_FAILURES] = "The run was stopped before this test had an outcome: as many "
				     "tests as max_failures allows had failed.",
	[REASON_STOPPED] = "The run had to be given up before this test had an outcome.",
	[REASON_NO_ROOM] = "The id of this test is too long for the command that would run it: the "
			   "system limits arguments of a command ($IDLIST). Let test_id_option "
			   "give ids in a file ($IDFILE).",
};

static char *fill_in_sentence(const char *sentence, const char *name, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(sentence, name, -1);

	return g_strjoinv(value, parts);
}

static char *describe_what(const struct action *action, const struct config *config)
{
	g_autofree char *ended = ending_describe(action->ending);
	g_autofree char *limit = format_limit(limit_of_reason(action->reason, config));
	g_autofree char *half = fill_in_sentence(sentences[action->reason], "{ended}", ended);
	g_autofree char *most = fill_in_sentence(half, "{limit}", limit);

	return fill_in_sentence(most, "{fixture}", action->fixture ? action->fixture : "");
}

static char *describe_where(const struct action *action, const char *instance_id)
{
	if (action->execution < 0)
		return g_strdup("");
	g_autofree char *instance = instance_id ? g_strdup_printf("In instance %s", instance_id)
						: g_strdup("On this machine");
	g_autofree char *attempt = action->kind == ACTION_ANSWER
					   ? g_strdup_printf(", attempt %d", action->attempt)
					   : g_strdup("");

	return g_strdup_printf("%s, worker-%d, execution %d%s.\n", instance, action->worker,
			       action->execution, attempt);
}

/* A test that was skipped with its fixture. */
static char *describe_skip(const struct action *action, const struct reason_context *context)
{
	const char *reason = context->skip_reason;

	return g_strdup_printf("%s%s%s%s", action->fixture, reason ? ": " : "",
			       reason ? reason : "",
			       reason && g_str_has_suffix(reason, "\n") ? "" : "\n");
}

/* The end of the stream called `name`, unless there was none. */
static void append_end(GString *reason, const char *name, const char *end)
{
	if (end)
		g_string_append_printf(reason, "The end of its %s:\n%s\n", name, end);
}

char *reason_describe(const struct action *action, const struct reason_context *context)
{
	if (action->reason == REASON_FIXTURE && action->outcome == OUTCOME_SKIP)
		return describe_skip(action, context);
	g_autofree char *what = describe_what(action, context->config);
	g_autofree char *where = describe_where(action, context->instance_id);
	GString *reason = g_string_new(NULL);

	g_string_append_printf(reason, "%s\n%s", what, where);
	if (action->execution >= 0) {
		append_end(reason, "stderr", context->errors);
		append_end(reason, "stdout", context->output);
	}
	return g_string_free(reason, FALSE);
}
