/*
 * The queue of actions: what the coordinator wants done, in order.
 */
#ifndef TESTR_CORE_ACTIONS_H
#define TESTR_CORE_ACTIONS_H

#include "core/coordinator.h"

struct actions {
	GArray *queue; /* of struct action */
	size_t taken;  /* how many of them are taken off already */
};

void actions_init(struct actions *actions);

/*
 * Appends an action about no instance, execution or worker, to be filled in by the caller. Valid
 * until the next push.
 */
struct action *actions_push(struct actions *actions, enum action_kind kind);

/* Takes the oldest action off. Returns false, leaving `action`, when there is none. */
bool actions_take(struct actions *actions, struct action *action);

void actions_clear(struct actions *actions);

#endif
