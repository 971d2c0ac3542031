/*
 * Other processes, as proc(5) shows them. Where there is no /proc, nothing is known of any.
 */
#ifndef TESTR_BASE_PROCESS_H
#define TESTR_BASE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct process {
	int64_t pid;
	int64_t group;
	int64_t session;
	int64_t start_time; /* in clock ticks since the machine started */
	bool is_running;    /* false: it is dead, and nobody has asked how it ended */
};

/* Reads what process `pid` is like. False, with `process` untouched, if that is not to be had. */
bool process_read(int64_t pid, struct process *process);

/* Calls `take` with each process that there is, in no order. */
void process_each(void (*take)(void *data, const struct process *process), void *data);

/* `boot_ns`, of CLOCK_BOOTTIME, as `start_time` counts. */
int64_t process_ticks(int64_t boot_ns);

#endif
