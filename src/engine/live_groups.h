/*
 * A census: which process groups have somebody alive. kill(2) counts the dead as well until their
 * parent has asked how they ended, and that may be late: process 1, which inherits them, takes its
 * time in some containers, and never does it in others.
 *
 * To take a census is to read all of /proc, so one serves whoever asks within LIVE_GROUPS_MS.
 */
#ifndef TESTR_ENGINE_LIVE_GROUPS_H
#define TESTR_ENGINE_LIVE_GROUPS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LIVE_GROUPS_MS 100

struct live_groups {
	GHashTable *groups; /* set of those that have */
	bool sees_all;      /* process 1 is in it, so that nobody seems to be hidden */
	int64_t taken_us;   /* by g_get_monotonic_time() */
};

void live_groups_init(struct live_groups *live);

void live_groups_clear(struct live_groups *live);

/*
 * True if process group `group`, which was there at `since_us` by g_get_monotonic_time() (a census
 * from before may not know it), has somebody alive, or had within the last LIVE_GROUPS_MS. Where
 * there is no /proc, or it hides the processes of others (proc(5), hidepid), the dead count as
 * well.
 */
bool live_groups_has(struct live_groups *live, int group, int64_t since_us);

#endif
