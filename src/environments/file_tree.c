#include "environments/file_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/program.h"

/* A process that is just dying may still make files in a tree that is being removed. */
enum { REMOVE_ATTEMPTS = 5 };

static const char repository_name[] = ".testrepository";

G_DEFINE_QUARK(testr_tree, file_tree_error)

/* ---- copying ---- */

/* The copier's words: everything directly in `source` but the repository. */
static GPtrArray *copier_words(const char *source, const char *copy, GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(source, 0, error);
	const char *name;

	if (!folder)
		return NULL;
	GPtrArray *words = program_words("cp", "--archive", "--reflink=auto", "--target-directory",
					 copy, "--", NULL);
	while ((name = g_dir_read_name(folder)))
		if (strcmp(name, repository_name) != 0)
			program_add(words, g_build_filename(source, name, NULL));
	return words;
}

/* Fills `copy`, which is empty and can be written to. */
static bool fill_tree(const char *source, const char *copy, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GPtrArray) words = NULL;
	struct stat status;

	words = copier_words(source, copy, &reason);
	bool is_empty = words && strcmp(words->pdata[words->len - 2], "--") == 0;
	if (!words || (!is_empty && !program_run(words, NULL, &reason))) {
		g_set_error(error, FILE_TREE_ERROR, FILE_TREE_ERROR_COPY, "cannot copy '%s': %s",
			    source, reason->message);
		return false;
	}
	/* Last, since a folder that its owner may not write to could not be filled. */
	if (stat(source, &status) == 0)
		g_chmod(copy, status.st_mode & 07777);
	return true;
}

bool file_tree_copy(const char *source, const char *copy, GError **error)
{
	struct stat status;

	if (stat(source, &status) == 0 && mkdir(copy, 0700) == 0)
		return fill_tree(source, copy, error);
	g_set_error(error, FILE_TREE_ERROR, FILE_TREE_ERROR_COPY, "cannot copy '%s': %s", source,
		    g_strerror(errno));
	return false;
}

/* ---- renewing ---- */

static bool fail_to_renew_tree(const char *copy, GError **error)
{
	g_set_error(error, FILE_TREE_ERROR, FILE_TREE_ERROR_COPY, "cannot renew '%s': %s", copy,
		    g_strerror(errno));
	return false;
}

static bool empty_tree(const char *copy, GError **error)
{
	g_autoptr(GDir) folder = g_chmod(copy, 0700) == 0 ? g_dir_open(copy, 0, NULL) : NULL;
	const char *name;

	if (!folder)
		return fail_to_renew_tree(copy, error);
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename(copy, name, NULL);
		if (!file_tree_remove(path, error))
			return false;
	}
	return true;
}

/* Moves entry `name` into the place of what somebody may just have put there. */
static bool move_entry_over(const char *name, int from, int to, const char *copy, GError **error)
{
	g_autofree char *path = g_build_filename(copy, name, NULL);

	for (int attempt = 0; attempt < REMOVE_ATTEMPTS; attempt++) {
		if (renameat(from, name, to, name) == 0)
			return true;
		if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR && errno != EISDIR)
			break;
		if (!file_tree_remove(path, error))
			return false;
	}
	return fail_to_renew_tree(path, error);
}

/* The same of any entry: a folder that its owner may not write to would not let itself be moved. */
static bool move_entry(const char *name, int from, int to, const char *copy, GError **error)
{
	struct stat status;

	if (fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return fail_to_renew_tree(copy, error);
	if (!S_ISDIR(status.st_mode) || status.st_mode & S_IWUSR)
		return move_entry_over(name, from, to, copy, error);
	mode_t mode = status.st_mode & 07777;
	if (fchmodat(from, name, mode | S_IRWXU, 0) != 0)
		return fail_to_renew_tree(copy, error);
	return move_entry_over(name, from, to, copy, error) &&
	       (fchmodat(to, name, mode, AT_SYMLINK_NOFOLLOW) == 0 ||
		fail_to_renew_tree(copy, error));
}

/* Moves all that is in the folder `beside` into the folder `copy`. */
static bool move_entries(const char *beside, const char *copy, GError **error)
{
	scoped_fd from = open(beside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	scoped_fd to = open(copy, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	g_autoptr(GDir) folder = g_dir_open(beside, 0, NULL);
	const char *name;

	if (from < 0 || to < 0 || !folder || fstat(from, &status) != 0 || fchmod(from, 0700) != 0)
		return fail_to_renew_tree(copy, error);
	while ((name = g_dir_read_name(folder)))
		if (!move_entry(name, from, to, copy, error))
			return false;
	return fchmod(to, status.st_mode & 07777) == 0 || fail_to_renew_tree(copy, error);
}

bool file_tree_renew(const char *source, const char *copy, GError **error)
{
	g_autofree char *beside = g_strconcat(copy, ".new", NULL);

	/* Who still has `copy` open might put links into it, where the copier would follow them: so
	 * it works beside it, where nobody comes. */
	bool is_renewed = file_tree_remove(beside, error) && empty_tree(copy, error) &&
			  file_tree_copy(source, beside, error) &&
			  move_entries(beside, copy, error);
	return file_tree_remove(beside, is_renewed ? error : NULL) && is_renewed;
}

/* ---- removing ---- */

/* Removes what one step of the walk has reached. Returns 0, or the errno of what stayed. */
static int remove_tree_entry(const FTSENT *entry)
{
	int failed = 0;

	switch (entry->fts_info) {
	case FTS_D: /* before its content: make sure that it can be opened and emptied */
		fchmodat(AT_FDCWD, entry->fts_accpath, 0700, AT_SYMLINK_NOFOLLOW);
		break;
	case FTS_DNR:
	case FTS_DP:
		failed = rmdir(entry->fts_accpath);
		break;
	case FTS_ERR:
		return entry->fts_errno;
	default:
		failed = unlink(entry->fts_accpath);
	}
	return failed != 0 && errno != ENOENT ? errno : 0;
}

static int remove_tree_once(const char *path, char **stayed)
{
	char *const roots[] = {(char *)path, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL, NULL);
	int first_failure = 0;
	FTSENT *entry;

	if (!walk)
		return errno;
	while ((entry = fts_read(walk))) {
		int failure = entry->fts_info == FTS_NS ? 0 : remove_tree_entry(entry);
		if (failure != 0 && first_failure == 0) {
			first_failure = failure;
			*stayed = g_strdup(entry->fts_path);
		}
	}
	fts_close(walk);
	return first_failure;
}

bool file_tree_remove(const char *path, GError **error)
{
	int failure = ENOTEMPTY;

	for (int attempt = 0; failure != 0 && attempt < REMOVE_ATTEMPTS; attempt++) {
		g_autofree char *stayed = NULL;
		failure = remove_tree_once(path, &stayed);
		if (failure != 0 && failure != ENOTEMPTY) {
			g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(failure),
				    "cannot remove '%s': %s", stayed ? stayed : path,
				    g_strerror(failure));
			return false;
		}
	}
	if (failure != 0)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
			    "cannot remove '%s': something still writes into it", path);
	return failure == 0;
}
