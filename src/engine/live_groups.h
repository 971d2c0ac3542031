/*
 * Live groups: which process groups have a living member. kill(2) counts zombies as well, and they
 * may stay for long: process 1, which inherits them, is slow to reap them in some containers, and
 * never does it in others.
 *
 * To know it takes reading all of /proc, so one snapshot serves all who ask within LIVE_GROUPS_MS.
 */
#ifndef TESTR_ENGINE_LIVE_GROUPS_H
#define TESTR_ENGINE_LIVE_GROUPS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LIVE_GROUPS_MS 100

struct live_groups {
	GHashTable *groups; /* set of those that have a living member */
	bool sees_all;      /* process 1 was seen, so no process seems to be hidden */
	int64_t taken_us;   /* when the snapshot was taken, by g_get_monotonic_time() */
};

void live_groups_init(struct live_groups *live);

void live_groups_clear(struct live_groups *live);

/*
 * True if process group `group`, which was there at `since_us` by g_get_monotonic_time() (an
 * older snapshot may not know it), has a living member, or had one within the last LIVE_GROUPS_MS.
 * Where there is no /proc, or it hides the processes of others (proc(5), hidepid), zombies count as
 * well.
 */
bool live_groups_has(struct live_groups *live, int group, int64_t since_us);

#endif
