/* `testr why`: tells what happened to a test in a run, and why. */
#include "cmd/arguments.h"
#include "report/message.h"
#include "report/output.h"
#include "run/project.h"
#include "run/test_story.h"

/* So many tests are named that may have been meant. */
#define NAMES_SHOWN 20

struct why_options {
	int64_t run; /* -1: the last one */
};

/* The run that is asked about. */
static bool find_run_number(struct repository *repository, const struct why_options *options,
			    int64_t *number, GError **error)
{
	struct run run;
	bool is_found = options->run < 0 ? repository_last(repository, &run, error)
					 : repository_run(repository, options->run, &run, error);

	if (is_found)
		*number = run.number;
	return is_found;
}

static int refuse_many(const GPtrArray *found, const char *wanted)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < found->len && i < NAMES_SHOWN; i++)
		g_string_append_printf(names, "\n  %s", (const char *)found->pdata[i]);
	if (found->len > NAMES_SHOWN)
		g_string_append_printf(names, "\n  and %u more", found->len - NAMES_SHOWN);
	message("%u tests match '%s': say which%s", found->len, wanted, names->str);
	return EXIT_USAGE;
}

static int tell_story(const struct context *context, struct repository *repository, int64_t run,
		      const char *test_id, GError **error)
{
	g_autofree char *story = test_story_tell(repository, run, test_id, error);
	g_autoptr(GString) shown = g_string_new(NULL);

	if (!story)
		return EXIT_CANNOT;
	terminal_append(shown, text_of(story), &context->style);
	output_string(context->output, shown->str);
	return EXIT_PASSED;
}

static int answer_why(const struct context *context, const struct why_options *options,
		      const char *wanted, GError **error)
{
	scoped(repository) repository = project_repository(context, REPOSITORY_NEEDED);
	int64_t run;

	if (!repository || !find_run_number(repository, options, &run, error))
		return EXIT_CANNOT;
	g_autoptr(GPtrArray) found = test_story_find(repository, run, wanted, error);
	if (!found)
		return EXIT_CANNOT;
	if (found->len > 1)
		return refuse_many(found, wanted);
	if (found->len == 1)
		return tell_story(context, repository, run, found->pdata[0], error);
	message("run %" G_GINT64_FORMAT " has no test that matches '%s'", run, wanted);
	return EXIT_NO_TESTS;
}

static int cmd_why(struct context *context, char **argv)
{
	struct why_options options = {.run = -1};
	const GOptionEntry entries[] = {
		{"run", 'r', 0, G_OPTION_ARG_INT64, &options.run,
		 "Show run N instead of the last one.", "N"},
		G_OPTION_ENTRY_NULL,
	};
	cleared(arguments) arguments = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	if (!arguments.words[0]) {
		message_usage("why", "say which test");
		return EXIT_USAGE;
	}
	status = answer_why(context, &options, arguments.words[0], &error);
	if (error)
		message_error(error);
	return status;
}

const struct command command_why = {
	.name = "why",
	.summary = "Tell what happened to a test in a run, and why.",
	.usage = "[options] TEST",
	.description =
		"Show step by step what happened to TEST in the last run: when it was handed\n"
		"out, to which worker and why, how it ended, and why it was handed out again.\n"
		"TEST is the id of a test, or a regular expression that matches only one test.",
	.words_max = 1,
	.run = cmd_why,
};
