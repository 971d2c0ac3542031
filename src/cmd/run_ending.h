/* How a run of the tests ended: what is told of it on stderr, and what testr exits with. */
#ifndef TESTR_CMD_RUN_ENDING_H
#define TESTR_CMD_RUN_ENDING_H

#include "cmd/command.h"
#include "cmd/plan.h"
#include "engine/engine.h"
#include "report/results.h"

struct run_ending {
	const struct engine_report *report;
	const struct plan *plan;
	const struct results *results;
	const GError *error; /* the engine's; NULL if it carried the run through */
};

/* True if nothing was run that is worth keeping: it never came to running tests. */
bool run_ending_is_empty(const struct run_ending *ending, const struct tally *tally);

/* How the run ended, as it is recorded. */
enum run_end run_ending_kind(const struct run_ending *ending);

/* Says what was lost and handed out again, flaky, not run, and what went wrong. */
void run_ending_tell(const struct run_ending *ending);

/* The exit status. */
int run_ending_status(const struct run_ending *ending);

#endif
