#include "core/action_queue.h"

void action_queue_init(struct action_queue *actions)
{
	actions->queue = g_array_new(false, false, sizeof(struct action));
	actions->taken = 0;
}

struct action *action_queue_push(struct action_queue *actions, enum action_kind kind)
{
	const struct action action = {
		.kind = kind,
		.instance = INSTANCE_NONE,
		.execution = -1,
		.worker = -1,
		.disposal = -1,
	};

	g_array_append_val(actions->queue, action);
	return &g_array_index(actions->queue, struct action, actions->queue->len - 1);
}

bool action_queue_take(struct action_queue *actions, struct action *action)
{
	if (actions->taken == actions->queue->len) {
		g_array_set_size(actions->queue, 0);
		actions->taken = 0;
		return false;
	}
	*action = g_array_index(actions->queue, struct action, actions->taken++);
	return true;
}

void action_queue_clear(struct action_queue *actions)
{
	g_clear_pointer(&actions->queue, g_array_unref);
}
