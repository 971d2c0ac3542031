#include "store/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/digest_read.h"
#include "store/index.h"
#include "store/index_queries.h"
#include "store/journal_file.h"
#include "store/layout.h"
#include "store/lock.h"
#include "store/open_repository.h"
#include "store/repository_error.h"
#include "store/repository_file.h"
#include "store/run_recorder.h"
#include "store/stream.h"

G_GNUC_PRINTF(2, 3)
static void add_notice(GPtrArray *notices, const char *format, ...)
{
	va_list arguments;

	if (!notices)
		return;
	va_start(arguments, format);
	g_ptr_array_add(notices, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* ---- live streams ---- */

/* Opens and locks the live stream `path` if its testr is gone; -1 if not, or with an error. */
static int lock_if_abandoned(const char *path, int access_mode, GError **error)
{
	struct stat about;
	g_autoptr(GError) why = NULL;
	int fd = repository_file_open(path, access_mode, &why);

	if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_UNSAFE))
		g_propagate_error(error, g_steal_pointer(&why));
	/* Without a name left it has been finished between our looking and our locking. */
	if (fd >= 0 && (!lock_try(fd) || fstat(fd, &about) != 0 || about.st_nlink == 0))
		file_close(&fd);
	return fd;
}

static void tell_of_recovery(int64_t number, bool had_ended, size_t results, uint64_t torn,
			     GPtrArray *notices)
{
	g_autofree char *loss = g_strdup_printf(
		"; its last event was cut short, and these %" G_GUINT64_FORMAT " bytes are lost",
		torn);

	if (had_ended)
		add_notice(notices,
			   "run %" G_GINT64_FORMAT
			   " had ended but was not stored: that is done now%s",
			   number, torn > 0 ? loss : "");
	else
		add_notice(notices,
			   "run %" G_GINT64_FORMAT
			   " was interrupted, its testr is gone: recovered %zu results%s",
			   number, results, torn > 0 ? loss : "");
}

/* Finishes run `number`, of which `live` holds what arrived. Takes over `fd` and what is in `live`.
 */
static bool finish_killed_run(struct repository *repository, int64_t number, int fd,
			      const struct live_stream *live, GPtrArray *notices, GError **error)
{
	bool had_ended = live->digest->markers.has_end;
	size_t results = tally_total(&live->digest->answers->tally);
	struct run_recorder *recorder =
		run_recorder_resume(repository, number, fd, live->whole, live->digest);

	if (live->events == 0 && !had_ended) {
		/* As if it had never begun. */
		run_recorder_discard(recorder);
		return true;
	}
	bool is_finished = had_ended ? run_recorder_conclude(recorder, error)
				     : run_recorder_finish(recorder, RUN_INTERRUPTED, error);
	if (is_finished)
		tell_of_recovery(number, had_ended, results, live->torn, notices);
	return is_finished;
}

/* Drops a last packet that was cut short, so that others can follow. */
static bool cut_to_length(int fd, const char *path, uint64_t length, GError **error)
{
	if (ftruncate(fd, (off_t)length) == 0)
		return true;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot write '%s': %s", path,
		    g_strerror(errno));
	return false;
}

/* True if the stream of run `number` is stored, and so on the disk as a whole. */
static bool is_stored(const struct repository *repository, int64_t number)
{
	g_autofree char *path = layout_stored_stream(repository->folder, number);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Finishes run `number` if its testr is gone. */
static bool recover_run(struct repository *repository, int64_t number, GPtrArray *notices,
			GError **error)
{
	g_autofree char *path = layout_live_stream(repository->folder, number);
	GError *why = NULL;
	int fd = lock_if_abandoned(path, O_RDWR, &why);
	struct live_stream live;

	if (why)
		g_propagate_error(error, why);
	if (fd < 0)
		return !why;
	/* Of the live stream, which is not synced, a crash of the machine may have left less. */
	if (is_stored(repository, number)) {
		journal_file_recover(repository->folder, number, NULL);
		journal_file_remove_live(repository->folder, number);
		g_unlink(path);
		file_close(&fd);
		return true;
	}
	if (!digest_read_live(fd, path, &live, error)) {
		file_close(&fd);
		return false;
	}
	if (!cut_to_length(fd, path, live.whole, error)) {
		run_digest_free(live.digest);
		file_close(&fd);
		return false;
	}
	return finish_killed_run(repository, number, fd, &live, notices, error);
}

/* What cannot be mended need not keep anybody from what is whole, unless it is the index. */
static bool tell_or_fail(const char *what, int64_t number, GError *why, GPtrArray *notices,
			 GError **error)
{
	if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED)) {
		g_propagate_error(error, why);
		return false;
	}
	add_notice(notices, "run %" G_GINT64_FORMAT " %s: %s", number, what, why->message);
	g_error_free(why);
	return true;
}

static bool recover_all(struct repository *repository, const GArray *live, GPtrArray *notices,
			GError **error)
{
	for (guint i = 0; i < live->len; i++) {
		int64_t number = g_array_index(live, int64_t, i);
		GError *why = NULL;

		if (!recover_run(repository, number, notices, &why) &&
		    !tell_or_fail("was interrupted and cannot be recovered yet", number, why,
				  notices, error))
			return false;
	}
	return true;
}

/* In a folder that cannot be written to. */
static void tell_of_interrupted(const struct repository *repository, const GArray *live,
				GPtrArray *notices)
{
	for (guint i = 0; i < live->len; i++) {
		int64_t number = g_array_index(live, int64_t, i);
		g_autofree char *path = layout_live_stream(repository->folder, number);
		scoped_fd fd = lock_if_abandoned(path, O_RDONLY, NULL);

		if (fd >= 0)
			add_notice(notices,
				   "run %" G_GINT64_FORMAT
				   " was interrupted: it will be recovered when "
				   "'%s' can be written to",
				   number, repository->folder);
	}
}

/* ---- the index ---- */

/* Numbers (int64_t) of the stored runs that the index lacks, ascending. */
static GArray *find_missing(struct repository *repository, const struct streams *streams,
			    GError **error)
{
	g_autoptr(GArray) missing = g_array_new(false, false, sizeof(int64_t));
	g_autoptr(GArray) indexed = index_runs(repository->index, error);

	for (guint i = 0; indexed && i < streams->stored->len; i++) {
		int64_t number = g_array_index(streams->stored, int64_t, i);
		/* One that is live, too, is just being stored. */
		if (!numbers_contain(indexed, number) && !numbers_contain(streams->live, number))
			g_array_append_val(missing, number);
	}
	return indexed ? g_steal_pointer(&missing) : NULL;
}

static bool add_stored(struct repository *repository, int64_t number, GPtrArray *notices,
		       GError **error)
{
	g_autofree char *path = layout_stored_stream(repository->folder, number);
	bool is_damaged;
	scoped(run_digest) digest = digest_read_stored(path, &is_damaged, error);

	if (!digest)
		return false;
	if (is_damaged)
		add_notice(notices, "'%s' is damaged: what could be read of it is in the index",
			   path);
	return index_add(repository->index, number, digest, NULL, NULL, error);
}

static bool add_missing(struct repository *repository, const GArray *missing, GPtrArray *notices,
			GError **error)
{
	for (guint i = 0; i < missing->len; i++) {
		int64_t number = g_array_index(missing, int64_t, i);
		GError *why = NULL;

		if (!add_stored(repository, number, notices, &why) &&
		    !tell_or_fail("cannot be added to the index", number, why, notices, error))
			return false;
	}
	if (missing->len > 0)
		add_notice(notices,
			   "the index lacked %u runs: they have been added from their streams",
			   missing->len);
	return true;
}

static bool complete_index(struct repository *repository, GPtrArray *notices, GError **error)
{
	scoped(streams) streams = streams_list(repository->folder, error);
	g_autoptr(GArray) missing = streams ? find_missing(repository, streams, error) : NULL;

	return missing && add_missing(repository, missing, notices, error);
}

/* ---- all of it ---- */

static bool recover_locked(struct repository *repository, GPtrArray *notices, GError **error)
{
	scoped_fd lock = lock_take(repository->folder, error);
	scoped(streams) streams = lock < 0 ? NULL : streams_list(repository->folder, error);

	return streams && recover_all(repository, streams->live, notices, error) &&
	       complete_index(repository, notices, error);
}

bool recovery_is_complete(struct repository *repository, bool *is_complete, GError **error)
{
	scoped(streams) streams = streams_list(repository->folder, error);
	g_autoptr(GArray) missing = streams ? find_missing(repository, streams, error) : NULL;

	if (missing)
		*is_complete = missing->len == 0;
	return missing != NULL;
}

bool recovery_run(struct repository *repository, GPtrArray *notices, GError **error)
{
	scoped(streams) streams = streams_list(repository->folder, error);
	g_autoptr(GArray) missing = streams ? find_missing(repository, streams, error) : NULL;

	if (!missing)
		return false;
	if (!repository->is_writable) {
		tell_of_interrupted(repository, streams->live, notices);
		return add_missing(repository, missing, NULL, error);
	}
	return (missing->len == 0 && streams->live->len == 0) ||
	       recover_locked(repository, notices, error);
}

bool recovery_rebuild(struct repository *repository, GPtrArray *notices, GError **error)
{
	scoped_fd lock = lock_take(repository->folder, error);

	return lock >= 0 &&
	       (index_empty(repository->index) || index_reset(repository->index, error)) &&
	       complete_index(repository, notices, error);
}
