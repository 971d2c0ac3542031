/* Instances that a run keeps: which are asked for, and how the user gets at them. */
#ifndef TESTR_RUN_KEPT_INSTANCES_H
#define TESTR_RUN_KEPT_INSTANCES_H

#include "core/coordinator.h"
#include "run/context.h"

/* Sets `*keep` to what `word` means: never, failed or always. False if it means nothing. */
bool kept_instances_parse(const char *word, enum keep_instances *keep);

/*
 * Tells the user of the instances `ids` (char *) that were kept, with the commands that give a
 * shell in each and that dispose of them. Nothing if there are none.
 */
void kept_instances_tell(const struct context *context, const GPtrArray *ids);

#endif
