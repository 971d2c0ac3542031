/* The probe: runs `true` in an instance by the execute callout, to see whether it is alive. */
#ifndef TESTR_ENGINE_PROBE_CALLOUT_H
#define TESTR_ENGINE_PROBE_CALLOUT_H

#include "engine/driver.h"

/* ACTION_PROBE: of the instance with number `instance`. */
void probe_callout_start(struct driver *driver, int instance, const char *instance_id);

/* ACTION_STOP_PROBE. */
void probe_callout_signal(struct driver *driver, int instance, int signal);

#endif
