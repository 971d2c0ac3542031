#include "core/task.h"

#include <signal.h>

#include "core/planted_bugs.h"
#include "core/run_state.h"

void task_init(struct task *task, enum timer_kind kind, int number)
{
	*task = (struct task){.timer = {.kind = kind, .number = number}};
}

void task_start(struct coordinator *coordinator, struct task *task, int64_t limit_us)
{
	task->is_running = true;
	task->signal = 0;
	if (limit_us > 0)
		task_watch(coordinator, task, coordinator->now_us + limit_us);
}

void task_watch(struct coordinator *coordinator, struct task *task, int64_t due_us)
{
	if (task->signal == 0)
		timers_set(&coordinator->timers, &task->timer, due_us);
}

static enum action_kind stop_action(enum timer_kind kind)
{
	static const enum action_kind actions[] = {
		[TIMER_PROVISIONING] = ACTION_STOP_PROVISIONING,
		[TIMER_LISTING] = ACTION_STOP_LISTING,
		[TIMER_EXECUTION] = ACTION_STOP_EXECUTION,
		[TIMER_PROBE] = ACTION_STOP_PROBE,
		[TIMER_DISPOSAL] = ACTION_STOP_DISPOSING,
	};
	return actions[kind];
}

static void signal_task(struct coordinator *coordinator, struct task *task, int signal)
{
	enum timer_kind kind = task->timer.kind;
	struct action *action = action_queue_push(&coordinator->actions, stop_action(kind));

	task->signal = signal;
	action->signal = signal;
	if (kind == TIMER_EXECUTION)
		action->execution = task->timer.number;
	else if (kind == TIMER_PROBE)
		coordinator_name_instance(coordinator, action, task->timer.number);
	else if (kind == TIMER_DISPOSAL)
		action->disposal = task->timer.number;
}

void task_stop(struct coordinator *coordinator, struct task *task)
{
	int64_t grace_us = coordinator->options.limits.kill_grace_us;

	if (!task->is_running || task->signal != 0)
		return;
	signal_task(coordinator, task, SIGTERM);
	if (grace_us > 0)
		timers_set(&coordinator->timers, &task->timer, coordinator->now_us + grace_us);
	else
		task_kill(coordinator, task);
}

void task_kill(struct coordinator *coordinator, struct task *task)
{
	if (!task->is_running || task->signal == SIGKILL)
		return;
	signal_task(coordinator, task, SIGKILL);
	timers_cancel(&coordinator->timers, &task->timer);
}

void task_expire(struct coordinator *coordinator, struct task *task)
{
	if (task->signal == 0)
		task_stop(coordinator, task);
	else if (!PLANTED(BUG_NEVER_KILLS))
		task_kill(coordinator, task);
}

void task_end(struct coordinator *coordinator, struct task *task)
{
	task->is_running = false;
	timers_cancel(&coordinator->timers, &task->timer);
}
