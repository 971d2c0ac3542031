#include "run/run_settings.h"

#include "base/cpus.h"
#include "engine/engine.h"
#include "engine/runner_formats.h"
#include "report/message.h"
#include "run/guard.h"

G_DEFINE_QUARK(testr_run_settings_error, run_settings_error)

/* How long an instance may take to answer whether it is alive. */
#define PROBE_TIMEOUT_US ((int64_t)30 * 1000000)

/* True if tests can be handed out one by one: they can be listed and chosen. */
static bool can_hand_out(const struct config *config)
{
	return config_can_list(config) && config_can_choose(config);
}

static bool is_wide(const struct config *config)
{
	if (config->run.is_serial)
		return false;
	if (config->run.is_parallel || config->run.concurrency >= 0)
		return true;
	/* Instances make it safe; but only if tests can be given to each. */
	return config->instance_provision && can_hand_out(config);
}

/* Sets `*width`, and `*is_isolated` when the callout wants one test per execution. */
static bool choose_width(const struct context *context, const struct config *config, int *width,
			 bool *is_isolated, GError **error)
{
	int asked = config->run.concurrency;

	*width = 1;
	if (!is_wide(config))
		return true;
	*width = asked > 0 ? asked : cpus_usable("/");
	if (asked > 0 || !config->test_run_concurrency)
		return true;
	int answer =
		engine_ask_concurrency(config, context->folder, context->guard->guardian, error);
	if (answer == 0)
		*is_isolated = true;
	else
		*width = answer;
	return answer >= 0;
}

bool run_settings_demand_listing(const struct config *config, GError **error)
{
	if (config_can_list(config))
		return true;
	g_set_error(error, RUN_SETTINGS_ERROR, RUN_SETTINGS_ERROR_IMPOSSIBLE,
		    "cannot list the tests: %s has no test_list_option\n"
		    "Add $LISTOPT to test_command, and the key test_list_option.",
		    config->path);
	return false;
}

bool run_settings_demand_choice(const struct config *config, GError **error)
{
	if (config_can_choose(config))
		return true;
	g_set_error(error, RUN_SETTINGS_ERROR, RUN_SETTINGS_ERROR_IMPOSSIBLE,
		    "cannot run selected tests: %s has no test_id_option\n"
		    "Add $IDOPTION to test_command, and the key test_id_option with $IDFILE in it.",
		    config->path);
	return false;
}

/* Side by side, one by one, in another order, and to be run again, tests have to be listed and
 * chosen. */
static bool check_handing_out(const struct config *config, const struct coordinator_options *core,
			      GError **error)
{
	if (core->concurrency == 1 && !core->scheduling.is_isolated &&
	    core->failures.retries == 0 && core->scheduling.order.kind == ORDER_LISTED)
		return true;
	return run_settings_demand_listing(config, error) &&
	       run_settings_demand_choice(config, error);
}

struct coordinator_options run_settings_serial(const struct config *config)
{
	struct coordinator_options options = {
		.concurrency = 1,
		.uses_instances = config->instance_provision != NULL,
		.can_choose = config_can_choose(config),
		.scheduling.schedule = config->scheduling.schedule,
		.instances = config->instances,
		.limits = config->limits,
		.probe_timeout_us = PROBE_TIMEOUT_US,
	};

	options.instances.keep = KEEP_NEVER;
	return options;
}

/* A format of units has results only for tests that run alone; groups do not mix. */
static bool needs_isolation(const struct config *config)
{
	struct runner_formats formats;

	return can_hand_out(config) &&
	       (config_is_piecewise(config) ||
		(runner_formats_find(&formats, config, NULL) && formats.results->is_of_units));
}

/* A worker that the machine cannot have would fail the tests that it is given. */
static int limit_workers(int wanted)
{
	const char *which;
	int most = engine_workers_max(&which);

	if (wanted > most)
		message("%d %s instead of %d: %s allows no more", most,
			most == 1 ? "worker" : "workers", wanted, which);
	return MIN(wanted, most);
}

bool run_settings_choose(const struct context *context, const struct config *config,
			 struct coordinator_options *core, GError **error)
{
	struct coordinator_options chosen = run_settings_serial(config);

	chosen.scheduling = config->scheduling;
	chosen.failures = config->failures;
	chosen.instances = config->instances;
	chosen.scheduling.is_isolated |= needs_isolation(config);
	if (config->run.is_fail_fast)
		chosen.failures.max_failures = 1;
	if (!choose_width(context, config, &chosen.concurrency, &chosen.scheduling.is_isolated,
			  error) ||
	    !check_handing_out(config, &chosen, error))
		return false;
	chosen.concurrency = limit_workers(chosen.concurrency);
	*core = chosen;
	return true;
}
