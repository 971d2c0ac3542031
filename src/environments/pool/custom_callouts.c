#include "environments/pool/custom_callouts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/instance_id.h"
#include "environments/callout_child.h"
#include "environments/env_option.h"
#include "environments/program.h"

/* In the instance's folder: what the provisioning command printed, also when it was cut short. */
#define IDS_FILE "ids"

/* The project's folder may not be the current one when another project's run cleans up. */
static const char in_project[] = "cd \"$1\" && shift && exec \"$@\"";

static const struct option custom_options[] = {
	{"provision", OPTION_TEXT, "COMMAND", NULL, "Prints the id of an instance that it makes."},
	{"execute", OPTION_TEXT, "COMMAND", NULL, "Runs a command in an instance."},
	{"dispose", OPTION_TEXT, "COMMAND", NULL, "Disposes of an instance."},
	{"refresh", OPTION_TEXT, "COMMAND", NULL, "Brings the present tree into an instance."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

/* The words of the command that option `name` gives, to be followed by what it is about. */
static GPtrArray *custom_words(const struct instance_record *instance, const char *name,
			       GError **error)
{
	g_auto(GStrv) words = NULL;

	if (!g_shell_parse_argv(option_values_get(instance->options, name), NULL, &words, error)) {
		g_prefix_error(error, "--%s: ", name);
		return NULL;
	}
	GPtrArray *all = program_words("sh", "-c", in_project, "sh", instance->project, NULL);
	program_append_all(all, (const char *const *)words);
	return all;
}

/* What the provisioning command printed as ids. NULL-terminated, owned by the caller. */
static char **custom_printed_ids(const struct instance_record *instance)
{
	g_autofree char *path = instance_record_path(instance, IDS_FILE);
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

/* Those of them that can stand in a command, likewise. */
static char **custom_ids(const struct instance_record *instance)
{
	g_auto(GStrv) printed = custom_printed_ids(instance);
	GPtrArray *ids = g_ptr_array_new();

	for (char **id = printed; *id; id++)
		if (!instance_id_flaw(*id))
			g_ptr_array_add(ids, g_strdup(*id));
	g_ptr_array_add(ids, NULL);
	return (char **)g_ptr_array_free(ids, FALSE);
}

/* Runs `words` with their stdout going to `output`. Signals go to them, so that they can clean up.
 * Any status but 0 is an error. */
static bool custom_run(const GPtrArray *words, const char *name, int output, GError **error)
{
	struct callout_child program = {.words = words, .input = -1, .output = output};
	int wait_status = 0;

	if (!callout_child_run(&program, &wait_status, error))
		return false;
	if (wait_status == 0)
		return true;
	g_autofree char *ending = program_ending(wait_status);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "--%s: %s", name, ending);
	return false;
}

static bool custom_is_usable(const struct option_values *given, GError **error)
{
	for (size_t i = 0; i < 3; i++)
		if (!option_values_has(given, custom_options[i].name)) {
			g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
				    "--%s is missing", custom_options[i].name);
			return false;
		}
	return true;
}

static bool custom_provision(struct instance_record *instance, GError **error)
{
	g_autofree char *path = instance_record_path(instance, IDS_FILE);
	g_autoptr(GPtrArray) words = custom_words(instance, "provision", error);
	scoped_fd output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (!words)
		return false;
	program_append(words, "1", NULL);
	if (!custom_run(words, "provision", output, error))
		return false;
	g_auto(GStrv) ids = custom_printed_ids(instance);
	for (char **id = ids; *id; id++) {
		g_autofree char *shown = instance_id_show(*id);
		if (!instance_id_flaw(*id))
			continue;
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "--provision: instance id %s %s. It is given to no command: if there "
			    "is such an instance, dispose of it by hand",
			    shown, instance_id_flaw(*id));
		return false;
	}
	if (g_strv_length(ids) == 1)
		return true;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
		    "--provision: asked for one instance, it printed %u ids", g_strv_length(ids));
	return false;
}

static int custom_execute(const struct instance_record *instance, const struct request *request,
			  GError **error)
{
	g_autoptr(GPtrArray) words = custom_words(instance, "execute", error);
	g_auto(GStrv) ids = custom_ids(instance);
	g_auto(GStrv) variables = env_option_variables(instance->options);
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
	struct callout_child program = {.words = words, .input = -1, .output = request->output};
	if (!callout_child_run(&program, &wait_status, error))
		return STATUS_LOST;
	if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != STATUS_LOST)
		return callout_child_status(wait_status);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "--execute: the instance '%s' is lost", ids[0] ? ids[0] : instance->id);
	return STATUS_LOST;
}

/* Runs the command of option `name` about the instance. */
static bool custom_run_about(const struct instance_record *instance, const char *name,
			     GError **error)
{
	g_autoptr(GPtrArray) words = custom_words(instance, name, error);
	g_auto(GStrv) ids = custom_ids(instance);
	scoped_fd nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (!words)
		return false;
	program_append_all(words, (const char *const *)ids);
	return custom_run(words, name, nothing, error);
}

static bool custom_refresh(const struct instance_record *instance, GError **error)
{
	static const char *const words[] = {"true", NULL};
	static const char *const files[] = {NULL};
	scoped_fd nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const struct request request = {words, files, nothing};

	if (option_values_has(instance->options, "refresh"))
		return custom_run_about(instance, "refresh", error);
	int status = custom_execute(instance, &request, error);
	if (status != 0 && status != STATUS_LOST)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "'true' ended with exit status %d", status);
	return status == 0;
}

static bool custom_dispose(const struct instance_record *instance, GError **error)
{
	g_auto(GStrv) ids = custom_ids(instance);

	return !ids[0] || custom_run_about(instance, "dispose", error);
}

const struct environment custom_callouts_environment = {
	.name = "callouts",
	.summary = "what a project's own callouts make",
	.description = "",
	.options = custom_options,
	.at_once = 4,
	.is_usable = custom_is_usable,
	.provision = custom_provision,
	.execute = custom_execute,
	.refresh = custom_refresh,
	.dispose = custom_dispose,
};
