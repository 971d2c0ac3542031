/*
 * Spawning: starts the shell command that a child is, and sees to what it inherits.
 *
 * Every command that testr runs can rely on this:
 * - it is `/bin/sh -c COMMAND`, in the folder given;
 * - it leads a session of its own, and so a process group of its own: no terminal signal reaches
 *   it but through testr, and it can neither read from nor be stopped by a terminal;
 * - its stdin is /dev/null;
 * - every signal has its default disposition (but for two that glibc keeps for itself: 32 and 33,
 *   which it ignores until it uses them), none is blocked;
 * - no descriptor is open but 0, 1 and 2, not even one that testr itself inherited;
 * - its limit of open files is the one that testr was started with.
 */
#ifndef TESTR_ENGINE_SPAWN_H
#define TESTR_ENGINE_SPAWN_H

#include <stdbool.h>
#include <sys/resource.h>

/* What spawn_prepare() did to the limit of open files. */
struct spawn_limit {
	struct rlimit given; /* as testr found it */
	bool is_raised;
};

struct spawn_request {
	const char *command;
	const char *folder;
	/*
	 * Changes to the environment: names and values in turn, ended by a NULL name; a NULL value
	 * takes the name away. May be NULL.
	 */
	const char *const *environment;
	int out, err; /* descriptors that become its stdout and stderr */
};

/*
 * To be called before the first spawn: marks each inherited descriptor close-on-exec, and raises
 * the soft limit of open files if `expected` children at a time need that. Fills `limit`.
 */
void spawn_prepare(struct spawn_limit *limit, int expected);

/* Puts the limit back. */
void spawn_restore(const struct spawn_limit *limit);

/*
 * Starts the command. `request` is not needed afterwards. Returns its process number, or a
 * negative errno; who calls has to wait for it (reaper.h).
 */
int spawn(const struct spawn_limit *limit, const struct spawn_request *request);

#endif
