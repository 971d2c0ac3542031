/* The provisioning callout: ids are entered in the ledger as they are read, then given to the core.
 */
#ifndef TESTR_ENGINE_PROVISION_H
#define TESTR_ENGINE_PROVISION_H

#include "engine/driver.h"

/* ACTION_PROVISION. */
void provision_start(struct driver *driver, int count);

/* ACTION_STOP_PROVISIONING. */
void provision_signal(struct driver *driver, int signal);

#endif
