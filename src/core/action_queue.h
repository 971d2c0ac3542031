/*
 * The queue of actions: what the coordinator wants done, in order.
 */
#ifndef TESTR_CORE_ACTION_QUEUE_H
#define TESTR_CORE_ACTION_QUEUE_H

#include <glib.h>

#include "core/protocol.h"

struct action_queue {
	GArray *queue; /* of struct action */
	size_t taken;  /* how many of them are taken off already */
};

void action_queue_init(struct action_queue *actions);

/*
 * Appends an action about no instance, execution or worker, to be filled in by the caller. Valid
 * until the next push.
 */
struct action *action_queue_push(struct action_queue *actions, enum action_kind kind);

/* Takes the oldest action off. Returns false, leaving `action`, when there is none. */
bool action_queue_take(struct action_queue *actions, struct action *action);

void action_queue_clear(struct action_queue *actions);

#endif
