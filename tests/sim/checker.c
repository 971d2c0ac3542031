#include "sim/checker.h"

#include <signal.h>

#include "sim/checking.h"

static void execution_facts_free(void *data)
{
	struct execution_facts *execution = data;

	g_array_unref(execution->batch);
	g_array_unref(execution->fixtures);
	g_free(execution);
}

static void instance_facts_free(void *data)
{
	struct instance_facts *instance = data;

	g_free(instance->id);
	g_free(instance);
}

static void disposal_facts_free(void *data)
{
	struct disposal_facts *disposal = data;

	g_ptr_array_unref(disposal->ids);
	g_free(disposal);
}

struct checker *checker_new(const struct plan *plan)
{
	struct checker *checker = g_new0(struct checker, 1);

	checker->plan = plan;
	checker->options = plan->options;
	if (!checker->options.can_choose)
		checker->options.concurrency = 1;
	if (checker->options.instances.replacements < 0)
		checker->options.instances.replacements = checker->options.concurrency;
	checker->listing_instance = checker->listing_avoided = INSTANCE_NONE;
	checker->provisioning.replacements = checker->options.instances.replacements;
	checker->tests = g_array_new(false, false, sizeof(struct test_facts));
	checker->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	checker->failed_fixtures = g_hash_table_new(NULL, NULL);
	checker->executions = g_ptr_array_new_with_free_func(execution_facts_free);
	checker->instances = g_ptr_array_new_with_free_func(instance_facts_free);
	checker->disposals = g_ptr_array_new_with_free_func(disposal_facts_free);
	return checker;
}

void checker_free(struct checker *checker)
{
	if (!checker)
		return;
	g_free(checker->complaint);
	g_array_unref(checker->tests);
	g_hash_table_unref(checker->failed_fixtures);
	g_hash_table_unref(checker->by_id);
	g_ptr_array_unref(checker->executions);
	g_ptr_array_unref(checker->instances);
	g_ptr_array_unref(checker->disposals);
	g_free(checker);
}

void checker_complain(struct checker *checker, const char *format, ...)
{
	va_list arguments;

	if (checker->complaint)
		return;
	va_start(arguments, format);
	checker->complaint = g_strdup_vprintf(format, arguments);
	va_end(arguments);
}

const char *checker_complaint(const struct checker *checker)
{
	return checker->complaint;
}

/* ---- stopping ---- */

void check_stop(struct checker *checker, enum verdict verdict)
{
	if (is_stopping(checker)) {
		checker->stopped = MIN(checker->stopped, verdict);
		return;
	}
	checker->stopped = verdict;
	checker->stop_reason = REASON_STOPPED;
	if (verdict == VERDICT_INTERRUPTED)
		checker->stop_reason = REASON_INTERRUPTED;
	if (verdict == VERDICT_RUN_TIMED_OUT)
		checker->stop_reason = REASON_RUN_TIMED_OUT;
	if (verdict == VERDICT_TOO_MANY_FAILURES)
		checker->stop_reason = REASON_TOO_MANY_FAILURES;
	check_retries_end(checker);
}

/* So many failures stop the run, once all that is known has been answered. */
static void check_failures(struct checker *checker)
{
	size_t most = (size_t)checker->options.failures.max_failures;

	if (most > 0 && !is_stopping(checker) && check_has_more(checker) &&
	    check_count_failures(checker) >= most)
		check_stop(checker, VERDICT_TOO_MANY_FAILURES);
}

/*
 * With nowhere left to run anything, what failed is not run again, and nothing is left to stop. But
 * what has been known before that may have stopped the run.
 */
static void check_hope(struct checker *checker)
{
	if (checker->has_given_up || is_stopping(checker) || !check_is_nowhere(checker))
		return;
	check_failures(checker);
	if (is_stopping(checker))
		return;
	checker->has_given_up = true;
	check_retries_end(checker);
}

/* True if `action` shows that nothing is left to be run, or that nothing ever will be. */
static bool is_giving_up(const struct action *action)
{
	return (action->kind == ACTION_DISPOSE && !action->is_loss) ||
	       action->kind == ACTION_KEEP || action->kind == ACTION_FINISH ||
	       (action->kind == ACTION_ANSWER && action->reason == REASON_NO_INSTANCE);
}

/* True if `action` may still be about what happened before the run was stopped. */
static bool is_answer(const struct action *action)
{
	bool is_about_test = action->kind == ACTION_ANSWER || action->kind == ACTION_NOTE;

	return action->kind == ACTION_RETURNCODE ||
	       (is_about_test && action->reason != REASON_TOO_MANY_FAILURES);
}

static void check_time(struct checker *checker)
{
	int64_t limit_us = checker->options.limits.run_timeout_us;

	if (limit_us > 0 && checker->now_us >= limit_us && !checker->is_disposing)
		check_stop(checker, VERDICT_RUN_TIMED_OUT);
}

/* ---- inputs and actions ---- */

static void take_input(struct checker *checker, const struct input *input)
{
	switch (input->kind) {
	case INPUT_INSTANCE:
		check_printed(checker, input->instance_id);
		return;
	case INPUT_PROVISIONING_ENDED:
		check_provisioning_ended(checker, input->ending);
		return;
	case INPUT_LISTED:
	case INPUT_LISTING_FAILED:
		check_listing_ended(checker, input);
		return;
	case INPUT_OUTPUT:
	case INPUT_TEST_STARTED:
	case INPUT_TEST_ENDED:
		check_report(checker, input);
		return;
	case INPUT_EXECUTION_ENDED:
		check_execution_ended(checker, input);
		return;
	case INPUT_PROBED:
		check_probed(checker, input);
		return;
	case INPUT_DISPOSED:
		check_disposed(checker, input);
		return;
	case INPUT_TIME:
		check_time(checker);
		return;
	case INPUT_INTERRUPTED:
		checker->interrupts++;
		check_stop(checker, VERDICT_INTERRUPTED);
		return;
	case INPUT_FAILED:
		check_stop(checker, VERDICT_FAILED);
		return;
	}
}

void checker_input(struct checker *checker, int64_t now_us, const struct input *input)
{
	checker->now_us = now_us;
	check_overdue(checker);
	take_input(checker, input);
	check_listing_hope(checker);
}

static void check_finish(struct checker *checker)
{
	if (checker->is_finished)
		checker_complain(checker, "it finishes twice");
	checker->is_finished = true;
}

void checker_action(struct checker *checker, int64_t now_us, const struct action *action)
{
	checker->now_us = now_us;
	if (checker->is_finished)
		checker_complain(checker, "it asks for something after its end");
	if (is_giving_up(action))
		check_hope(checker);
	if (!is_answer(action))
		check_failures(checker);
	switch (action->kind) {
	case ACTION_PROVISION:
		check_provision(checker, action);
		return;
	case ACTION_STOP_PROVISIONING:
		check_stop_provisioning(checker, action);
		return;
	case ACTION_LIST:
		check_list(checker, action);
		return;
	case ACTION_EXECUTE:
		check_execute(checker, action);
		return;
	case ACTION_STOP_EXECUTION:
		check_stop_execution(checker, action);
		return;
	case ACTION_PROBE:
	case ACTION_STOP_PROBE:
		check_probe(checker, action);
		return;
	case ACTION_DISPOSE:
	case ACTION_STOP_DISPOSING:
		check_dispose(checker, action);
		return;
	case ACTION_KEEP:
		check_keep(checker, action);
		return;
	case ACTION_UNDISPOSED:
		check_undisposed(checker, action);
		return;
	case ACTION_ANSWER:
		check_answer(checker, action);
		return;
	case ACTION_RETURNCODE:
		check_returncode(checker, action);
		return;
	case ACTION_NOTE:
		check_note(checker, action);
		return;
	case ACTION_STOP_LISTING:
		checker->is_listing_stopped = true;
		return;
	case ACTION_FINISH:
		check_finish(checker);
		return;
	}
}

/* True when there is nothing left to do but to dispose of what is here. */
static bool is_done(const struct checker *checker)
{
	const struct provisioning_facts *provisioning = &checker->provisioning;

	return !provisioning->is_running && !provisioning->may_retry &&
	       check_is_worked_off(checker) && check_is_unused(checker);
}

void checker_settled(struct checker *checker)
{
	check_hope(checker);
	check_failures(checker);
	check_provisioning_settled(checker);
	if (is_done(checker))
		checker->is_disposing = true;
	check_answers_settled(checker);
	check_disposals_settled(checker);
}

/* ---- the end ---- */

static enum verdict right_verdict(const struct checker *checker, const struct tally *tally)
{
	if (is_stopping(checker))
		return checker->stopped;
	if (tally_failures(tally) > 0 || checker->unlisted_failed > 0 || checker->returncodes > 0)
		return VERDICT_TESTS_FAILED;
	if (tally->count[OUTCOME_FLAKY] > 0 && checker->options.failures.flaky == FLAKY_FAILS)
		return VERDICT_TESTS_FAILED;
	return tally_total(tally) == 0 ? VERDICT_NO_TESTS : VERDICT_PASSED;
}

void checker_finish(struct checker *checker, const struct coordinator *coordinator)
{
	struct coordinator_summary summary;

	coordinator_summarise(coordinator, &summary);
	if (!checker->is_finished)
		checker_complain(checker, "it does not finish");
	check_tests_finished(checker, coordinator);
	check_instances_finished(checker);
	check_halves_finished(checker);
	if (coordinator_verdict(coordinator) != right_verdict(checker, &summary.tally))
		checker_complain(checker, "verdict %d instead of %d",
				 (int)coordinator_verdict(coordinator),
				 (int)right_verdict(checker, &summary.tally));
}
