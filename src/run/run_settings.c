#include "run/run_settings.h"

#include "base/cpus.h"
#include "engine/engine.h"
#include "engine/runner_formats.h"
#include "run/guard.h"

G_DEFINE_QUARK(testr_run_settings_error, run_settings_error)

/* How long an instance may take to answer whether it is alive. */
#define PROBE_TIMEOUT_US ((int64_t)30 * 1000000)

/* True if tests can be handed out one by one: they can be listed and chosen. */
static bool can_hand_out(const struct config *config)
{
	return config_can_list(config) && config_can_choose(config);
}

static bool is_wide(const struct config *config, const struct run_settings *settings)
{
	if (settings->is_serial)
		return false;
	if (settings->is_parallel || settings->concurrency != CONCURRENCY_NOT_GIVEN)
		return true;
	/* Instances make it safe; but only if tests can be given to each. */
	return config->instance_provision && can_hand_out(config);
}

/* Sets `*width`, and `*is_isolated` when the callout wants one test per execution. */
static bool choose_width(const struct context *context, const struct config *config,
			 const struct run_settings *settings, int *width, bool *is_isolated,
			 GError **error)
{
	*width = 1;
	if (!is_wide(config, settings))
		return true;
	*width = settings->concurrency > 0 ? settings->concurrency : cpus_usable("/");
	if (settings->concurrency > 0 || !config->test_run_concurrency)
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
		    "cannot list the tests: %s does not tell how\n"
		    "Add $LISTOPT to test_command, and the key test_list_option.",
		    config->path);
	return false;
}

bool run_settings_demand_choice(const struct config *config, GError **error)
{
	if (config_can_choose(config))
		return true;
	g_set_error(error, RUN_SETTINGS_ERROR, RUN_SETTINGS_ERROR_IMPOSSIBLE,
		    "cannot choose tests: %s does not tell how\n"
		    "Add $IDOPTION to test_command, and the key test_id_option with $IDFILE in it.",
		    config->path);
	return false;
}

/* Side by side, one by one, in another order, and to be run again, tests have to be listed and
 * chosen. */
static bool check_handing_out(const struct config *config, const struct coordinator_options *core,
			      GError **error)
{
	if (core->concurrency == 1 && !core->is_isolated && core->retries == 0 &&
	    core->order.kind == ORDER_LISTED)
		return true;
	return run_settings_demand_listing(config, error) &&
	       run_settings_demand_choice(config, error);
}

struct coordinator_options run_settings_serial(const struct config *config)
{
	return (struct coordinator_options){
		.concurrency = 1,
		.uses_instances = config->instance_provision != NULL,
		.can_choose = config_can_choose(config),
		.is_static = config->schedule == SCHEDULE_STATIC,
		.instance_replacements = (int)config->instance_replacements,
		.provision_retries = (int)config->provision_retries,
		.test_timeout_us = config->test_timeout_us,
		.no_output_timeout_us = config->no_output_timeout_us,
		.execute_timeout_us = config->execute_timeout_us,
		.provision_timeout_us = config->provision_timeout_us,
		.dispose_timeout_us = config->dispose_timeout_us,
		.run_timeout_us = config->run_timeout_us,
		.probe_timeout_us = PROBE_TIMEOUT_US,
		.kill_grace_us = config->kill_grace_us,
	};
}

/* A format of units has results only for tests that run alone. */
static bool needs_isolation(const struct config *config)
{
	struct runner_formats formats;

	return can_hand_out(config) && runner_formats_find(&formats, config, NULL) &&
	       formats.results->is_of_units;
}

bool run_settings_choose(const struct context *context, const struct config *config,
			 const struct run_settings *settings, struct coordinator_options *core,
			 GError **error)
{
	struct coordinator_options chosen = run_settings_serial(config);

	chosen.is_isolated = settings->is_isolated || needs_isolation(config);
	chosen.order = config->order;
	chosen.retries = (int)config->retries;
	chosen.is_flaky_failure = config->flaky_fails;
	chosen.max_failures = settings->is_fail_fast ? 1 : (int)config->max_failures;
	chosen.keep = settings->keep;
	if (!choose_width(context, config, settings, &chosen.concurrency, &chosen.is_isolated,
			  error) ||
	    !check_handing_out(config, &chosen, error))
		return false;
	*core = chosen;
	return true;
}
