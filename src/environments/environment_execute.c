/* Executing in an instance: what is the same for every environment. */
#include <errno.h>
#include <unistd.h>

#include "base/process_identity.h"
#include "environments/artifacts.h"
#include "environments/environments.h"

/* Says in the instance's folder that this process executes in it, so that disposal ends it. */
static char *announce_execution(const struct instance_record *instance)
{
	g_autofree char *identity = process_identity_text(getpid());
	char *path = instance_record_path(instance, "running");

	if (identity)
		g_file_set_contents(path, identity, -1, NULL);
	return path;
}

/* `files` and those that --push names, as absolute paths; NULL-terminated. */
static GPtrArray *files_to_present(const struct instance_record *instance, const char *const *files)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	const char *const *lists[] = {option_values_all(instance->options, "push"), files};

	for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
		for (const char *const *file = lists[list]; *file; file++)
			g_ptr_array_add(all, g_canonicalize_filename(*file, NULL));
	g_ptr_array_add(all, NULL);
	return all;
}

static bool are_files_readable(const char *const *files, GError **error)
{
	for (; *files; files++)
		if (access(*files, R_OK) != 0) {
			g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
				    "cannot read '%s': %s", *files, g_strerror(errno));
			return false;
		}
	return true;
}

/* Replaces the options by those in `given`, if there are any. */
static void replace_options(struct instance_record *instance, const struct option_values *given)
{
	size_t used = 0;

	if (!given || !option_values_words(given)[0])
		return;
	option_values_free(instance->options);
	instance->options = option_values_parse(instance->environment->options, environment_options,
						option_values_words(given), &used, NULL);
}

static int fail_as_lost(const char *id, const char *why, GError **error)
{
	g_clear_error(error);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the instance '%s' has been lost: %s", id, why);
	return STATUS_LOST;
}

int environment_execute(const struct environment *environment, const char *id,
			const struct option_values *given, const char *const *files,
			const char *const *words, GError **error)
{
	scoped(instance_record) instance = instance_record_open(environment, id, error);

	if (!instance)
		return STATUS_LOST;
	g_autofree char *why_lost = instance_record_why_lost(instance);
	if (why_lost)
		return fail_as_lost(id, why_lost, error);
	replace_options(instance, given);
	g_autoptr(GPtrArray) present = files_to_present(instance, files);
	struct request request = {.words = words,
				  .files = (const char *const *)present->pdata,
				  .output = STDOUT_FILENO};
	if (!are_files_readable(request.files, error))
		return STATUS_REFUSED;
	g_autofree char *running = announce_execution(instance);
	int status = environment->execute(instance, &request, error);
	g_autofree char *meanwhile =
		status == STATUS_LOST ? NULL : instance_record_loss_meanwhile(instance);
	if (meanwhile)
		status = fail_as_lost(id, meanwhile, error);
	else if (status != STATUS_LOST)
		artifacts_fetch(instance, error);
	else
		instance_record_set_lost(instance, *error ? (*error)->message : "", NULL);
	unlink(running);
	return status;
}
