/* `testr list-tests`: prints the ids of the tests that would run. */
#include "cmd/arguments.h"
#include "cmd/help_text.h"
#include "cmd/setting_options.h"
#include "report/message.h"
#include "report/output.h"
#include "run/engine_session.h"
#include "run/guard.h"
#include "run/plan.h"
#include "run/project.h"
#include "run/run_selection.h"

/* What is listed from, and for. */
struct list_request {
	struct context *context;
	const struct config *config;
	struct repository *repository; /* NULL: there is none */
	struct run_selection selection;
	char **arguments; /* TESTARGS, NULL-terminated */
};

static void list_request_clear(struct list_request *request)
{
	run_selection_clear(&request->selection);
}

static void show_ids(struct context *context, const GPtrArray *ids)
{
	for (size_t i = 0; i < ids->len; i++) {
		g_autoptr(GString) line = g_string_new(NULL);
		terminal_append(line, text_of(ids->pdata[i]), &context->style);
		g_string_append_c(line, '\n');
		output_string(context->output, line->str);
	}
}

/* Shows what `plan` makes of what was listed; `is_all`: everything could be loaded. */
static int show_planned(struct context *context, struct plan *plan, GPtrArray *listed, bool is_all)
{
	bool is_open;
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) tests = plan_make(plan, listed, &is_open, &error);
	if (!tests) {
		message_error(error);
		return EXIT_CANNOT;
	}
	g_autofree char *missing = plan_describe_missing(plan);
	g_autofree char *strays = plan_describe_strays(plan);

	show_ids(context, plan->ids);
	if (missing)
		message("%s", missing);
	if (strays)
		message("%s", strays);
	if (!is_all)
		return EXIT_CANNOT;
	if (tests->len > 0)
		return EXIT_PASSED;
	if (plan_is_empty_shard(plan)) {
		message("the shard is empty");
		return EXIT_PASSED;
	}
	message("%s", listed->len > 0 ? "none of the listed tests matches" : "no test was listed");
	return EXIT_NO_TESTS;
}

static int list_chosen(const struct list_request *request)
{
	/* Durations are of no use but to make shards. */
	bool is_sharded = request->selection.selection.shard.count > 0;
	cleared(plan) plan = {0};
	g_autoptr(GError) error = NULL;
	struct engine_report report = {0};
	g_autoptr(GPtrArray) listed = NULL;

	if (run_selection_is_done(&request->selection))
		return run_selection_conclude(&request->selection, request->context, "list");
	if (plan_init(&plan, &request->selection.selection, request->config,
		      is_sharded ? request->repository : NULL, &error))
		listed = engine_session_list(request->context, request->config, request->repository,
					     request->arguments, &report, &error);
	if (listed)
		return show_planned(request->context, &plan, listed, report.unloadable == 0);
	message_error(error);
	return report.signal != 0 ? 128 + report.signal : EXIT_CANNOT;
}

static int list_requested(struct context *context, const struct setting_options *options,
			  const struct arguments *arguments)
{
	g_autoptr(GError) error = NULL;
	scoped(config) config = project_config(context);
	if (!config || !setting_options_apply(options, config, &error))
		return EXIT_CANNOT;
	scoped(guard) guard = guard_new(context, config);
	if (!guard)
		return EXIT_CANNOT;
	bool is_failing_only = config->selection.is_failing_only;
	scoped(repository) repository = project_repository(
		context, is_failing_only ? REPOSITORY_NEEDED : REPOSITORY_OPTIONAL);
	if (!repository && is_failing_only)
		return EXIT_CANNOT;
	cleared(list_request) request = {
		.context = context,
		.config = config,
		.repository = repository,
		.arguments = arguments->after,
	};
	if (run_selection_init(&request.selection, &config->selection, arguments->words, repository,
			       &error))
		return list_chosen(&request);
	message_error(error);
	return EXIT_CANNOT;
}

/* What is wrong with the options, or NULL. Owned by the caller. */
static char *list_options_fault(struct setting_options *options)
{
	g_autoptr(GError) error = NULL;

	if (!setting_options_settle(options, &error))
		return g_strdup(error->message);
	return g_strdup(selection_request_fault(&options->asked->selection));
}

static int cmd_list_tests(struct context *context, char **argv)
{
	static const enum setting_part part = PART_SELECTION;
	g_autoptr(GArray) entries = g_array_new(true, false, sizeof(GOptionEntry));
	cleared(setting_options) options = {0};
	cleared(arguments) arguments = {0};
	int status;

	setting_options_append(entries, &options, &part);
	if (!arguments_parse(context, (const GOptionEntry *)(void *)entries->data, argv, &arguments,
			     &status))
		return status;
	g_autofree char *fault = list_options_fault(&options);
	if (!fault)
		return list_requested(context, &options, &arguments);
	message_usage("list-tests", "%s", fault);
	return EXIT_USAGE;
}

const struct command command_list_tests = {
	.name = "list-tests",
	.summary = "Lists the tests for a project.",
	.usage = "[options] [FILTER...] [-- TESTARGS...]",
	.description =
		"List the ids of the project's tests, one per line: all, or those that match one\n"
		"of the regular expressions FILTER. TESTARGS are passed to the test command.\n"
		"With the same options it lists the tests that `testr run` would run.",
	.describe = help_text_append_config,
	.words_max = WORDS_ANY,
	.takes_arguments = true,
	.run = cmd_list_tests,
};
