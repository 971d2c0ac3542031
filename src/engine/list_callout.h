/* The listing callout: runs the test command with its list option, and plans from what it lists. */
#ifndef TESTR_ENGINE_LIST_CALLOUT_H
#define TESTR_ENGINE_LIST_CALLOUT_H

#include "engine/driver.h"

/* ACTION_LIST: in instance `instance_id`, or on this machine if that is NULL. */
void list_callout_start(struct driver *driver, const char *instance_id);

/* ACTION_STOP_LISTING. */
void list_callout_signal(struct driver *driver, int signal);

/* The first process of the listing that runs; 0: none does. */
int list_callout_pid(const struct driver *driver);

#endif
