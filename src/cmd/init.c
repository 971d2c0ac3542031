/* `testr init`: makes a repository in the current folder, and a configuration if one preset fits.
 */
#include "base/file.h"
#include "base/scoped.h"
#include "cmd/arguments.h"
#include "report/message.h"
#include "report/output.h"
#include "run/ignore_file.h"
#include "run/preset_detection.h"
#include "store/repository.h"

static void tell(const struct context *context, const char *line)
{
	if (!context->is_quiet)
		output_string(context->output, line);
}

static bool write_configuration_of(const struct context *context, const struct preset_match *match,
				   GError **error)
{
	g_autofree char *path = g_build_filename(context->folder, ".testr.conf", NULL);
	const struct bytes content = {(const uint8_t *)match->configuration,
				      strlen(match->configuration)};
	g_autofree char *line = g_strdup_printf("%s: preset=%s\n", match->why, match->name);

	tell(context, line);
	return file_replace(path, content, error);
}

/* Writes `.testr.conf` if there is none and one preset fits. */
static int configure(const struct context *context)
{
	g_autofree char *path = g_build_filename(context->folder, ".testr.conf", NULL);
	g_autofree char *why = NULL;
	g_autoptr(GError) error = NULL;

	if (g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK))
		return EXIT_PASSED;
	g_autoptr(GPtrArray) matches = preset_detection_run(context->folder);
	const struct preset_match *match = preset_detection_choose(matches, &why);
	if (!match && matches->len > 0) {
		message("%s", why);
		return EXIT_CANNOT;
	}
	if (!match || write_configuration_of(context, match, &error))
		return EXIT_PASSED;
	message_error(error);
	return EXIT_CANNOT;
}

static bool make_repository(const struct context *context, GError **error)
{
	bool is_added;

	if (!repository_create(context->folder, error) ||
	    !ignore_file_add(context->folder, &is_added, error))
		return false;
	if (is_added)
		tell(context, "added .testrepository/ to .gitignore\n");
	return true;
}

static int cmd_init(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	status = configure(context);
	if (status != EXIT_PASSED || make_repository(context, &error))
		return status;
	message_error(error);
	return EXIT_CANNOT;
}

const struct command command_init = {
	.name = "init",
	.summary = "Create a new repository.",
	.usage = "[options]",
	.description = "Create a new repository: the folder .testrepository, beside .testr.conf, "
		       "in which\n"
		       "the results of runs are kept. Without a .testr.conf, one is written if "
		       "the names of\n"
		       "the project's files tell which preset fits (`testr presets`). Under git, "
		       ".gitignore\n"
		       "gets the repository's name.",
	.is_of_folder = true,
	.run = cmd_init,
};
