#include "engine/live_groups.h"

#include <errno.h>
#include <signal.h>

#include "base/process_identity.h"

void live_groups_init(struct live_groups *live)
{
	*live = (struct live_groups){.groups = g_hash_table_new(NULL, NULL)};
}

void live_groups_clear(struct live_groups *live)
{
	g_clear_pointer(&live->groups, g_hash_table_unref);
}

static void note_if_running(void *data, const struct process *process)
{
	struct live_groups *live = data;

	live->sees_all |= process->pid == 1;
	if (process->is_running)
		g_hash_table_add(live->groups, GINT_TO_POINTER((int)process->group));
}

static void take_snapshot(struct live_groups *live, int64_t now_us)
{
	g_hash_table_remove_all(live->groups);
	live->sees_all = false;
	process_each(note_if_running, live);
	live->taken_us = now_us;
}

bool live_groups_has(struct live_groups *live, int group, int64_t since_us)
{
	int64_t now_us = g_get_monotonic_time();

	if (kill(-group, 0) != 0 && errno == ESRCH)
		return false;
	if (now_us - live->taken_us >= (int64_t)LIVE_GROUPS_MS * 1000)
		take_snapshot(live, now_us);
	return live->taken_us < since_us || !live->sees_all ||
	       g_hash_table_contains(live->groups, GINT_TO_POINTER(group));
}
