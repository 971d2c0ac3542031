/*
 * The process groups that a guardian has to end when testr is gone. They stand in a table in memory
 * that testr and the guardian share, so that an entry costs no system call, and a group is known
 * from the moment that its process exists. testr adds and removes groups; the guardian reads the
 * table once testr is dead.
 *
 * By then a process number may belong to somebody else. So an entry also has the two times between
 * which its process was started, and a process that the kernel says started at another time is left
 * alone. A group whose first process is gone keeps its number for as long as anybody is in it.
 *
 * testr may die between starting a process and adding its group. So it says beforehand that it is
 * about to start one, and with which pipes as stdout and stderr: the guardian finds it by these.
 */
#ifndef TESTR_ENGINE_PROCESS_GROUPS_H
#define TESTR_ENGINE_PROCESS_GROUPS_H

#include <glib.h>
#include <stdbool.h>

#include "base/scoped.h"

/* How the guardian ends a group. */
enum process_group_sort {
	GROUP_KILL, /* SIGKILL, and all that it left */
	/* SIGTERM, time to clean up, SIGKILL. If its first process has ended by itself, the
	 * remaining processes are its product and are kept. */
	GROUP_END,
};

/* Most groups at a time. Further ones are not added, and outlive a testr that is killed. */
#define PROCESS_GROUPS_MAX 65536

struct process_groups;

/* None yet. To be made before the guardian is forked. NULL with G_FILE_ERROR. */
struct process_groups *process_groups_new(GError **error);

/* ---- for testr; each accepts NULL and does nothing then ---- */

/* A process is about to be started with the descriptors `out` and `err` as stdout and stderr. */
void process_groups_expect(struct process_groups *groups, enum process_group_sort sort, int out,
			   int err);

/*
 * The expected process has the number `pid`, which is also that of its group; 0: it could not be
 * started. Returns the number of its entry, -1 when it has none.
 */
int process_groups_add(struct process_groups *groups, int pid);

/* The group of `entry` has been sent SIGTERM: all that is left of it is to end. Accepts -1. */
void process_groups_mark_ending(struct process_groups *groups, int entry);

/* The group of `entry` has ended: frees the entry. Accepts -1. */
void process_groups_remove(struct process_groups *groups, int entry);

/* ---- for the guardian ---- */

/*
 * Kills the process that testr had forked when it died if it leads no group of its own yet: it has
 * not begun its command. To be called before process_groups_remaining().
 */
void process_groups_kill_unstarted(const struct process_groups *groups);

/* The groups (int) of `sort` that have not ended. Owned by the caller. */
GArray *process_groups_remaining(const struct process_groups *groups, enum process_group_sort sort);

void process_groups_free(struct process_groups *groups);
SCOPED(process_groups)

#endif
