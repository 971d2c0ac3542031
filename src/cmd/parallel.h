/* How many test commands run at once, and what else follows from config and options for the core.
 */
#ifndef TESTR_CMD_PARALLEL_H
#define TESTR_CMD_PARALLEL_H

#include "cmd/command.h"
#include "cmd/run_options.h"
#include "core/coordinator.h"

/* What the core is to do for one test command at a time. */
struct coordinator_options parallel_none(const struct config *config);

/*
 * Fills `core` by the rules of testr-run(1): parallel if it is asked for, or if there are
 * instances; as wide as --concurrency says, else test_run_concurrency, else the CPUs that may be
 * used. Fails with PARALLEL_ERROR_IMPOSSIBLE if what is asked for needs more than the test command
 * can do, saying what to add, or with ENGINE_ERROR if the callout fails.
 */
bool parallel_choose(const struct context *context, const struct config *config,
		     const struct run_options *options, struct coordinator_options *core,
		     GError **error);

/* True if the test command can list the tests; else false with PARALLEL_ERROR_IMPOSSIBLE. */
bool parallel_demand_listing(const struct config *config, GError **error);

/* True if the test command can run chosen tests; else false with PARALLEL_ERROR_IMPOSSIBLE. */
bool parallel_demand_choice(const struct config *config, GError **error);

enum parallel_error { PARALLEL_ERROR_IMPOSSIBLE };
GQuark parallel_error_quark(void);
#define PARALLEL_ERROR parallel_error_quark()

#endif
