#include "store/format_upgrade.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#include "base/file.h"
#include "store/index.h"
#include "store/layout.h"
#include "store/lock.h"
#include "store/open_repository.h"
#include "store/repository_file.h"
#include "store/run_digest.h"
#include "subunit/reader.h"

#define FAILING "failing"

/* ---- the original ---- */

static char *original_path(const char *folder, int64_t number)
{
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, number);

	return layout_path(folder, name);
}

/* Reads the file `path` of format 1 into `sink`. */
static bool read_original(const char *path, struct sink *sink, GError **error)
{
	g_autoptr(GError) why = NULL;
	scoped_fd fd = repository_file_open(path, O_RDONLY, &why);
	g_autoptr(GMappedFile) file = fd < 0 ? NULL : g_mapped_file_new_from_fd(fd, false, &why);

	if (!file) {
		g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, why->message);
		return false;
	}
	scoped(reader) reader = reader_new(READER_RESULTS, sink);
	return reader_feed(reader, (const uint8_t *)g_mapped_file_get_contents(file),
			   g_mapped_file_get_length(file), error) &&
	       reader_end(reader, error);
}

/* A sink that puts a digest together. */
struct digest_sink {
	struct sink sink;
	struct run_digest *digest;
};

static bool digest_event(struct sink *sink, const struct event *event, GError **error)
{
	(void)error;
	run_digest_add(((struct digest_sink *)sink)->digest, event, 0, 0);
	return true;
}

/* What the file `path` of format 1 says. Owned by the caller. */
static struct run_digest *digest_original(const char *path, GError **error)
{
	struct digest_sink digest_sink = {{digest_event}, run_digest_new()};

	if (read_original(path, &digest_sink.sink, error))
		return digest_sink.digest;
	run_digest_free(digest_sink.digest);
	return NULL;
}

/* ---- which run was full ---- */

/* Notes in `last_runs` (char * to int64_t *) that run `number` answers for its tests. */
static bool note_answers(const char *folder, int64_t number, GHashTable *last_runs, GError **error)
{
	g_autofree char *path = original_path(folder, number);
	scoped(run_digest) digest = digest_original(path, error);

	for (guint i = 0; digest && i < digest->answers->tests->len; i++) {
		const struct answer *result = digest->answers->tests->pdata[i];
		int64_t *run = g_new(int64_t, 1);

		*run = number;
		g_hash_table_insert(last_runs, g_strdup(result->name), run);
	}
	return digest != NULL;
}

/*
 * Sets `*number` to the latest run after which nothing that is failing could have been forgotten,
 * had it been full: none of the failing tests had its last answer before that.
 */
static bool find_full_run(const char *folder, const GArray *numbers, int64_t *number,
			  GError **error)
{
	g_autoptr(GHashTable) last_runs =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *failing_path = layout_path(folder, FAILING);

	*number = -1;
	for (guint i = 0; i < numbers->len; i++) {
		*number = g_array_index(numbers, int64_t, i);
		if (!note_answers(folder, *number, last_runs, error))
			return false;
	}
	if (!g_file_test(failing_path, G_FILE_TEST_EXISTS))
		return true;
	scoped(run_digest) failing = digest_original(failing_path, error);
	for (guint i = 0; failing && i < failing->answers->tests->len; i++) {
		const struct answer *result = failing->answers->tests->pdata[i];
		const int64_t *last_run = g_hash_table_lookup(last_runs, result->name);

		if (last_run)
			*number = MIN(*number, *last_run);
	}
	return failing != NULL;
}

/* ---- importing ---- */

/* Begins run `number` of format 2, as of when the original was written. */
static struct run_recorder *begin_import(struct repository *repository, int64_t number,
					 const struct run_start *start, const char *original,
					 GError **error)
{
	g_autofree char *path = layout_live_stream(repository->folder, number);
	GStatBuf about = {0};
	int fd = repository_file_open(path, O_RDWR | O_CREAT | O_TRUNC, error);

	if (fd < 0)
		return NULL;
	g_stat(original, &about);
	struct run_recorder *recorder = run_recorder_begin(
		repository, number, fd, start, (int64_t)about.st_mtime * 1000000000, error);
	if (recorder)
		run_recorder_set_past(recorder);
	return recorder;
}

static bool import_run(struct repository *repository, int64_t number, bool is_full, GError **error)
{
	struct run_start start = {.is_partial = !is_full};
	g_autofree char *original = original_path(repository->folder, number);
	struct run_recorder *recorder = begin_import(repository, number, &start, original, error);

	if (!recorder)
		return false;
	if (read_original(original, run_recorder_sink(recorder), error))
		return run_recorder_finish(recorder, RUN_ENDED, error);
	run_recorder_discard(recorder);
	return false;
}

static bool import_all(struct repository *repository, const GArray *numbers, GError **error)
{
	int64_t full_run;

	if (!find_full_run(repository->folder, numbers, &full_run, error))
		return false;
	for (guint i = 0; i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, int64_t, i);

		if (!import_run(repository, number, number == full_run, error))
			return false;
	}
	return true;
}

/* ---- all of it ---- */

/* Removes what an upgrade that was killed may have left, and makes the folder of runs. */
static bool clear_runs_folder(const char *folder, GError **error)
{
	g_autofree char *runs = layout_path(folder, LAYOUT_RUNS);
	g_autoptr(GDir) entries = g_dir_open(runs, 0, NULL);
	const char *name;

	while (entries && (name = g_dir_read_name(entries))) {
		g_autofree char *path = g_build_filename(runs, name, NULL);
		g_unlink(path);
	}
	if (g_mkdir(runs, 0777) == 0 || errno == EEXIST)
		return true;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot make '%s': %s", runs,
		    g_strerror(errno));
	return false;
}

static bool open_empty_index(struct repository *repository, GError **error)
{
	g_autofree char *path = layout_path(repository->folder, LAYOUT_INDEX);
	enum index_state state;

	repository->index = index_open(path, DATABASE_WRITE, &state, error);
	return repository->index && index_reset(repository->index, error);
}

static bool upgrade_files(struct repository *repository, GPtrArray *notices, GError **error)
{
	g_autofree char *original = g_build_filename(repository->folder, LAYOUT_FOLDER, NULL);
	g_autoptr(GArray) numbers = numbers_list(original, "", error);

	if (!numbers || !clear_runs_folder(repository->folder, error) ||
	    !open_empty_index(repository, error) || !import_all(repository, numbers, error) ||
	    !layout_write_format(original, error))
		return false;
	if (notices)
		g_ptr_array_add(notices,
				g_strdup_printf("imported %u runs; the files of format 1 are left "
						"in '%s' as they were",
						numbers->len, original));
	return true;
}

bool repository_upgrade(const char *folder, GPtrArray *notices, GError **error)
{
	int64_t format;

	if (!layout_read_format(folder, &format, error))
		return false;
	if (format != 1) {
		g_set_error(error, REPOSITORY_ERROR,
			    format == LAYOUT_FORMAT_NUMBER ? REPOSITORY_ERROR_EXISTS
							   : REPOSITORY_ERROR_FORMAT,
			    "the repository in '%s' is of format %" G_GINT64_FORMAT
			    ": there is nothing to upgrade",
			    folder, format);
		return false;
	}
	scoped(repository) repository = g_new0(struct repository, 1);
	repository->folder = g_strdup(folder);
	repository->is_writable = true;
	scoped_fd lock = lock_take(repository->folder, error);
	return lock >= 0 && upgrade_files(repository, notices, error);
}
