/* The provisioning callout: ids are entered in the ledger as they are read, then given to the core.
 */
#ifndef TESTR_ENGINE_PROVISION_CALLOUT_H
#define TESTR_ENGINE_PROVISION_CALLOUT_H

#include "engine/driver.h"

/* ACTION_PROVISION. */
void provision_callout_start(struct driver *driver, int count);

/* ACTION_STOP_PROVISIONING. */
void provision_callout_signal(struct driver *driver, int signal);

#endif
