/* `testr run`: runs the tests and records what they say. */
#include "cmd/help_text.h"
#include "cmd/run_options.h"
#include "report/message.h"
#include "run/dry_run.h"
#include "run/guard.h"
#include "run/isolation.h"
#include "run/orphans.h"
#include "run/project.h"
#include "run/recorded_run.h"
#include "run/run_selection.h"
#include "run/run_settings.h"

/* Again and again, until it does not pass, or `most` times (-1: no limit). */
static int run_until_failure(const struct run_request *request, int most)
{
	int status = EXIT_PASSED;
	bool has_run = true;

	for (int i = 0; status == EXIT_PASSED && has_run && i != most; i++)
		status = recorded_run(request, &has_run);
	return status;
}

/* What is to be run with `request`, in the way that was chosen. */
static int run_request(const struct run_request *request)
{
	const struct run_choices *choices = &request->config->run;
	bool has_run;

	if (choices->is_dry)
		return dry_run(request);
	if (!orphans_dispose(request->context, request->config))
		return EXIT_CANNOT;
	if (choices->is_analysis)
		return isolation_analyse(request);
	if (choices->is_until_failure)
		return run_until_failure(request, choices->max_iterations);
	return recorded_run(request, &has_run);
}

static int run_tests(const struct context *context, const struct config *config,
		     const struct arguments *arguments, struct repository *repository)
{
	cleared(run_selection) selection = {0};
	struct run_request request = {
		.context = context,
		.config = config,
		.repository = repository,
		.arguments = arguments->after,
	};
	g_autoptr(GError) error = NULL;

	if (!run_selection_init(&selection, &config->selection, arguments->words, repository,
				&error) ||
	    !run_selection_check(&selection, config, &error) ||
	    !run_settings_choose(context, config, &request.core, &error)) {
		message_error(error);
		return EXIT_CANNOT;
	}
	if (run_selection_is_done(&selection)) {
		int status = run_selection_conclude(&selection, context, "run");
		return config->run.is_analysis ? EXIT_PASSED : status;
	}
	request.selection = selection.selection;
	return run_request(&request);
}

/* The project's configuration, with what the options change in it; NULL after having told why. */
static struct config *read_config(const struct context *context,
				  const struct setting_options *options)
{
	struct config *config = project_config(context);

	/* They have been settled before, so they are values that can be set. */
	if (config && !setting_options_apply(options, config, NULL))
		g_clear_pointer(&config, config_free);
	if (config)
		config->selection.is_failing_only |= config->run.is_analysis;
	return config;
}

static int cmd_run(struct context *context, char **argv)
{
	cleared(setting_options) options = {0};
	cleared(arguments) arguments = {0};
	int status;

	if (!run_options_parse(context, argv, &options, &arguments, &status))
		return status;
	scoped(config) config = read_config(context, &options);
	if (!config)
		return EXIT_CANNOT;
	scoped(guard) guard = guard_new(context, config);
	if (!guard)
		return EXIT_CANNOT;
	scoped(repository) repository = project_repository(
		context, config->run.is_dry ? REPOSITORY_NEEDED : REPOSITORY_FORCED);
	if (!repository)
		return EXIT_CANNOT;
	return run_tests(context, config, &arguments, repository);
}

const struct command command_run = {
	.name = "run",
	.summary = "Run the tests for a project and load them into a repository.",
	.usage = "[options] [FILTER...] [-- TESTARGS...]",
	.description =
		"Run the project's tests and record the results: all tests, or those that match\n"
		"one of the regular expressions FILTER. TESTARGS are passed to the test command.\n"
		"Failures are shown as soon as they are known, and a summary at the end.\n"
		"\n"
		"Exit status: 0 all passed, 1 a test failed, 2 wrong usage, 3 the run could not\n"
		"be completed (configuration, a callout, the repository), 4 no test was listed\n"
		"or none matched, 128+N stopped by signal N.",
	.describe = help_text_append_config,
	.words_max = WORDS_ANY,
	.takes_arguments = true,
	.run = cmd_run,
};
