/*
 * The world of a simulated run: it carries out what the coordinator asks for, in virtual time and
 * with the faults that the plan allows, and says what happens and when.
 *
 * Everything that runs is a process: a script of steps, each some time after the one before. A
 * process without further steps hangs until it is killed.
 */
#ifndef TESTR_SIM_WORLD_H
#define TESTR_SIM_WORLD_H

#include "core/timers.h"
#include "sim/plan.h"

struct world;

/* A world at time 0. `plan` outlives it. */
struct world *world_new(struct plan *plan);

/* Carries out an action at `now_us`. */
void world_do(struct world *world, int64_t now_us, const struct action *action);

/* When the next thing happens; INT64_MAX: nothing will. */
int64_t world_next_us(const struct world *world);

/*
 * Lets the next thing happen, at world_next_us(). Returns false if the coordinator is not told;
 * else `input` is what it is told, valid until the next call.
 */
bool world_happen(struct world *world, struct input *input);

/* True if something runs that will not end by itself. */
bool world_is_hanging(const struct world *world);

/* True if anything runs at all. */
bool world_is_busy(const struct world *world);

/* An input about something that does not run, which the coordinator has to ignore. */
void world_make_noise(struct world *world, struct input *input);

void world_free(struct world *world);
SCOPED(world)

#endif
