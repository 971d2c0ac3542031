/* Instances that a run keeps: how the user gets at them. */
#ifndef TESTR_RUN_KEPT_INSTANCES_H
#define TESTR_RUN_KEPT_INSTANCES_H

#include <glib.h>

#include "run/context.h"

/*
 * Tells the user of the instances `ids` (char *) that were kept, with the commands that give a
 * shell in each and that dispose of them. Nothing if there are none.
 */
void kept_instances_tell(const struct context *context, const GPtrArray *ids);

#endif
