#include "store/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/index.h"
#include "store/index_queries.h"
#include "store/layout.h"
#include "store/ledger.h"
#include "store/lock.h"
#include "store/open_repository.h"
#include "store/recovery.h"
#include "store/repository_file.h"

/* ---- creating ---- */

static bool fail_to_create(const char *folder, int number, GError **error)
{
	/* What a name that is taken is called depends on what took it. */
	bool exists = number == EEXIST || number == ENOTEMPTY || number == ENOTDIR;

	g_set_error(error, REPOSITORY_ERROR, exists ? REPOSITORY_ERROR_EXISTS : REPOSITORY_ERROR_IO,
		    "cannot create a repository in '%s': %s", folder,
		    exists ? "there is one already" : g_strerror(number));
	return false;
}

static bool make_index(const char *path, GError **error)
{
	enum index_state state;
	scoped(database) index = index_open(path, DATABASE_WRITE, &state, error);

	return index && index_reset(index, error);
}

/* Puts into the folder `beside` what a repository consists of. */
static bool make_contents(const char *beside, GError **error)
{
	g_autofree char *runs = g_build_filename(beside, LAYOUT_RUNS, NULL);
	g_autofree char *index = g_build_filename(beside, LAYOUT_INDEX, NULL);
	g_autofree char *ledger = g_build_filename(beside, LAYOUT_LEDGER, NULL);

	if (g_mkdir(runs, 0777) != 0)
		return fail_to_create(beside, errno, error);
	return make_index(index, error) && ledger_make(ledger, error) &&
	       layout_write_format(beside, error);
}

/* Removes what make_contents() has made, as far as it came. */
static void remove_beside(const char *beside)
{
	static const char *const names[] = {
		LAYOUT_RUNS,   LAYOUT_INDEX,         LAYOUT_INDEX "-wal",  LAYOUT_INDEX "-shm",
		LAYOUT_LEDGER, LAYOUT_LEDGER "-wal", LAYOUT_LEDGER "-shm", LAYOUT_FORMAT,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(beside, names[i], NULL);
		g_remove(path);
	}
	g_remove(beside);
}

/* Somebody has made the folder, with the rights that it is to have; or it is a disk's. */
static bool fill_empty_folder(const char *path, GError **error)
{
	/* The format comes last, so who comes second, or looks meanwhile, finds no repository. */
	return make_contents(path, error) && file_sync_folder_of(path, error);
}

bool repository_create(const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, LAYOUT_FOLDER, NULL);
	g_autofree char *beside = g_strconcat(path, ".XXXXXX", NULL);

	if (!repository_folders_check(folder, error))
		return false;
	if (layout_is_empty(path))
		return fill_empty_folder(path, error);
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return fail_to_create(folder, EEXIST, error);
	if (!g_mkdtemp_full(beside, 0777))
		return fail_to_create(folder, errno, error);
	/* It gets its name when it is complete; who comes second finds the name taken. */
	bool is_made = make_contents(beside, error) &&
		       (g_rename(beside, path) == 0 || fail_to_create(folder, errno, error));
	if (!is_made)
		remove_beside(beside);
	return is_made && file_sync_folder_of(path, error);
}

/* ---- opening ---- */

static bool ensure_format(const char *folder, GError **error)
{
	int64_t format;

	if (!layout_read_format(folder, &format, error))
		return false;
	if (format == LAYOUT_FORMAT_NUMBER)
		return true;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT,
		    "cannot use the repository in '%s': %s", folder,
		    format == 1 ? "it is of format 1, Python's testr's: `testr upgrade` imports it"
				: "a newer testr made it, and a newer one is needed to use it");
	return false;
}

static bool can_write(const char *folder)
{
	g_autofree char *repository = g_build_filename(folder, LAYOUT_FOLDER, NULL);
	g_autofree char *runs = layout_path(folder, LAYOUT_RUNS);

	return access(repository, W_OK) == 0 && access(runs, W_OK) == 0;
}

/* Makes the index good if nobody else has done so meanwhile. */
static bool remake_index(struct repository *repository, bool is_damaged, GError **error)
{
	scoped_fd lock = lock_take(repository->folder, error);
	enum index_state state;

	if (lock < 0 || !index_look(repository->index, &state, error))
		return false;
	return (state == INDEX_GOOD && !is_damaged) || index_reset(repository->index, error);
}

static bool open_index(struct repository *repository, GError **error)
{
	g_autofree char *path = layout_path(repository->folder, LAYOUT_INDEX);
	enum index_state state;

	repository->index = index_open(path, DATABASE_WRITE, &state, error);
	return repository->index && (state == INDEX_GOOD || remake_index(repository, false, error));
}

/* Where nothing can be written, an index that is missing or lags behind is made in memory. */
static bool open_index_without_writing(struct repository *repository, GError **error)
{
	g_autofree char *path = layout_path(repository->folder, LAYOUT_INDEX);
	enum index_state state;
	bool is_complete = false;

	repository->index = index_open(path, DATABASE_READ, &state, NULL);
	if (repository->index && state == INDEX_GOOD &&
	    recovery_is_complete(repository, &is_complete, NULL) && is_complete)
		return true;
	database_free(repository->index);
	repository->index = index_open(":memory:", DATABASE_WRITE, &state, error);
	return repository->index && index_reset(repository->index, error);
}

/* Mends; if the index turns out to be broken on the way, again with a new one. */
static bool recover_or_remake(struct repository *repository, GPtrArray *notices, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (recovery_run(repository, notices, &why))
		return true;
	if (!repository->is_writable ||
	    !g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	return remake_index(repository, true, error) && recovery_run(repository, notices, error);
}

/* Opens the index for writing if that is possible, else for reading. */
static bool open_index_as_possible(struct repository *repository, GPtrArray *notices,
				   GError **error)
{
	GError *why = NULL;

	if (!can_write(repository->folder))
		return open_index_without_writing(repository, error);
	repository->is_writable = open_index(repository, &why);
	if (repository->is_writable)
		return true;
	if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT) ||
	    g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_UNSAFE)) {
		g_propagate_error(error, why);
		return false;
	}
	/* A full disk, say. What there is can be asked all the same. */
	if (notices)
		g_ptr_array_add(notices,
				g_strdup_printf("%s: nothing will be written", why->message));
	g_error_free(why);
	database_free(g_steal_pointer(&repository->index));
	return open_index_without_writing(repository, error);
}

struct repository *repository_open(const char *folder, GPtrArray *notices, GError **error)
{
	if (!ensure_format(folder, error))
		return NULL;
	scoped(repository) repository = g_new0(struct repository, 1);
	repository->folder = g_strdup(folder);
	if (!open_index_as_possible(repository, notices, error) ||
	    !recover_or_remake(repository, notices, error))
		return NULL;
	return g_steal_pointer(&repository);
}

void repository_close(struct repository *repository)
{
	if (!repository)
		return;
	database_free(repository->index);
	g_free(repository->folder);
	g_free(repository);
}

char *repository_guardian_log(const char *folder)
{
	return layout_path(folder, LAYOUT_GUARDIAN_LOG);
}

/* ---- recording ---- */

/* The lowest number that is above all that streams and index have. */
static bool next_number(struct repository *repository, int64_t *number, GError **error)
{
	scoped(streams) streams = streams_list(repository->folder, error);
	int64_t indexed;

	if (!streams ||
	    !database_number(repository->index, &indexed, -1, error, INDEX_LAST_RUN, ""))
		return false;
	*number = MAX(streams_last(streams), indexed) + 1;
	return true;
}

/* Makes the live stream of the next run, locked. Returns its descriptor, or -1. */
static int take_number(struct repository *repository, int64_t *number, GError **error)
{
	scoped_fd lock = lock_take(repository->folder, error);

	if (lock < 0 || !next_number(repository, number, error))
		return -1;
	g_autofree char *path = layout_live_stream(repository->folder, *number);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0 && lock_try(fd))
		return fd;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot record a run in '%s': %s",
		    path, g_strerror(errno));
	file_close(&fd);
	return -1;
}

struct run_recorder *repository_record(struct repository *repository, const struct run_start *start,
				       GError **error)
{
	int64_t number;

	if (!repository->is_writable) {
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO,
			    "cannot record a run in '%s': it cannot be written to",
			    repository->folder);
		return NULL;
	}
	int fd = take_number(repository, &number, error);
	return fd < 0 ? NULL
		      : run_recorder_begin(repository, number, fd, start, g_get_real_time() * 1000,
					   error);
}
