/* What a coordinator is told and asks for, in words: one line for each input and action. */
#ifndef TESTR_SIM_DESCRIBE_H
#define TESTR_SIM_DESCRIBE_H

#include "core/coordinator.h"

/*
 * Appends `action` to `out`, with a newline, for example
 *
 *	provision 2
 *	list in a
 *	execute 0 on worker-0 in a: t1 t2
 *	probe a
 *	answer t2: fail, crashed (execution 0 signalled 11)
 *	dispose 0: a b
 *	finish: passed
 *
 * `ids` (of char *) is the listing that indexes of tests refer to.
 */
void describe_action(GString *out, const struct action *action, const GPtrArray *ids);

/* Appends `input` to `out`, with a newline. */
void describe_input(GString *out, const struct input *input);

const char *describe_reason(enum reason reason);
const char *describe_verdict(enum verdict verdict);

#endif
