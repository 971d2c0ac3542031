#include "environments/artifacts.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/environments.h"
#include "environments/program.h"

/* Writes an archive of what its arguments, as patterns, match. Nothing matched: writes nothing. */
static const char pack[] = "IFS=; patterns=$#\n"
			   "for pattern do\n"
			   "	for file in $pattern; do\n"
			   "		if [ -e \"$file\" ] || [ -L \"$file\" ]; then\n"
			   "			set -- \"$@\" \"$file\"\n"
			   "		fi\n"
			   "	done\n"
			   "done\n"
			   "shift \"$patterns\"\n"
			   "[ $# -eq 0 ] || exec tar -cf - -- \"$@\"\n";

/* Executes `pack` in the instance, its archive going to `output`. */
static bool pack_artifacts(const struct instance_record *instance, int output, GError **error)
{
	static const char *const no_files[] = {NULL};
	g_autoptr(GPtrArray) words = program_words("sh", "-c", pack, "sh", NULL);

	program_append_all(words, option_values_all(instance->options, "pull"));
	struct request request = {(const char *const *)words->pdata, no_files, output};
	int status = instance->environment->execute(instance, &request, error);
	if (status != 0 && status != STATUS_LOST)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "packing them ended with exit status %d", status);
	return status == 0;
}

/* Starts unpacking into `folder`. Returns the process, with `*input` the archive's way in. */
static GPid start_unpacking_artifacts(const char *folder, int *input, GError **error)
{
	char *words[] = {"tar", "-xf", "-", "--no-same-owner", "-C", (char *)folder, NULL};
	GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
			    G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
	GPid pid = -1;

	if (!g_spawn_async_with_pipes(NULL, words, NULL, flags, NULL, NULL, &pid, input, NULL, NULL,
				      error))
		return -1;
	fcntl(*input, F_SETFD, FD_CLOEXEC);
	return pid;
}

static bool transfer_artifacts(const struct instance_record *instance, const char *folder,
			       GError **error)
{
	int input = -1;
	int wait_status = 0;
	GPid pid = start_unpacking_artifacts(folder, &input, error);

	if (pid < 0)
		return false;
	bool is_sent = pack_artifacts(instance, input, error);
	close(input);
	waitpid(pid, &wait_status, 0);
	if (is_sent && wait_status != 0) {
		g_autofree char *ending = program_ending(wait_status);
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "unpacking them in '%s' failed: %s", folder, ending);
	}
	return is_sent && wait_status == 0;
}

/* Where the files go. */
static char *artifacts_folder(const struct instance_record *instance)
{
	const char *run = instance->run;
	bool has_run = *run && strspn(run, "0123456789") == strlen(run);

	if (has_run)
		return g_build_filename(instance->project, ".testrepository", "runs", run,
					"artifacts", instance->id, NULL);
	return g_build_filename(instance->project, ".testrepository", "artifacts", instance->id,
				NULL);
}

bool artifacts_fetch(const struct instance_record *instance, GError **error)
{
	g_autofree char *folder = artifacts_folder(instance);
	g_autoptr(GError) reason = NULL;

	if (!option_values_has(instance->options, "pull"))
		return true;
	if (g_mkdir_with_parents(folder, 0777) != 0)
		g_set_error(&reason, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot make '%s': %s", folder, g_strerror(errno));
	if (!reason && transfer_artifacts(instance, folder, &reason))
		return true;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
		    "cannot fetch the files of --pull from '%s': %s", instance->id,
		    reason->message);
	return false;
}
