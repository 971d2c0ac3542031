/*
 * Wards: the process groups of testr's that a guardian has to end when testr is gone. They are kept
 * in memory that both share, so that a group costs no system call, and is known from the moment
 * that its process exists. testr enters and dismisses them; the guardian, once testr is dead,
 * looks.
 *
 * A process number may be somebody else's by then. So the time is kept, too, between whose two ends
 * the process was started, and one that the kernel says started at another time is none of ours. A
 * group whose first process is gone keeps its number for as long as anybody is in it.
 *
 * testr may die when it has started a process and not entered it yet. Hence it says before that it
 * is about to start one, with what pipes as stdout and stderr, by which the guardian finds it.
 */
#ifndef TESTR_ENGINE_PROCESS_GROUPS_H
#define TESTR_ENGINE_PROCESS_GROUPS_H

#include <glib.h>
#include <stdbool.h>

#include "base/scoped.h"

/* What is to become of one. */
enum process_group_sort {
	GROUP_KILL, /* SIGKILL, and all that it left */
	/* It may clean up: SIGTERM, the time until SIGKILL. If it has ended by itself, what it left
	 * is what it was for, and stays. */
	GROUP_END,
};

/* Most groups at a time. Further ones are not entered, and outlive a testr that is killed. */
#define PROCESS_GROUPS_MAX 65536

struct process_groups;

/* None yet. To be made before the guardian is forked. NULL with G_FILE_ERROR. */
struct process_groups *process_groups_new(GError **error);

/* ---- for testr; each accepts NULL and does nothing then ---- */

/* A process is about to be started with the descriptors `out` and `err` as stdout and stderr. */
void process_groups_expect(struct process_groups *groups, enum process_group_sort sort, int out,
			   int err);

/*
 * Its number is `pid`, which is also that of its group; 0: it could not be started. Returns the
 * number of the group, -1 when it is none.
 */
int process_groups_add(struct process_groups *groups, int pid);

/* `group` has been sent SIGTERM: whatever is left of its group is to end, too. -1 is accepted. */
void process_groups_mark_ending(struct process_groups *groups, int entry);

/* `group` has ended, and its group is done with. -1 is accepted. */
void process_groups_remove(struct process_groups *groups, int entry);

/* ---- for the guardian ---- */

/*
 * Kills the process that testr had forked when it died if it leads no group of its own yet: it has
 * not begun what it is for. To be called before it is looked for groups.
 */
void process_groups_kill_unstarted(const struct process_groups *groups);

/* The groups (int) of `sort` that have not ended. Owned by the caller. */
GArray *process_groups_remaining(const struct process_groups *groups, enum process_group_sort sort);

void process_groups_free(struct process_groups *groups);
SCOPED(process_groups)

#endif
