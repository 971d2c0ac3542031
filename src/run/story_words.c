#include "run/story_words.h"

#include <string.h>

/* So many lines of what a runner said are quoted. */
#define LINES_QUOTED 10

#define MARGIN "               "

const char *story_batch(enum batch_kind kind)
{
	static const char *const words[] = {
		[BATCH_WHOLE] = "all tests in one batch, as they cannot be chosen",
		[BATCH_ISOLATED] = "each test (or group) was to have an execution of its own",
		[BATCH_STATIC] = "the worker's only batch, balanced by recorded durations "
				 "(schedule=static)",
		[BATCH_SAMPLE] = "a few short tests, as it was not known yet how fast the worker "
				 "is",
		[BATCH_PART] = "a part of what the worker could do until all workers end together; "
			       "the rest was held back, in case the estimates are wrong",
		[BATCH_FINAL] = "the worker's last batch: all that it could do until all workers "
				"end together",
		[BATCH_HALF] = "half of a batch in which some test kept the runner from starting "
			       "any",
		[BATCH_ALONE] = "alone, as it may be what kills runners or instances",
		[BATCH_RETRY] = "tests that had failed, to be run again",
		[BATCH_FULL] = "as many tests as one command can name ($IDLIST)",
	};
	return words[kind];
}

const char *story_decision(enum decision decision)
{
	static const char *const words[] = {
		[DECISION_AGAIN] = "to be handed out again",
		[DECISION_ALONE] = "to be handed out again, alone",
		[DECISION_APART] = "to be handed out again, with half of its batch",
		[DECISION_STANDS] = "not run again, though that was due; its failure stands",
	};
	return words[decision];
}

const char *story_reason(enum reason reason)
{
	static const char *const words[] = {
		[REASON_NONE] = NULL,
		[REASON_NO_RESULT] = "the runner ended without giving its result",
		[REASON_NOT_REPORTED] = "the runner ended and never reported it",
		[REASON_FIXTURE] = "its fixture was skipped or failed",
		[REASON_DERIVED] = "results under ids derived from its own are its answer",
		[REASON_OTHERS] = "run alone, it gave other results, which are its answer",
		[REASON_CRASHED] = "the runner ended early while it was running",
		[REASON_NO_PROGRESS] = "it keeps the runner from starting any test",
		[REASON_TIMED_OUT] = "test_timeout was up",
		[REASON_NO_OUTPUT] = "no_output_timeout was up",
		[REASON_EXECUTION_TIMED_OUT] = "execute_timeout was up",
		[REASON_KILLS_INSTANCES] = "three instances were lost while it ran",
		[REASON_NO_INSTANCE] = "no instance was left, and none was to be had",
		[REASON_CANNOT_CHOOSE] = "chosen tests cannot be run again",
		[REASON_INTERRUPTED] = "the run was interrupted",
		[REASON_RUN_TIMED_OUT] = "run_timeout was up",
		[REASON_TOO_MANY_FAILURES] = "as many tests as max_failures allows had failed",
		[REASON_STOPPED] = "the run could not go on",
		[REASON_FAILED] = "it failed, and failed tests are run again",
		[REASON_INSTANCE_LOST] = "its instance was lost",
		[REASON_NOT_REACHED] = "the runner ended before it started this test",
		[REASON_NO_ROOM] = "its id is too long for a command",
	};
	return words[reason];
}

const char *story_verdict(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_RUNNING] = "it goes on",
		[VERDICT_INTERRUPTED] = "it was interrupted",
		[VERDICT_FAILED] = "testr could not go on",
		[VERDICT_PROVISIONING_FAILED] = "provisioning failed",
		[VERDICT_BAD_INSTANCES] = "the provisioning callout printed no usable instances",
		[VERDICT_LISTING_FAILED] = "the tests could not be listed",
		[VERDICT_RUN_TIMED_OUT] = "run_timeout was up",
		[VERDICT_TOO_MANY_FAILURES] = "max_failures was reached",
		[VERDICT_TESTS_FAILED] = "tests failed",
		[VERDICT_NO_TESTS] = "there were no tests",
		[VERDICT_PASSED] = "all tests passed",
	};
	return words[verdict];
}

void story_line(GString *out, int64_t at_us, const char *format, ...)
{
	va_list arguments;

	g_string_append_printf(out, "%10.3f s   ", (double)at_us / 1e6);
	va_start(arguments, format);
	g_string_append_vprintf(out, format, arguments);
	va_end(arguments);
	g_string_append_c(out, '\n');
}

void story_more(GString *out, const char *format, ...)
{
	va_list arguments;

	g_string_append(out, MARGIN);
	va_start(arguments, format);
	g_string_append_vprintf(out, format, arguments);
	va_end(arguments);
	g_string_append_c(out, '\n');
}

void story_quote(GString *out, const char *title, const char *said)
{
	g_autofree char *text = g_strchomp(g_strdup(said));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = g_strv_length(lines);

	if (*text == '\0')
		return;
	story_more(out, "%s", title);
	for (guint i = count > LINES_QUOTED ? count - LINES_QUOTED : 0; i < count; i++)
		story_more(out, "    %s", lines[i]);
}
