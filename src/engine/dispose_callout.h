/* The disposing callout. The instances that it has disposed of are struck off the ledger. */
#ifndef TESTR_ENGINE_DISPOSE_CALLOUT_H
#define TESTR_ENGINE_DISPOSE_CALLOUT_H

#include "engine/driver.h"

/* ACTION_DISPOSE: of `ids` (NULL-terminated, copied), as `disposal`. */
void dispose_callout_start(struct driver *driver, int disposal, const char *const *ids);

/* ACTION_STOP_DISPOSING. */
void dispose_callout_signal(struct driver *driver, int disposal, int signal);

/* ACTION_KEEP: these stay on record, for the user. */
void dispose_callout_note_kept(struct driver *driver, const char *const *ids);

/* ACTION_UNDISPOSED: these stay on record. Unless they were lost, the run fails for it. */
void dispose_callout_note_undisposed(struct driver *driver, const char *const *ids, bool is_loss);

#endif
