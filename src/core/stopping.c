#include "core/run.h"

static enum reason reason_of(enum verdict verdict)
{
	if (verdict == VERDICT_INTERRUPTED)
		return REASON_INTERRUPTED;
	if (verdict == VERDICT_RUN_TIMED_OUT)
		return REASON_RUN_TIMED_OUT;
	return REASON_STOPPED;
}

typedef void (*end_task)(struct coordinator *coordinator, struct task *task);

/* Ends all that runs but the disposals, which go on whatever happens. */
static void end_tasks(struct coordinator *coordinator, end_task end)
{
	end(coordinator, &coordinator->provisioning.task);
	end(coordinator, &coordinator->listing.task);
	for (int i = 0; i < coordinator->options.concurrency; i++) {
		const struct worker *worker = &coordinator->workers[i];
		struct instance *instance =
			instances_get(&coordinator->instances, worker->instance);
		if (worker->execution)
			end(coordinator, &worker->execution->task);
		if (instance)
			end(coordinator, &instance->probe);
	}
}

void stopping_begin(struct coordinator *coordinator, enum verdict verdict)
{
	if (run_is_stopping(coordinator)) {
		coordinator->stopped = MIN(coordinator->stopped, verdict);
		return;
	}
	coordinator->stopped = verdict;
	coordinator->stop_reason = reason_of(verdict);
	timers_cancel(&coordinator->timers, &coordinator->provisioning.retry);
	end_tasks(coordinator, task_stop);
	settling_answer_pending(coordinator, OUTCOME_NOT_RUN, coordinator->stop_reason);
}

void stopping_interrupt(struct coordinator *coordinator)
{
	coordinator->interrupts++;
	stopping_begin(coordinator, VERDICT_INTERRUPTED);
	if (coordinator->interrupts > 1)
		end_tasks(coordinator, task_kill);
}
