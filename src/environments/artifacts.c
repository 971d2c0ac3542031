#include "environments/artifacts.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/artifacts_filter.h"
#include "environments/artifacts_pack.h"
#include "environments/callout_signals.h"
#include "environments/environments.h"
#include "environments/file_tree.h"
#include "environments/program.h"

enum { ARTIFACT_COPY_BYTES = 65536 };

/* How the copier ends. */
enum copier_end { COPIER_DONE, COPIER_HAD_NOTHING, COPIER_OVER_LIMIT };

/* Archives on their way from an instance into a folder: instance -> copier -> tar. */
struct artifacts_transfer {
	int64_t limit; /* bytes */
	int archive;   /* where the instance's archives go; -1 when closed */
	pid_t copier;
	GPid unpacker;
};

/* Packs what --pull names in the instance, into `output`. */
static bool pack_artifacts(const struct instance_record *instance, int output, GError **error)
{
	static const char *const no_files[] = {NULL};
	g_autoptr(GPtrArray) words =
		program_words("sh", "-c", artifacts_pack, "sh", artifacts_pack, "", NULL);

	program_append_all(words, option_values_all(instance->options, "pull"));
	struct request request = {(const char *const *)words->pdata, no_files, output};
	int status = instance->environment->execute(instance, &request, error);
	if (status != 0 && status != STATUS_LOST)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "packing them ended with exit status %d", status);
	return status == 0;
}

/* Copies from stdin to stdout, to the end or the limit. When nobody reads any more, the rest goes
 * nowhere: it may be what follows an archive's end. */
static enum copier_end copy_archives(int64_t limit)
{
	static uint8_t data[ARTIFACT_COPY_BYTES];
	int64_t copied = 0;
	ssize_t length;

	while ((length = read(STDIN_FILENO, data, sizeof(data))) > 0) {
		struct bytes bytes = {data, (size_t)length};
		copied += length;
		if (copied > limit)
			return COPIER_OVER_LIMIT;
		file_write_all(STDOUT_FILENO, "archive", bytes, NULL);
	}
	return copied == 0 ? COPIER_HAD_NOTHING : COPIER_DONE;
}

/* The copier's whole life. It has nothing open but these two, so that it keeps no pipe from coming
 * to its end; and signals are for the command, not for it. */
static G_GNUC_NORETURN void copy_archives_and_exit(int from, int to, int64_t limit)
{
	setpgid(0, 0);
	program_end_with_parent();
	callout_signals_reset();
	(void)signal(SIGPIPE, SIG_IGN);
	dup2(from, STDIN_FILENO);
	dup2(to, STDOUT_FILENO);
	closefrom(STDERR_FILENO + 1);
	_exit((int)copy_archives(limit));
}

/* Starts unpacking into `folder`. Returns the process, with `*input` the archives' way in. */
static GPid start_unpacking_artifacts(const char *folder, int *input, GError **error)
{
	char *words[] = {"tar", "--ignore-zeros",  "-xf",
			 "-",   "--no-same-owner", "--no-same-permissions",
			 "-C",  (char *)folder,    NULL};
	GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
			    G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
	GPid pid = -1;

	if (!g_spawn_async_with_pipes(NULL, words, NULL, flags, NULL, NULL, &pid, input, NULL, NULL,
				      error))
		return -1;
	fcntl(*input, F_SETFD, FD_CLOEXEC);
	return pid;
}

static bool begin_transfer(struct artifacts_transfer *transfer, const char *folder, GError **error)
{
	int input = -1;
	int ends[2] = {-1, -1};

	transfer->unpacker = start_unpacking_artifacts(folder, &input, error);
	if (transfer->unpacker < 0)
		return false;
	transfer->copier = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
	if (transfer->copier == 0)
		copy_archives_and_exit(ends[0], input, transfer->limit);
	transfer->archive = ends[1];
	if (transfer->copier < 0)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot copy them: %s", g_strerror(errno));
	file_close(&input);
	file_close(&ends[0]);
	return transfer->copier > 0;
}

/* How process `pid` ended, as waitpid(2) has it. */
static int end_of_process(pid_t pid)
{
	int wait_status = 0;

	while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	return wait_status;
}

/* Waits for the end of a transfer, and says what went wrong; `is_sent`: nothing over there. */
static bool end_transfer(struct artifacts_transfer *transfer, bool is_sent, GError **error)
{
	file_close(&transfer->archive);
	int copied = transfer->copier > 0 ? end_of_process(transfer->copier) : -1;
	int unpacked = transfer->unpacker > 0 ? end_of_process(transfer->unpacker) : -1;

	if (WIFEXITED(copied) && WEXITSTATUS(copied) == COPIER_OVER_LIMIT) {
		g_autofree char *limit =
			g_format_size_full((guint64)transfer->limit, G_FORMAT_SIZE_IEC_UNITS);
		g_clear_error(error);
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "they are larger than %s: see --pull-limit", limit);
		return false;
	}
	if (!is_sent || (WIFEXITED(copied) && WEXITSTATUS(copied) == COPIER_HAD_NOTHING))
		return is_sent;
	if (unpacked == 0)
		return true;
	g_autofree char *ending = program_ending(unpacked);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "unpacking them: tar: %s",
		    ending);
	return false;
}

static bool transfer_artifacts(const struct instance_record *instance, const char *folder,
			       GError **error)
{
	struct artifacts_transfer transfer = {
		.limit = option_values_get_size(instance->options, "pull-limit"), .archive = -1};
	bool is_sent = begin_transfer(&transfer, folder, error) &&
		       pack_artifacts(instance, transfer.archive, error);

	return end_transfer(&transfer, is_sent, error);
}

/* Opens the folder `name` in `parent`, and makes it if need be; through no link. */
static int open_artifacts_part(int parent, const char *name)
{
	if (mkdirat(parent, name, 0777) != 0 && errno != EEXIST)
		return -1;
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The folder for what comes from the instance, which is made if need be. NULL with `error`. Owned
 * by the caller. */
static char *make_artifacts_folder(const struct instance_record *instance, GError **error)
{
	const char *run = instance->run;
	bool has_run = *run && strspn(run, "0123456789") == strlen(run);
	const char *const in_run[] = {"runs", run, "artifacts", instance->id, NULL};
	const char *const *parts = has_run ? in_run : in_run + 2;
	g_autofree char *path = g_build_filename(instance->project, ".testrepository", NULL);

	g_mkdir(path, 0777);
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (; *parts && folder >= 0; parts++) {
		scoped_fd parent = folder;
		char *deeper = g_build_filename(path, *parts, NULL);
		g_free(path);
		path = deeper;
		folder = open_artifacts_part(parent, *parts);
	}
	if (folder < 0)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot make '%s': %s", path,
			    g_strerror(errno == ENOTDIR ? ELOOP : errno));
	bool is_made = folder >= 0;
	file_close(&folder);
	return is_made ? g_steal_pointer(&path) : NULL;
}

/* Takes the next number in `folder`: an empty folder of that name. Owned by the caller. */
static char *take_artifacts_number(const char *folder, GError **error)
{
	for (int number = 1;; number++) {
		g_autofree char *name = g_strdup_printf("%d", number);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (mkdir(path, 0777) == 0)
			return g_steal_pointer(&path);
		if (errno != EEXIST) {
			g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
				    "cannot make '%s': %s", path, g_strerror(errno));
			return NULL;
		}
	}
}

/* Fetches into `place`, an empty folder, by way of one beside it that nobody else can enter. */
static bool fetch_into(const struct instance_record *instance, const char *place, char **refused,
		       GError **error)
{
	g_autofree char *beside = g_strconcat(place, ".part", NULL);
	struct stat status;

	if (!file_tree_remove(beside, error))
		return false;
	if (stat(place, &status) != 0 || mkdir(beside, 0700) != 0) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot make '%s': %s", beside, g_strerror(errno));
		return false;
	}
	bool has_come = transfer_artifacts(instance, beside, error) &&
			artifacts_filter(beside, refused, error);
	/* The folder itself may be in an archive. */
	if (has_come && chmod(beside, status.st_mode & 0777) == 0 && rename(beside, place) == 0)
		return true;
	if (has_come)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot make '%s': %s", place, g_strerror(errno));
	file_tree_remove(beside, NULL);
	return false;
}

bool artifacts_fetch(const struct instance_record *instance, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *refused = NULL;

	if (!option_values_has(instance->options, "pull"))
		return true;
	g_autofree char *folder = make_artifacts_folder(instance, &reason);
	g_autofree char *place = folder ? take_artifacts_number(folder, &reason) : NULL;
	bool is_done = place && fetch_into(instance, place, &refused, &reason);
	if (place)
		rmdir(place); /* if nothing has come */
	if (!is_done)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot fetch the files of --pull from '%s': %s", instance->id,
			    reason ? reason->message : "it is not known why");
	else if (refused)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "left out of the files of --pull from '%s': %s", instance->id, refused);
	return is_done && !refused;
}
