/*
 * Reasons in words: why the core answered for a test in place of its runner, in words a person can
 * act on. They go into the stream as attachment `reason`.
 */
#ifndef TESTR_ENGINE_REASON_H
#define TESTR_ENGINE_REASON_H

#include "config/config.h"
#include "core/coordinator.h"

#define REASON_FILE_NAME "reason"

/* What there is to tell, beside the action itself. */
struct reason_context {
	const struct config *config; /* for the times that were up */
	const char *instance_id;     /* NULL: this machine */
	const char *errors;          /* the end of the runner's stderr, indented; NULL: nothing */
	const char *output;          /* likewise of what it wrote to stdout beside results */
	const char *skip_reason;     /* why the action's fixture was skipped; NULL: not known */
};

/*
 * The reason of an ACTION_ANSWER or ACTION_RETURNCODE: a sentence; where it happened; the ends of
 * the runner's stderr and stdout. Of a test below a fixture that was skipped it is the fixture's
 * reason. Lines, each ended by a newline. Owned by the caller.
 */
char *reason_describe(const struct action *action, const struct reason_context *context);

#endif
