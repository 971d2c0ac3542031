/* The provisioning callout. Ids are entered in the ledger when they are read; then the core has
 * them. */
#ifndef TESTR_ENGINE_PROVISION_CALLOUT_H
#define TESTR_ENGINE_PROVISION_CALLOUT_H

#include "engine/driver.h"

/* ACTION_PROVISION. */
void provision_callout_start(struct driver *driver, int count);

/* ACTION_STOP_PROVISIONING. */
void provision_callout_signal(struct driver *driver, int signal);

#endif
