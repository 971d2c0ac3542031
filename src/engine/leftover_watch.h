/*
 * The watch over leftovers of a run whose tests run on this machine: looks for them now and then,
 * and a last time when nothing runs any more. Internal to src/engine/.
 */
#ifndef TESTR_ENGINE_LEFTOVER_WATCH_H
#define TESTR_ENGINE_LEFTOVER_WATCH_H

#include "engine/driver.h"

struct leftover_watch;

/* Begins to watch for driver->leftovers. */
struct leftover_watch *leftover_watch_new(struct driver *driver);

/* Nothing runs any more: ends what is left. Returns when that is gone, or kill_grace is over.
 * Accepts NULL. */
void leftover_watch_finish(struct leftover_watch *watch);

/* Ends watching; the loop has to be run once more. Accepts NULL. */
void leftover_watch_free(struct leftover_watch *watch);

#endif
