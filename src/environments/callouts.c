#include "environments/callouts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/foreground.h"
#include "environments/program.h"
#include "environments/variables.h"

/* In the instance's folder: what the provisioning command printed, also when it was cut short. */
#define IDS_FILE "ids"

/* The project's folder may not be the current one when another project's run cleans up. */
static const char in_project[] = "cd \"$1\" && shift && exec \"$@\"";

static const struct option options[] = {
	{"provision", OPTION_TEXT, "COMMAND", NULL, "Prints the id of an instance that it makes."},
	{"execute", OPTION_TEXT, "COMMAND", NULL, "Runs a command in an instance."},
	{"dispose", OPTION_TEXT, "COMMAND", NULL, "Disposes of an instance."},
	{"refresh", OPTION_TEXT, "COMMAND", NULL, "Brings the present tree into an instance."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

/* The words of the command that option `name` gives, to be followed by what it is about. */
static GPtrArray *words_of(const struct instance *instance, const char *name, GError **error)
{
	g_auto(GStrv) words = NULL;

	if (!g_shell_parse_argv(options_get(instance->options, name), NULL, &words, error)) {
		g_prefix_error(error, "--%s: ", name);
		return NULL;
	}
	GPtrArray *all = program_words("sh", "-c", in_project, "sh", instance->project, NULL);
	program_append_all(all, (const char *const *)words);
	return all;
}

/* The ids that the provisioning command printed. NULL-terminated, owned by the caller. */
static char **ids_of(const struct instance *instance)
{
	g_autofree char *path = instance_path(instance, IDS_FILE);
	g_autofree char *content = NULL;
	GPtrArray *ids = g_ptr_array_new();

	g_file_get_contents(path, &content, NULL, NULL);
	g_auto(GStrv) words = g_strsplit_set(content ? content : "", " \t\r\n", -1);
	for (char **word = words; *word; word++)
		if (**word)
			g_ptr_array_add(ids, g_strdup(*word));
	g_ptr_array_add(ids, NULL);
	return (char **)g_ptr_array_free(ids, FALSE);
}

/* Runs `words` with their stdout going to `output`. Signals go to them, so that they can clean up.
 * Any status but 0 is an error. */
static bool run(const GPtrArray *words, const char *name, int output, GError **error)
{
	struct foreground foreground = {.words = words, .input = -1, .output = output};
	int wait_status = 0;

	if (!foreground_run(&foreground, &wait_status, error))
		return false;
	if (wait_status == 0)
		return true;
	g_autofree char *ending = program_ending(wait_status);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "--%s: %s", name, ending);
	return false;
}

static bool probe(const struct options *given, GError **error)
{
	for (size_t i = 0; i < 3; i++)
		if (!options_has(given, options[i].name)) {
			g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
				    "--%s is missing", options[i].name);
			return false;
		}
	return true;
}

static bool provision(struct instance *instance, GError **error)
{
	g_autofree char *path = instance_path(instance, IDS_FILE);
	g_autoptr(GPtrArray) words = words_of(instance, "provision", error);
	scoped_fd output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (!words)
		return false;
	program_append(words, "1", NULL);
	if (!run(words, "provision", output, error))
		return false;
	g_auto(GStrv) ids = ids_of(instance);
	if (g_strv_length(ids) == 1)
		return true;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
		    "--provision: asked for one instance, it printed %u ids", g_strv_length(ids));
	return false;
}

static int execute(const struct instance *instance, const struct request *request, GError **error)
{
	g_autoptr(GPtrArray) words = words_of(instance, "execute", error);
	g_auto(GStrv) ids = ids_of(instance);
	g_auto(GStrv) variables = variables_from(instance->options);
	int wait_status = 0;

	if (!words)
		return STATUS_LOST;
	program_append(words, ids[0], NULL);
	program_append_all(words, request->files);
	program_append(words, "--", NULL);
	if (variables[0])
		program_append(words, "env", NULL);
	program_append_all(words, (const char *const *)variables);
	program_append_all(words, request->words);
	struct foreground foreground = {.words = words, .input = -1, .output = request->output};
	if (!foreground_run(&foreground, &wait_status, error))
		return STATUS_LOST;
	if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != STATUS_LOST)
		return foreground_status(wait_status);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "--execute: the instance '%s' is lost", ids[0] ? ids[0] : instance->id);
	return STATUS_LOST;
}

/* Runs the command of option `name` about the instance. */
static bool run_about(const struct instance *instance, const char *name, GError **error)
{
	g_autoptr(GPtrArray) words = words_of(instance, name, error);
	g_auto(GStrv) ids = ids_of(instance);
	scoped_fd nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (!words)
		return false;
	program_append_all(words, (const char *const *)ids);
	return run(words, name, nothing, error);
}

static bool refresh(const struct instance *instance, GError **error)
{
	static const char *const words[] = {"true", NULL};
	static const char *const files[] = {NULL};
	scoped_fd nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const struct request request = {words, files, nothing};

	if (options_has(instance->options, "refresh"))
		return run_about(instance, "refresh", error);
	int status = execute(instance, &request, error);
	if (status != 0 && status != STATUS_LOST)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "'true' ended with exit status %d", status);
	return status == 0;
}

static bool dispose(const struct instance *instance, GError **error)
{
	g_auto(GStrv) ids = ids_of(instance);

	return !ids[0] || run_about(instance, "dispose", error);
}

const struct environment callouts_environment = {
	.name = "callouts",
	.summary = "what a project's own callouts make",
	.description = "",
	.options = options,
	.at_once = 4,
	.probe = probe,
	.provision = provision,
	.execute = execute,
	.refresh = refresh,
	.dispose = dispose,
};
