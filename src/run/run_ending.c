#include "run/run_ending.h"

#include "report/message.h"

/* More names of tests than these are not listed. */
#define NAMES_SHOWN 10

bool run_ending_is_empty(const struct run_ending *ending)
{
	enum verdict verdict = ending->report->verdict;

	if (ending->report->summary.executions == 0 && ending->report->unloadable == 0)
		return true;
	return tally_total(&ending->answers->tally) == 0 && verdict != VERDICT_PASSED &&
	       verdict != VERDICT_TESTS_FAILED;
}

enum run_end run_ending_kind(const struct run_ending *ending)
{
	switch (ending->report->verdict) {
	case VERDICT_PASSED:
	case VERDICT_TESTS_FAILED:
		return RUN_ENDED;
	case VERDICT_TOO_MANY_FAILURES:
		return RUN_CUT_SHORT;
	case VERDICT_NO_TESTS:
		/* Nothing could be loaded of what was to run. */
		return ending->report->unloadable > 0 ? RUN_ENDED : RUN_INTERRUPTED;
	case VERDICT_RUN_TIMED_OUT: /* perhaps with all tests passed: then nothing else tells */
	case VERDICT_RUNNING:
	case VERDICT_INTERRUPTED:
	case VERDICT_FAILED:
	case VERDICT_PROVISIONING_FAILED:
	case VERDICT_BAD_INSTANCES:
	case VERDICT_LISTING_FAILED:
		break;
	}
	return RUN_INTERRUPTED;
}

/* "1 instance", "2 instances" */
static char *count_with_noun(size_t count, const char *noun)
{
	return g_strdup_printf("%zu %s%s", count, noun, count == 1 ? "" : "s");
}

static void tell_losses(const struct coordinator_summary *summary)
{
	g_autoptr(GString) losses = g_string_new(NULL);

	if (summary->instances_lost > 0) {
		g_autofree char *lost =
			count_with_noun((size_t)summary->instances_lost, "instance");
		g_string_append_printf(losses, "%s lost", lost);
	}
	if (summary->instances_replaced == summary->instances_lost && losses->len > 0)
		g_string_append(losses, " and replaced");
	else if (summary->instances_replaced > 0)
		g_string_append_printf(losses, ", %d replaced", summary->instances_replaced);
	if (summary->handed_out_again > 0) {
		g_autofree char *tests = count_with_noun(summary->handed_out_again, "test");
		g_string_append_printf(losses, "%s%s handed out again", losses->len > 0 ? ", " : "",
				       tests);
	}
	if (losses->len > 0)
		message("%s", losses->str);
}

/* Appends a line for each of the first of `ids`. */
static void append_test_ids(GString *text, const GPtrArray *ids)
{
	for (size_t i = 0; i < ids->len && i < NAMES_SHOWN; i++)
		g_string_append_printf(text, "\n  %s", (const char *)ids->pdata[i]);
	if (ids->len > NAMES_SHOWN)
		g_string_append_printf(text, "\n  and %u more", ids->len - NAMES_SHOWN);
}

static void tell_flaky(const struct run_ending *ending)
{
	g_autoptr(GPtrArray) ids = answers_ids(ending->answers, OUTCOME_FLAKY);
	g_autoptr(GString) text = g_string_new(NULL);

	if (ids->len == 0)
		return;
	g_autofree char *tests = count_with_noun(ids->len, "test");
	g_string_append_printf(text, "%s failed and passed when run again:", tests);
	append_test_ids(text, ids);
	message("%s", text->str);
}

static void tell_not_retried(const struct coordinator_summary *summary)
{
	g_autofree char *tests = count_with_noun(summary->not_retried, "failed test");

	if (summary->not_retried > 0)
		message("%s %s not run again", tests, summary->not_retried == 1 ? "was" : "were");
}

/* Why the run was stopped. Owned by the caller. */
static char *describe_stop(const struct engine_report *report)
{
	if (report->verdict == VERDICT_TOO_MANY_FAILURES)
		return g_strdup("stopped because of failures");
	if (report->verdict == VERDICT_RUN_TIMED_OUT)
		return g_strdup("stopped because its time was up (run_timeout)");
	g_autofree char *name = ending_signal_name(report->signal);
	return g_strdup_printf("interrupted by %s", name);
}

static bool was_stopped(const struct engine_report *report)
{
	return report->verdict == VERDICT_INTERRUPTED ||
	       report->verdict == VERDICT_TOO_MANY_FAILURES ||
	       report->verdict == VERDICT_RUN_TIMED_OUT;
}

static void tell_not_run(const struct run_ending *ending)
{
	g_autoptr(GPtrArray) ids = answers_ids(ending->answers, OUTCOME_NOT_RUN);
	g_autoptr(GString) text = g_string_new(NULL);

	g_autofree char *stop = describe_stop(ending->report);
	g_string_append(text, stop);
	if (ids->len > 0) {
		g_autofree char *tests = count_with_noun(ending->plan->ids->len, "test");
		g_string_append_printf(text, ": %u of %s %s not run", ids->len, tests,
				       ids->len == 1 ? "was" : "were");
	}
	append_test_ids(text, ids);
	message("%s", text->str);
}

static void tell_no_tests(const struct plan *plan)
{
	g_autofree char *why = plan_describe_nothing(plan);

	message("%s", why);
}

void run_ending_tell(const struct run_ending *ending)
{
	const struct engine_report *report = ending->report;

	tell_losses(&report->summary);
	tell_flaky(ending);
	tell_not_retried(&report->summary);
	if (was_stopped(report))
		tell_not_run(ending);
	if (report->verdict == VERDICT_NO_TESTS && report->unloadable == 0)
		tell_no_tests(ending->plan);
	if (ending->error)
		message_error(ending->error);
}

int run_ending_status(const struct run_ending *ending)
{
	const struct engine_report *report = ending->report;

	if (report->signal != 0)
		return 128 + report->signal;
	if (ending->error)
		return EXIT_CANNOT;
	switch (report->verdict) {
	case VERDICT_PASSED:
		return ending->has_failed ? EXIT_TESTS_FAILED : EXIT_PASSED;
	case VERDICT_TESTS_FAILED:
	case VERDICT_RUN_TIMED_OUT:
	case VERDICT_TOO_MANY_FAILURES:
		return EXIT_TESTS_FAILED;
	case VERDICT_NO_TESTS:
		if (ending->has_failed)
			return EXIT_TESTS_FAILED;
		return plan_is_empty_shard(ending->plan) ? EXIT_PASSED : EXIT_NO_TESTS;
	case VERDICT_RUNNING:
	case VERDICT_INTERRUPTED:
	case VERDICT_FAILED:
	case VERDICT_PROVISIONING_FAILED:
	case VERDICT_BAD_INSTANCES:
	case VERDICT_LISTING_FAILED:
		break;
	}
	return EXIT_CANNOT;
}
