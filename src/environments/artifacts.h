/* Files that executions leave in an instance and that are wanted on this machine: --pull. */
#ifndef TESTR_ENVIRONMENTS_ARTIFACTS_H
#define TESTR_ENVIRONMENTS_ARTIFACTS_H

#include <glib.h>
#include <stdbool.h>

#include "environments/instance_record.h"

/*
 * Fetches what --pull names in `instance` into a folder of its own, with the next free number, in
 * .testrepository/runs/N/artifacts/ID/ of its project (.testrepository/artifacts/ID/ outside a
 * run), relative paths kept, absolute ones without their leading slash. The archives come from who
 * may be anybody: what stays is said in artifacts_filter.h. A pattern that matches nothing is no
 * error; without any match there is no folder. ENVIRONMENT_ERROR_FAILED if something that is there
 * cannot be fetched, is left out, or all of it is over --pull-limit; in the last case nothing is
 * kept.
 */
bool artifacts_fetch(const struct instance_record *instance, GError **error);

#endif
