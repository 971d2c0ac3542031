/* `testr run --analyze-isolation`: which tests make others fail when they run before them. */
#ifndef TESTR_RUN_ISOLATION_H
#define TESTR_RUN_ISOLATION_H

#include "run/recorded_run.h"

/*
 * For each failing test that `request` selects and that passes alone, searches the tests that ran
 * before it in its execution of the last run for a smallest set that makes it fail, running the
 * test and parts of them again and again (run/isolation_trials.h), and shows a table. What it runs
 * is not recorded. Returns the exit status: EXIT_TESTS_FAILED if it found any.
 */
int isolation_analyse(const struct run_request *request);

#endif
