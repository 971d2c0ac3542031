/*
 * Processes, and how one is told from every other that ever had its number.
 *
 * A number alone is used again sooner or later. Together with the time at which the process
 * started, and with the name that the machine gave to this boot, it is unique. Whoever records a
 * process to ask for it later records these three: the ledger as columns, environments as a line
 * of text in their files.
 *
 * Whether a recorded process still runs has three answers, and there is one rule for them:
 *
 *	gone      its boot is another one, nobody has its number, or who has it started at another
 *	          time or is dead and not yet reaped
 *	running   it has all three
 *	unclear   somebody has its number, and something else is not known: there is no /proc
 *	          (proc(5)), it hides the process, or it was like that when the record was made
 *
 * What is unclear counts as alive, so that nobody takes what may be another's; but it is not
 * killed. What is not known contradicts nothing: an unknown boot does not mean another boot.
 *
 * A process in another pid namespace, such as a container that shares a folder, looks gone. Where
 * that matters its owner holds a lock, too (store/liveness_lock.h).
 */
#ifndef TESTR_BASE_PROCESS_IDENTITY_H
#define TESTR_BASE_PROCESS_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- processes as /proc shows them ---- */

struct process {
	int64_t pid;
	int64_t parent;
	int64_t group;
	int64_t session;
	int64_t start_time; /* in clock ticks since the machine started */
	bool is_running;    /* false: it is dead, and nobody has asked how it ended */
};

/* Reads what process `pid` is like. False, with `process` untouched, if that is not to be had. */
bool process_read(int64_t pid, struct process *process);

/* Calls `take` with each process that there is, in no order. Without /proc there is none. */
void process_each(void (*take)(void *data, const struct process *process), void *data);

/* `boot_ns`, of CLOCK_BOOTTIME, as `start_time` counts. */
int64_t process_ticks(int64_t boot_ns);

/* ---- identities ---- */

struct process_identity {
	int64_t pid;
	int64_t start_time; /* as struct process has it; 0: not known */
	char boot[40];      /* /proc/sys/kernel/random/boot_id; "": not known */
};

/* This process. */
struct process_identity process_identity_self(void);

/* True if the process is running now, or may be. */
bool process_identity_is_alive(const struct process_identity *identity);

/* True if it is, or may be, process `pid` of this boot that started at `start_time` (0: not
 * known). */
bool process_identity_fits(const struct process_identity *identity, int64_t pid,
			   int64_t start_time);

/* ---- identities as text ---- */

/*
 * The identity of the running process `pid`, as one line to be kept in a file. NULL if there is no
 * such process, or if it is not this one and /proc does not show it. Owned by the caller.
 */
char *process_identity_text(pid_t pid);

/* The identity of the nearest ancestor of this process that runs the same program: the testr whose
 * callout this is. NULL if there is none. Owned by the caller. */
char *process_identity_text_of_ancestor(void);

/* True if the process that `text` was made from is running, or may be. False for NULL and for what
 * is no identity. */
bool process_identity_text_is_alive(const char *text);

/*
 * Ends that process if it is certain that it is still running: TERM, up to `grace_ms` for it to end
 * by itself, KILL. Returns when it has ended, or after another `grace_ms` if it will not.
 */
void process_identity_text_end(const char *text, int grace_ms);

#endif
