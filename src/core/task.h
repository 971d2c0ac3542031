/*
 * A task: something that the driver runs for the coordinator and that must come to an end. When
 * its time is up, or the run is stopped, it gets TERM, a grace period, then KILL.
 */
#ifndef TESTR_CORE_TASK_H
#define TESTR_CORE_TASK_H

#include "core/timers.h"

struct coordinator;

struct task {
	struct timer timer; /* its kind and number tell what the task is */
	bool is_running;
	int signal; /* the last one sent: 0, SIGTERM, SIGKILL */
};

void task_init(struct task *task, enum timer_kind kind, int number);

/* It starts now, and may run for `limit_us` (0: for ever). */
void task_start(struct coordinator *coordinator, struct task *task, int64_t limit_us);

/* Its timer is wanted at `due_us`, unless it is being stopped. */
void task_watch(struct coordinator *coordinator, struct task *task, int64_t due_us);

/* Sends TERM, and KILL after the grace period. Nothing happens if it has got a signal already. */
void task_stop(struct coordinator *coordinator, struct task *task);

/* Sends KILL now, unless it has been sent. */
void task_kill(struct coordinator *coordinator, struct task *task);

/* Its timer has fired: its time or its grace is up. */
void task_expire(struct coordinator *coordinator, struct task *task);

/* It has ended. */
void task_end(struct coordinator *coordinator, struct task *task);

#endif
