/* Disposing: gives instances to the disposing callout, when lost or at the end, or keeps them. */
#include <string.h>

#include "base/instance_id.h"
#include "core/planted_bugs.h"
#include "core/run_state.h"

static void begin_disposal(struct coordinator *coordinator, const char **ids, bool is_loss,
			   bool is_retry)
{
	struct disposal *disposal = g_new0(struct disposal, 1);
	struct action *action = action_queue_push(&coordinator->actions, ACTION_DISPOSE);
	int number = (int)coordinator->disposals->len;

	disposal->ids = ids;
	disposal->is_loss = is_loss;
	disposal->is_retry = is_retry;
	g_ptr_array_add(coordinator->disposals, disposal);
	task_init(&disposal->task, TIMER_DISPOSAL, number);
	disposal->retry = (struct timer){.kind = TIMER_DISPOSAL_RETRY, .number = number};
	action->disposal = number;
	action->instances = ids;
	action->is_loss = is_loss;
	coordinator->disposals_open++;
	task_start(coordinator, &disposal->task, coordinator->options.limits.dispose_timeout_us);
}

void disposing_lost(struct coordinator *coordinator, struct instance *instance)
{
	const char **ids = g_new0(const char *, 2);

	ids[0] = instance->id;
	if (!PLANTED(BUG_DISPOSES_TWICE))
		instance_table_leave(&coordinator->instances, instance);
	if (PLANTED(BUG_LEAKS_LOST))
		g_free(ids);
	else
		begin_disposal(coordinator, ids, true, false);
}

static bool has_run(const struct instance *instance)
{
	return instance->was_used;
}

static bool has_failed(const struct instance *instance)
{
	return instance->has_failed;
}

/* Keeps what the options ask for. */
static void keep_chosen_instances(struct coordinator *coordinator)
{
	bool is_always = coordinator->options.instances.keep == KEEP_ALWAYS;

	if (coordinator->options.instances.keep == KEEP_NEVER || coordinator->kept)
		return;
	coordinator->kept =
		instance_table_keep(&coordinator->instances, is_always ? has_run : has_failed);
	if (coordinator->kept[0])
		action_queue_push(&coordinator->actions, ACTION_KEEP)->instances =
			coordinator->kept;
}

void disposing_rest(struct coordinator *coordinator)
{
	size_t count;

	keep_chosen_instances(coordinator);
	if (coordinator->instances.here_count == 0)
		return;
	g_autofree const char **all = instance_table_leave_all(&coordinator->instances);
	for (const char **ids = all; *ids; ids += count) {
		count = instance_id_fitting(ids);
		const char **some = g_new0(const char *, count + 1);
		memcpy(some, ids, count * sizeof *ids);
		begin_disposal(coordinator, some, false, false);
	}
}

/* The disposal with this number if it runs, else NULL. */
static struct disposal *find_disposal(const struct coordinator *coordinator, int number)
{
	struct disposal *disposal;

	if (number < 0 || (size_t)number >= coordinator->disposals->len)
		return NULL;
	disposal = coordinator->disposals->pdata[number];
	return disposal->task.is_running ? disposal : NULL;
}

/* Disposing of these has failed twice. */
static void report_undisposed(struct coordinator *coordinator, const struct disposal *disposal)
{
	struct action *action = action_queue_push(&coordinator->actions, ACTION_UNDISPOSED);

	action->disposal = disposal->task.timer.number;
	action->instances = disposal->ids;
	action->is_loss = disposal->is_loss;
	if (!disposal->is_loss)
		coordinator->summary.disposal_failed = true;
}

/* What keeps a callout from disposing may be over in a moment: a server that starts again. */
static void retry_later(struct coordinator *coordinator, struct disposal *disposal)
{
	if (coordinator->interrupts > 1)
		disposing_retry(coordinator, disposal->task.timer.number);
	else
		timers_set(&coordinator->timers, &disposal->retry,
			   coordinator->now_us + DISPOSAL_PAUSE_US);
}

void disposing_ended(struct coordinator *coordinator, int number, struct ending ending)
{
	struct disposal *disposal = find_disposal(coordinator, number);

	if (!disposal)
		return;
	task_end(coordinator, &disposal->task);
	bool is_gone =
		ending.kind == ENDING_EXITED && ending.code == 0 && disposal->task.signal == 0;
	if (!is_gone && !disposal->is_retry) {
		retry_later(coordinator, disposal);
		return;
	}
	coordinator->disposals_open--;
	if (!is_gone)
		report_undisposed(coordinator, disposal);
}

void disposing_retry(struct coordinator *coordinator, int number)
{
	struct disposal *failed = coordinator->disposals->pdata[number];

	coordinator->disposals_open--;
	begin_disposal(coordinator, g_steal_pointer(&failed->ids), failed->is_loss, true);
}

void disposing_hurry(struct coordinator *coordinator)
{
	for (guint number = 0; number < coordinator->disposals->len; number++) {
		struct disposal *disposal = coordinator->disposals->pdata[number];
		if (disposal->retry.place == 0)
			continue;
		timers_cancel(&coordinator->timers, &disposal->retry);
		disposing_retry(coordinator, (int)number);
	}
}

void disposing_expire(struct coordinator *coordinator, int number)
{
	task_expire(coordinator, &find_disposal(coordinator, number)->task);
}
