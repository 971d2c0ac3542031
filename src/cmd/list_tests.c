/* `testr list-tests` */
#include "cmd/arguments.h"
#include "cmd/help_text.h"
#include "cmd/launch.h"
#include "cmd/message.h"
#include "cmd/output.h"
#include "cmd/parallel.h"
#include "cmd/project.h"
#include "select/select.h"

/* All tests that are listed. */
static GPtrArray *list(struct context *context, const struct config *config, char **arguments,
		       struct engine_report *report, GError **error)
{
	cleared(launch) launch = {0};
	scoped(repository) repository = project_repository(context, REPOSITORY_OPTIONAL);

	if (!launch_init(&launch, context, config, repository, -1, error))
		return NULL;
	struct engine_request request = launch_request(&launch);
	request.arguments = (const char *const *)arguments;
	request.options = parallel_none(config);
	GPtrArray *ids = engine_list(&request, report, error);
	launch_settle(&launch, report);
	return ids;
}

static void show(struct context *context, const GPtrArray *ids)
{
	for (size_t i = 0; i < ids->len; i++) {
		g_autoptr(GString) line = g_string_new(NULL);
		terminal_append(line, text_of(ids->pdata[i]), &context->style);
		g_string_append_c(line, '\n');
		output_string(context->output, line->str);
	}
}

static int list_matching(struct context *context, const struct arguments *arguments)
{
	g_autoptr(GError) error = NULL;
	struct engine_report report = {0};
	scoped(config) config = project_config(context);
	if (!config)
		return EXIT_CANNOT;
	g_autoptr(GPtrArray) filters =
		selection_compile((const char *const *)arguments->words, &error);
	g_autoptr(GPtrArray) listed =
		filters ? list(context, config, arguments->after, &report, &error) : NULL;
	if (!listed) {
		message_error(error);
		return report.signal != 0 ? 128 + report.signal : EXIT_CANNOT;
	}
	const struct selection selection = {.filters = filters->len > 0 ? filters : NULL};
	g_autoptr(GPtrArray) chosen = selection_apply(&selection, listed);
	show(context, chosen);
	if (chosen->len > 0)
		return EXIT_PASSED;
	message("%s", listed->len > 0 ? "none of the listed tests matches" : "no test was listed");
	return EXIT_NO_TESTS;
}

static int run(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	return list_matching(context, &arguments);
}

const struct command command_list_tests = {
	.name = "list-tests",
	.summary = "Lists the tests for a project.",
	.usage = "[options] [FILTER...] [-- TESTARGS...]",
	.description = "List the ids of the project's tests, one a line: all, or those in which "
		       "one of the\n"
		       "regular expressions FILTER is found. TESTARGS go to the test command.",
	.describe = help_text_append_config,
	.words_max = WORDS_ANY,
	.takes_arguments = true,
	.run = run,
};
