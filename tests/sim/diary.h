/*
 * The journal of a simulated run, and the reports of its stream, kept as the engine and the store
 * keep those of a real one.
 */
#ifndef TESTR_SIM_DIARY_H
#define TESTR_SIM_DIARY_H

#include "core/coordinator.h"

struct diary;

/* A diary of a run with these options, which begins at time 0. */
struct diary *diary_new(const struct coordinator_options *options);

/* `coordinator` is about to be told of `input`. Nothing happens if `diary` is NULL. */
void diary_input(struct diary *diary, const struct coordinator *coordinator, int64_t now_us,
		 const struct input *input);

/* It has asked for `action`. Nothing happens if `diary` is NULL. */
void diary_action(struct diary *diary, int64_t now_us, const struct action *action);

/* Replays it. Returns the first difference, owned by the caller; NULL if there is none. */
char *diary_replay(struct diary *diary);

/* NULL is accepted. */
void diary_free(struct diary *diary);

#endif
