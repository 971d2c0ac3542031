/* Files that executions leave in an instance and that are wanted on this machine: --pull. */
#ifndef TESTR_ENVIRONMENTS_ARTIFACTS_H
#define TESTR_ENVIRONMENTS_ARTIFACTS_H

#include <glib.h>
#include <stdbool.h>

#include "environments/instance_record.h"

/*
 * Fetches what --pull names in `instance` into .testrepository/runs/N/artifacts/ID/ of its project
 * (.testrepository/artifacts/ID/ outside a run), relative paths kept, absolute ones without their
 * leading slash. A pattern that matches nothing is no error; ENVIRONMENT_ERROR_FAILED if something
 * that is there cannot be fetched.
 */
bool artifacts_fetch(const struct instance_record *instance, GError **error);

#endif
