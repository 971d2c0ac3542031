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

/* How many entries of a folder one copier gets: paths are at most 4096 bytes long, and argument
 * lists have some 2 MiB. */
enum { COPIED_AT_ONCE = 400 };

static const char repository_name[] = ".testrepository";

G_DEFINE_QUARK(testr_tree, file_tree_error)

/* ---- copying ---- */

static GPtrArray *copier_words(const char *copy)
{
	return program_words("env", "LC_ALL=C", "cp", "--archive", "--reflink=auto",
			     "--target-directory", copy, "--", NULL);
}

/* True if all that the copier said is that something in `source` was gone when it came to it. */
static bool has_only_vanished(const char *said, const char *source)
{
	static const char *const begins[] = {"cp: cannot stat '", "cp: cannot open '",
					     "cp: cannot access '",
					     "cp: cannot read symbolic link '"};
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);

	for (char **line = lines; *line; line++) {
		const char *path = NULL;
		for (size_t i = 0; i < G_N_ELEMENTS(begins); i++)
			if (g_str_has_prefix(*line, begins[i]))
				path = *line + strlen(begins[i]);
		bool is_vanished = path && g_str_has_prefix(path, source) &&
				   g_str_has_suffix(path, ": No such file or directory");
		if (**line && !is_vanished)
			return false;
	}
	return true;
}

/* Runs the copier. What vanishes while it works is no failure. */
static bool copy_entries(const GPtrArray *words, const char *source, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *said = NULL;

	if (program_run_told(words, &said, &reason) ||
	    (g_error_matches(reason, PROGRAM_ERROR, PROGRAM_ERROR_FAILED) && *said &&
	     has_only_vanished(said, source)))
		return true;
	g_propagate_error(error, g_steal_pointer(&reason));
	return false;
}

/* Copies everything directly in `source` but what is called `left_out`, so much at a time as an
 * argument list holds. */
static bool copy_all_entries(const char *source, const char *left_out, const char *copy,
			     GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(source, 0, error);
	g_autoptr(GPtrArray) words = copier_words(copy);
	const unsigned fixed = words->len;
	const char *name;

	if (!folder)
		return false;
	while ((name = g_dir_read_name(folder))) {
		if (strcmp(name, left_out) == 0)
			continue;
		program_add(words, g_build_filename(source, name, NULL));
		if (words->len < fixed + COPIED_AT_ONCE)
			continue;
		if (!copy_entries(words, source, error))
			return false;
		g_ptr_array_unref(words);
		words = copier_words(copy);
	}
	return words->len == fixed || copy_entries(words, source, error);
}

static bool fail_to_copy(const char *source, const char *why, GError **error)
{
	g_set_error(error, FILE_TREE_ERROR, FILE_TREE_ERROR_COPY, "cannot copy '%s': %s", source,
		    why);
	return false;
}

/* Fills `copy`, which is empty and can be written to. What is on the way to the repository, which
 * `place` tells, is made folder by folder. */
static bool fill_tree(const char *source, const char *place, const char *copy, GError **error)
{
	g_autoptr(GError) reason = NULL;
	const char *name = place + strspn(place, "/");
	g_autofree char *next = g_strndup(name, strcspn(name, "/"));
	struct stat status;

	if (!copy_all_entries(source, *next ? next : repository_name, copy, &reason))
		return fail_to_copy(source, reason->message, error);
	if (*next) {
		g_autofree char *deeper = g_build_filename(source, next, NULL);
		g_autofree char *deeper_copy = g_build_filename(copy, next, NULL);
		if (!file_tree_copy(deeper, name + strlen(next), deeper_copy, error))
			return false;
	}
	/* Last, since a folder that its owner may not write to could not be filled. */
	if (stat(source, &status) == 0)
		g_chmod(copy, status.st_mode & 07777);
	return true;
}

bool file_tree_copy(const char *source, const char *place, const char *copy, GError **error)
{
	struct stat status;

	if (stat(source, &status) == 0 && mkdir(copy, 0700) == 0)
		return fill_tree(source, place, copy, error);
	return fail_to_copy(source, g_strerror(errno), error);
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

bool file_tree_renew(const char *source, const char *place, const char *copy, GError **error)
{
	g_autofree char *beside = g_strconcat(copy, ".new", NULL);

	/* Who still has `copy` open might put links into it, where the copier would follow them: so
	 * it works beside it, where nobody comes. */
	bool is_renewed = file_tree_remove(beside, error) && empty_tree(copy, error) &&
			  file_tree_copy(source, place, beside, error) &&
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
