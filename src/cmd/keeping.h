/* Instances that a run keeps: which are asked for, and how the user gets at them. */
#ifndef TESTR_CMD_KEEPING_H
#define TESTR_CMD_KEEPING_H

#include "cmd/command.h"
#include "core/coordinator.h"

/* Sets `*keep` to what `word` means: never, failed or always. False if it means nothing. */
bool keeping_parse(const char *word, enum keep_instances *keep);

/*
 * Tells the user of the instances `ids` (char *) that were kept, with the commands that give a
 * shell in each and that dispose of them. Nothing if there are none.
 */
void keeping_tell(const struct context *context, const GPtrArray *ids);

#endif
