/* How a run of the tests ended: what is told of it on stderr, and what testr exits with. */
#ifndef TESTR_RUN_RUN_ENDING_H
#define TESTR_RUN_RUN_ENDING_H

#include "engine/engine.h"
#include "model/answers.h"
#include "run/context.h"
#include "run/plan.h"

struct run_ending {
	const struct engine_report *report;
	const struct plan *plan;
	const struct answers *answers;
	const GError *error; /* the engine's; NULL if it carried the run through */
	bool has_failed;     /* what was stored of it says so (run_has_failed) */
};

/* True if nothing was run that is worth keeping: it never came to running tests. */
bool run_ending_is_empty(const struct run_ending *ending);

/* How the run ended, as it is recorded. Of `ending` only the report is looked at. */
enum run_end run_ending_kind(const struct run_ending *ending);

/* Says what was lost and handed out again, flaky, not run, and what went wrong. */
void run_ending_tell(const struct run_ending *ending);

/*
 * The exit status. Whether tests failed, what was stored tells, so `last` never says otherwise; the
 * core's verdict tells why the run ended.
 */
int run_ending_status(const struct run_ending *ending);

#endif
