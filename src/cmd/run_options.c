#include "cmd/run_options.h"

#include "report/message.h"
#include "run/kept_instances.h"

/* What the argument of the option for a key of `type` is called; NULL: there is no such option. */
static const char *argument_name(enum config_type type)
{
	static const char *const names[] = {
		[CONFIG_ENVIRONMENT] = "ENVIRONMENT",
		[CONFIG_SCHEDULE] = "WAY",
		[CONFIG_ORDER] = "ORDER",
		[CONFIG_FLAKY] = "pass|fail",
		[CONFIG_DURATION] = "TIME",
		[CONFIG_COUNT] = "N",
	};
	return names[type];
}

/* Keys that are about how and where a run goes, not about what the project is, are options too. */
static bool is_option_key(const struct config_key *key)
{
	return argument_name(key->type) != NULL;
}

/* "test-timeout" for test_timeout. Owned by the caller. */
static char *option_name_of_key(const struct config_key *key)
{
	return g_strdelimit(g_strdup(key->name), "_", '-');
}

/* True if the key called `name` was given as an option. */
static bool is_overridden(const struct run_options *options, const char *name)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].name, name) == 0)
			return options->overrides[i] != NULL;
	g_assert_not_reached();
}

/* What is wrong with the options taken together, or NULL. */
static const char *find_fault(struct run_options *options)
{
	if (options->settings.concurrency < 0 &&
	    options->settings.concurrency != CONCURRENCY_NOT_GIVEN)
		return "--concurrency wants a number of at least 0";
	if (options->settings.is_serial &&
	    (options->settings.is_parallel ||
	     (options->settings.concurrency >= 0 && options->settings.concurrency != 1)))
		return "--serial goes with neither --parallel nor --concurrency";
	if (options->max_iterations < 1)
		return "--max-iterations wants a number of at least 1";
	if (options->max_iterations < INT_MAX && !options->is_until_failure)
		return "--max-iterations goes with --until-failure";
	if (options->is_until_failure && options->is_analysis)
		return "--until-failure does not go with --analyze-isolation";
	if (options->is_dry && (options->is_until_failure || options->is_analysis ||
				options->is_subunit || options->is_forced))
		return "--dry-run does not go with --until-failure, --analyze-isolation, "
		       "--subunit or --force-init";
	if (options->settings.is_fail_fast && is_overridden(options, "max_failures"))
		return "--fail-fast does not go with --max-failures: it is --max-failures=1";
	if (options->selection.shard_word && options->is_analysis)
		return "--shard does not go with --analyze-isolation";
	if (options->keep_word &&
	    !kept_instances_parse(options->keep_word, &options->settings.keep))
		return "--keep-instances wants never, failed or always";
	if (options->settings.keep != KEEP_NEVER && (options->is_analysis || options->is_dry))
		return "--keep-instances goes with neither --analyze-isolation nor --dry-run";
	if (options->settings.keep == KEEP_ALWAYS && options->is_until_failure)
		return "--until-failure goes with --keep-instances=failed, not with always";
	return selection_options_settle(&options->selection);
}

static void append_own(GArray *entries, struct run_options *options)
{
	const GOptionEntry own[] = {
		{"parallel", 0, 0, G_OPTION_ARG_NONE, &options->settings.is_parallel,
		 "Run tests in parallel; with instance_provision that is so anyway.", NULL},
		{"serial", 0, 0, G_OPTION_ARG_NONE, &options->settings.is_serial,
		 "Run one test after the other.", NULL},
		{"concurrency", 0, 0, G_OPTION_ARG_INT, &options->settings.concurrency,
		 "How many test commands run at once; implies --parallel. 0: what "
		 "test_run_concurrency says, else the CPUs that may be used, as with --parallel "
		 "alone.",
		 "N"},
		{"partial", 0, 0, G_OPTION_ARG_NONE, &options->is_partial,
		 "Tests that this run lacks stay failing. Implied by whatever leaves tests out.",
		 NULL},
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &options->is_subunit,
		 "Show the results as a subunit stream.", NULL},
		{"force-init", 0, 0, G_OPTION_ARG_NONE, &options->is_forced,
		 "Create the repository if there is none.", NULL},
		{"full-results", 0, 0, G_OPTION_ARG_NONE, &options->is_full,
		 "Does nothing; accepted for scripts of old.", NULL},
		{"until-failure", 0, 0, G_OPTION_ARG_NONE, &options->is_until_failure,
		 "Run again and again until a test fails.", NULL},
		{"max-iterations", 0, 0, G_OPTION_ARG_INT, &options->max_iterations,
		 "With --until-failure: run no more often than this.", "N"},
		{"fail-fast", 0, 0, G_OPTION_ARG_NONE, &options->settings.is_fail_fast,
		 "Stop after the first failure: --max-failures=1.", NULL},
		{"analyze-isolation", 0, 0, G_OPTION_ARG_NONE, &options->is_analysis,
		 "Find out which tests of the last run make the failing ones fail.", NULL},
		{"isolated", 0, 0, G_OPTION_ARG_NONE, &options->settings.is_isolated,
		 "Run each test in a test command of its own.", NULL},
		{"dry-run", 0, 0, G_OPTION_ARG_NONE, &options->is_dry,
		 "Show what would be run, where and when; run nothing but the list.", NULL},
		{"keep-instances", 0, 0, G_OPTION_ARG_STRING, &options->keep_word,
		 "Do not dispose of the instances that tests ran in: failed, of those where one "
		 "failed; always, of any; never (the default).",
		 "WHEN"},
	};
	g_array_append_vals(entries, own, G_N_ELEMENTS(own));
}

/* `names` keeps the names of the options. */
static void append_overrides(GArray *entries, struct run_options *options, GPtrArray *names)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);

	options->overrides = g_new0(char *, count);
	for (size_t i = 0; i < count; i++) {
		if (!is_option_key(&keys[i]))
			continue;
		const GOptionEntry entry = {
			.long_name = option_name_of_key(&keys[i]),
			.arg = G_OPTION_ARG_FILENAME,
			.arg_data = &options->overrides[i],
			.description = keys[i].help,
			.arg_description = argument_name(keys[i].type),
		};
		g_ptr_array_add(names, (char *)entry.long_name);
		g_array_append_val(entries, entry);
	}
}

bool run_options_parse(struct context *context, char **argv, struct run_options *options,
		       struct arguments *arguments, int *status)
{
	/* Ended by an entry of zeros, as GLib wants it. */
	g_autoptr(GArray) entries = g_array_new(true, false, sizeof(GOptionEntry));
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	options->settings.concurrency = CONCURRENCY_NOT_GIVEN;
	options->max_iterations = INT_MAX;
	selection_options_append(entries, &options->selection);
	append_own(entries, options);
	append_overrides(entries, options, names);
	if (!arguments_parse(context, (const GOptionEntry *)(void *)entries->data, argv, arguments,
			     status))
		return false;
	options->selection.request.is_failing_only |= options->is_analysis;
	const char *fault = find_fault(options);
	if (!fault)
		return true;
	message_usage("run", "%s", fault);
	*status = EXIT_USAGE;
	return false;
}

bool run_options_apply(const struct run_options *options, struct config *config)
{
	g_autoptr(GError) error = NULL;
	size_t count;
	const struct config_key *keys = config_keys(&count);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *name = option_name_of_key(&keys[i]);
		if (!options->overrides[i] ||
		    config_override(config, keys[i].name, options->overrides[i], &error))
			continue;
		message_usage("run", "--%s: %s", name, error->message);
		return false;
	}
	return true;
}

void run_options_clear(struct run_options *options)
{
	size_t count;

	config_keys(&count);
	selection_options_clear(&options->selection);
	g_free(options->keep_word);
	for (size_t i = 0; options->overrides && i < count; i++)
		g_free(options->overrides[i]);
	g_free(options->overrides);
}
