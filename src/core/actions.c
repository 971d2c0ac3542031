#include "core/actions.h"

void actions_init(struct actions *actions)
{
	actions->queue = g_array_new(false, false, sizeof(struct action));
	actions->taken = 0;
}

struct action *actions_push(struct actions *actions, enum action_kind kind)
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

bool actions_take(struct actions *actions, struct action *action)
{
	if (actions->taken == actions->queue->len) {
		g_array_set_size(actions->queue, 0);
		actions->taken = 0;
		return false;
	}
	*action = g_array_index(actions->queue, struct action, actions->taken++);
	return true;
}

void actions_clear(struct actions *actions)
{
	g_clear_pointer(&actions->queue, g_array_unref);
}
