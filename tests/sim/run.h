/* One simulated run: the coordinator in a world, watched by the checker. */
#ifndef TESTR_SIM_RUN_H
#define TESTR_SIM_RUN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Runs the world of `seed` to its end. Returns what the checker complains of, owned by the caller;
 * NULL if nothing is wrong. Each input and action is appended to `trace`, which may be NULL.
 * If it `is_journalled`, its journal is replayed, and a difference is complained of.
 */
char *simulate(uint64_t seed, bool is_journalled, GString *trace);

#endif
