/* Stopping: ends a run before its end. */
#include "core/planted_bugs.h"
#include "core/run_state.h"

static enum reason reason_of(enum verdict verdict)
{
	if (verdict == VERDICT_INTERRUPTED)
		return REASON_INTERRUPTED;
	if (verdict == VERDICT_RUN_TIMED_OUT)
		return REASON_RUN_TIMED_OUT;
	if (verdict == VERDICT_TOO_MANY_FAILURES)
		return REASON_TOO_MANY_FAILURES;
	return REASON_STOPPED;
}

/*
 * Whether provisioning is cut short, too. That may leave an instance which was made and not printed
 * yet, so it is done only if the callout cannot be waited for.
 */
static bool ends_provisioning(enum verdict verdict)
{
	return verdict == VERDICT_INTERRUPTED || verdict == VERDICT_RUN_TIMED_OUT ||
	       verdict == VERDICT_BAD_INSTANCES;
}

typedef void (*end_task)(struct coordinator *coordinator, struct task *task);

/* Ends all that runs but provisioning, and the disposals, which go on whatever happens. */
static void end_tasks(struct coordinator *coordinator, end_task end)
{
	end(coordinator, &coordinator->listing.task);
	for (int i = 0; i < coordinator->options.concurrency; i++) {
		const struct worker *worker = &coordinator->workers[i];
		struct instance *instance =
			instance_table_get(&coordinator->instances, worker->instance);
		if (worker->execution)
			end(coordinator, &worker->execution->task);
		if (instance)
			end(coordinator, &instance->probe);
	}
}

void stopping_begin(struct coordinator *coordinator, enum verdict verdict)
{
	if (ends_provisioning(verdict))
		task_stop(coordinator, &coordinator->provisioning.task);
	if (coordinator_is_stopping(coordinator)) {
		coordinator->stopped = MIN(coordinator->stopped, verdict);
		return;
	}
	coordinator->stopped = verdict;
	coordinator->stop_reason = reason_of(verdict);
	timers_cancel(&coordinator->timers, &coordinator->provisioning.retry);
	end_tasks(coordinator, task_stop);
	if (!PLANTED(BUG_OUTRUNS_STOP))
		settling_answer_pending(coordinator, OUTCOME_NOT_RUN, coordinator->stop_reason);
}

void stopping_interrupt(struct coordinator *coordinator)
{
	coordinator->interrupts++;
	stopping_begin(coordinator, VERDICT_INTERRUPTED);
	if (coordinator->interrupts > 1) {
		task_kill(coordinator, &coordinator->provisioning.task);
		end_tasks(coordinator, task_kill);
		disposing_hurry(coordinator);
	}
}
