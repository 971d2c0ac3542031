/*
 * Asking squeue once for all: the same reply serves all processes that wait for a job. It lies in a
 * file that is locked by who asks; those who wait for the lock meanwhile find a reply there that is
 * new enough.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/program.h"
#include "environments/slurm/slurm.h"

/* The reply comes after the time at which it was asked, written last: then it is whole. */
enum { TIME_BYTES = 20 };

/* Clocks and configurations differ between the machines that may share the folder, and between
 * clusters. */
static char *reply_path(const struct instance_record *instance)
{
	const char *cluster = g_getenv("SLURM_CONF");
	g_autofree char *instances = g_path_get_dirname(instance->folder);
	g_autofree char *state = g_path_get_dirname(instances);

	return g_strdup_printf("%s/slurm-%s-%08x", state, g_get_host_name(),
			       g_str_hash(cluster ? cluster : ""));
}

/* The reply in `file`, if it was asked at `since_us` or later. NULL if not. */
static char *reply_in(int file, int64_t since_us)
{
	char header[TIME_BYTES + 1] = "";
	off_t size = lseek(file, 0, SEEK_END);

	if (size < TIME_BYTES || pread(file, header, TIME_BYTES, 0) != TIME_BYTES)
		return NULL;
	int64_t asked_us = g_ascii_strtoll(header, NULL, 10);
	/* One from the future is of before the machine was started anew. */
	if (asked_us < since_us || asked_us > g_get_monotonic_time())
		return NULL;
	size_t length = (size_t)size - TIME_BYTES;
	char *reply = g_malloc0(length + 1);
	if (pread(file, reply, length, TIME_BYTES) == (ssize_t)length)
		return reply;
	g_free(reply);
	return NULL;
}

/* Others ask for themselves if this does not succeed. */
static void keep_reply(int file, int64_t asked_us, const char *reply)
{
	g_autofree char *header = g_strdup_printf("%0*" PRId64, TIME_BYTES, asked_us);
	size_t length = strlen(reply);

	if (ftruncate(file, 0) == 0 && pwrite(file, reply, length, TIME_BYTES) == (ssize_t)length &&
	    pwrite(file, header, TIME_BYTES, 0) != TIME_BYTES)
		g_debug("a reply of squeue is not kept: %s", g_strerror(errno));
}

static char *ask_squeue(GError **error)
{
	g_autoptr(GPtrArray) words = program_words("squeue", "--me", "--noheader", "--states=all",
						   "--format=%A|%T|%B|%j|%r", NULL);
	char *reply = NULL;

	if (program_run(words, &reply, error))
		return reply;
	slurm_add_hint(error);
	return NULL;
}

char *slurm_queue(const struct instance_record *instance, int64_t since_us, GError **error)
{
	g_autofree char *path = reply_path(instance);
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (file < 0 || flock(file, LOCK_EX) != 0) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot open and lock '%s': %s", path, g_strerror(errno));
		if (file >= 0)
			close(file);
		return NULL;
	}
	char *reply = reply_in(file, since_us);
	if (!reply) {
		int64_t asked_us = g_get_monotonic_time();
		reply = ask_squeue(error);
		if (reply)
			keep_reply(file, asked_us, reply);
	}
	close(file);
	return reply;
}
