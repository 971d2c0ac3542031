/*
 * The settings of a run: how many test commands run at once, and what else the core is to do, by
 * the project's configuration and by what its user asked for.
 */
#ifndef TESTR_RUN_RUN_SETTINGS_H
#define TESTR_RUN_RUN_SETTINGS_H

#include <glib.h>

#include "config/config.h"
#include "core/coordinator.h"
#include "run/context.h"

/* What the core is to do for one test command at a time. */
struct coordinator_options run_settings_serial(const struct config *config);

/*
 * Fills `core` by the rules of testr-run(1): parallel if it is asked for, or if there are
 * instances; as wide as --concurrency says, else test_run_concurrency, else the CPUs that may be
 * used. Fails with RUN_SETTINGS_ERROR_IMPOSSIBLE if what is asked for needs more than the test
 * command can do, saying what to add, or with ENGINE_ERROR if the callout fails.
 */
bool run_settings_choose(const struct context *context, const struct config *config,
			 struct coordinator_options *core, GError **error);

/* True if the test command can list the tests; else false with RUN_SETTINGS_ERROR_IMPOSSIBLE. */
bool run_settings_demand_listing(const struct config *config, GError **error);

/* True if the test command can run chosen tests; else false with RUN_SETTINGS_ERROR_IMPOSSIBLE. */
bool run_settings_demand_choice(const struct config *config, GError **error);

enum run_settings_error { RUN_SETTINGS_ERROR_IMPOSSIBLE };
GQuark run_settings_error_quark(void);
#define RUN_SETTINGS_ERROR run_settings_error_quark()

#endif
