#include "environments/artifacts_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Zeros are looked for in blocks of this size. */
enum { HOLE_BYTES = 65536 };

/* A walk through the folder. */
struct filter {
	char *root; /* its true path */
	GHashTable
		*names; /* inode of a file that has several names -> how many are in the folder */
	unsigned refused;
	char *first; /* what was refused first, and why */
};

/* Told of each entry of a walk. False with errno set stops it. */
typedef bool (*filter_entry_fn)(struct filter *filter, const FTSENT *entry);

static bool fail_to_filter(const char *path, int reason, GError **error)
{
	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(reason),
		    "cannot look at '%s': %s", path, g_strerror(reason));
	return false;
}

/* Walks through all of `folder` but itself, each folder before what is in it. */
static bool filter_walk(struct filter *filter, const char *folder, filter_entry_fn visit,
			GError **error)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool is_done = walk != NULL;
	FTSENT *entry;

	if (!walk)
		return fail_to_filter(folder, errno, error);
	while (is_done && (errno = 0, entry = fts_read(walk))) {
		bool is_unseen = entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS ||
				 entry->fts_info == FTS_ERR;
		if (is_unseen)
			errno = entry->fts_errno;
		if (is_unseen ||
		    (entry->fts_level > 0 && entry->fts_info != FTS_DP && !visit(filter, entry)))
			is_done = fail_to_filter(entry->fts_path, errno, error);
	}
	if (is_done && errno != 0)
		is_done = fail_to_filter(folder, errno, error);
	fts_close(walk);
	return is_done;
}

static bool is_file_of_several_names(const FTSENT *entry)
{
	return entry->fts_info == FTS_F && entry->fts_statp->st_nlink > 1;
}

static bool open_up_and_count(struct filter *filter, const FTSENT *entry)
{
	if (is_file_of_several_names(entry)) {
		int64_t inode = (int64_t)entry->fts_statp->st_ino;
		unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(filter->names, &inode));
		g_hash_table_insert(filter->names, g_memdup2(&inode, sizeof(inode)),
				    GUINT_TO_POINTER(count + 1));
	}
	if (entry->fts_info != FTS_D && entry->fts_info != FTS_F)
		return true;
	mode_t needed = entry->fts_info == FTS_D ? S_IRWXU : S_IRUSR | S_IWUSR;
	mode_t mode = (entry->fts_statp->st_mode & 0777) | needed;
	return mode == (entry->fts_statp->st_mode & 07777) || chmod(entry->fts_path, mode) == 0;
}

/* True if the link leads to something below the folder. */
static bool leads_inside(const struct filter *filter, const char *link)
{
	g_autofree char *target = realpath(link, NULL);
	size_t length = strlen(filter->root);

	return target && strncmp(target, filter->root, length) == 0 &&
	       (target[length] == '/' || target[length] == '\0');
}

/* Why the entry cannot stay; NULL if it can. */
static const char *flaw_of_entry(const struct filter *filter, const FTSENT *entry)
{
	int64_t inode = (int64_t)entry->fts_statp->st_ino;

	if (S_ISLNK(entry->fts_statp->st_mode))
		return leads_inside(filter, entry->fts_path)
			       ? NULL
			       : "a link that leads out of its folder, or nowhere";
	if (is_file_of_several_names(entry) &&
	    GPOINTER_TO_UINT(g_hash_table_lookup(filter->names, &inode)) !=
		    entry->fts_statp->st_nlink)
		return "a file with another name elsewhere";
	if (entry->fts_info == FTS_F || entry->fts_info == FTS_D)
		return NULL;
	return "neither a file nor a folder";
}

static bool is_all_zero(const char *data, size_t length)
{
	return length == 0 || (data[0] == 0 && memcmp(data, data + 1, length - 1) == 0);
}

/* Makes holes of zeros. Where that cannot be done they stay: nothing is wrong with them. */
static void dig_holes(const char *path, const struct stat *status)
{
	const struct timespec times[] = {status->st_atim, status->st_mtim};
#ifdef FALLOC_FL_PUNCH_HOLE
	scoped_fd file = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	g_autofree char *data = g_malloc(HOLE_BYTES);
	off_t at = 0;
	ssize_t length;

	while (file >= 0 && (at = lseek(file, at, SEEK_DATA)) >= 0 &&
	       (length = pread(file, data, HOLE_BYTES, at)) > 0) {
		if (length == HOLE_BYTES && is_all_zero(data, HOLE_BYTES) &&
		    fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, length) != 0)
			break;
		at += length;
	}
	if (file >= 0)
		futimens(file, times);
#else
	(void)path;
	(void)status;
#endif
}

static bool filter_entry(struct filter *filter, const FTSENT *entry)
{
	const char *flaw = flaw_of_entry(filter, entry);

	if (!flaw) {
		bool may_have_holes = entry->fts_info == FTS_F &&
				      entry->fts_statp->st_size > HOLE_BYTES &&
				      entry->fts_statp->st_blocks > 0;
		if (may_have_holes)
			dig_holes(entry->fts_path, entry->fts_statp);
		return true;
	}
	filter->refused++;
	if (!filter->first)
		filter->first = g_strdup_printf("'%s', %s",
						entry->fts_path + strlen(filter->root) + 1, flaw);
	return unlink(entry->fts_path) == 0;
}

bool artifacts_filter(const char *folder, char **refused, GError **error)
{
	struct filter filter = {.root = realpath(folder, NULL)};

	if (!filter.root)
		return fail_to_filter(folder, errno, error);
	filter.names = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	bool is_done = filter_walk(&filter, filter.root, open_up_and_count, error) &&
		       filter_walk(&filter, filter.root, filter_entry, error);
	*refused = NULL;
	if (is_done && filter.refused == 1)
		*refused = g_strdup(filter.first);
	else if (is_done && filter.refused > 1)
		*refused = g_strdup_printf("%u files, the first %s", filter.refused, filter.first);
	g_hash_table_unref(filter.names);
	g_free(filter.first);
	free(filter.root);
	return is_done;
}
