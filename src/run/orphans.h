/* Orphans: instances of runs that ended without disposing of them. */
#ifndef TESTR_RUN_ORPHANS_H
#define TESTR_RUN_ORPHANS_H

#include "config/config.h"
#include "run/context.h"

/*
 * Finds what runs left behind that ended without disposing of it, says so, and disposes of it. To
 * be called before a run, with a guard. False if the ledger cannot be used, after having told the
 * user why.
 */
bool orphans_dispose(const struct context *context, const struct config *config);

#endif
