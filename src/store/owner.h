/*
 * Who owns something on record: a process, told from every other one that ever had its number.
 * For the files of this folder only.
 *
 * A number alone is used again sooner or later. Together with the time at which the process
 * started, and with the name that the machine gave to this start of itself, it is unique. Where
 * there is no /proc (proc(5)) the number has to do.
 */
#ifndef TESTR_STORE_OWNER_H
#define TESTR_STORE_OWNER_H

#include <stdbool.h>
#include <stdint.h>

struct process_identity {
	int64_t pid;
	int64_t start_time; /* in clock ticks since the machine started; 0: not known */
	char boot[40];      /* /proc/sys/kernel/random/boot_id; "": not known */
};

/* This process. */
struct process_identity process_identity_self(void);

/* True if `owner` is running now. One that is dead and not yet reaped is not running. */
bool process_identity_is_alive(const struct process_identity *owner);

#endif
