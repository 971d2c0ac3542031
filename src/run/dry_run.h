/* `testr run --dry-run`: what a run would do and how long it would take. */
#ifndef TESTR_RUN_DRY_RUN_H
#define TESTR_RUN_DRY_RUN_H

#include "run/recorded_run.h"

/*
 * Lists the tests, in an instance if the project has them, chooses those that `request` selects,
 * forecasts the run with what is recorded of them, and shows it: nothing is run but the list, and
 * nothing is stored. Returns the exit status.
 */
int dry_run(const struct run_request *request);

#endif
