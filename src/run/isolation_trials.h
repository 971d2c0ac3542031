/*
 * Isolation trials: tests that are run one after the other, in one execution, to see whether the
 * last of them fails. What they run is not recorded. Several may run side by side, each in a
 * process of its own with an instance of its own.
 */
#ifndef TESTR_RUN_ISOLATION_TRIALS_H
#define TESTR_RUN_ISOLATION_TRIALS_H

#include "run/recorded_run.h"

/* What one is asked. */
struct isolation_trial {
	const GPtrArray *before; /* char *, in running order */
	const char *target;      /* runs after them */
	bool fails;              /* the answer */
};

/*
 * Answers `count` trials for the project of `run`, at most `width` (at least 1) at once. False with
 * an error if one could not be carried through; then `*signal` is the one that interrupted it, or
 * 0. A trial whose instance is lost is repeated, up to twice.
 */
bool isolation_trials_run(const struct run_request *run, struct isolation_trial *trials,
			  size_t count, size_t width, int *signal, GError **error);

#endif
