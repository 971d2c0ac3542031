#include "engine/census.h"

#include <errno.h>
#include <signal.h>

#include "base/process_identity.h"

void census_init(struct census *census)
{
	*census = (struct census){.groups = g_hash_table_new(NULL, NULL)};
}

void census_clear(struct census *census)
{
	g_clear_pointer(&census->groups, g_hash_table_unref);
}

static void count(void *data, const struct process *process)
{
	struct census *census = data;

	census->sees_all |= process->pid == 1;
	if (process->is_running)
		g_hash_table_add(census->groups, GINT_TO_POINTER((int)process->group));
}

static void take(struct census *census, int64_t now_us)
{
	g_hash_table_remove_all(census->groups);
	census->sees_all = false;
	process_each(count, census);
	census->taken_us = now_us;
}

bool census_has(struct census *census, int group, int64_t since_us)
{
	int64_t now_us = g_get_monotonic_time();

	if (kill(-group, 0) != 0 && errno == ESRCH)
		return false;
	if (now_us - census->taken_us >= (int64_t)CENSUS_MS * 1000)
		take(census, now_us);
	return census->taken_us < since_us || !census->sees_all ||
	       g_hash_table_contains(census->groups, GINT_TO_POINTER(group));
}
