#include "cmd/run_selection.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/parallel.h"
#include "subunit/listing.h"

#define CHUNK_SIZE ((size_t)64 << 10)

static bool fail_to_read(const char *path, GError **error)
{
	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
		    "cannot read the list '%s': %s", path, g_strerror(errno));
	return false;
}

static bool feed(struct listing *listing, int fd, const char *path, GError **error)
{
	g_autofree uint8_t *chunk = g_malloc(CHUNK_SIZE);
	ssize_t length;

	while ((length = read(fd, chunk, CHUNK_SIZE)) != 0) {
		if (length > 0)
			listing_feed(listing, chunk, (size_t)length);
		else if (errno != EINTR)
			return fail_to_read(path, error);
	}
	return true;
}

/* The ids in the file at `path`, "-" for stdin: lines, or a subunit listing. */
static GPtrArray *read_list(const char *path, GError **error)
{
	scoped(listing) listing = listing_new();
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fail_to_read(path, error);
		return NULL;
	}
	bool is_read = feed(listing, fd, path, error);
	if (!is_stdin)
		close(fd);
	GPtrArray *ids = is_read ? listing_end(listing, error) : NULL;
	if (is_read && !ids)
		g_prefix_error(error, "cannot use the list '%s': ", path);
	return ids;
}

/* The failing tests as a set. */
static GHashTable *read_failing(struct repository *repository, GError **error)
{
	g_autoptr(GPtrArray) ids = repository_failing(repository, error);

	if (!ids)
		return NULL;
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < ids->len; i++)
		g_hash_table_add(set, g_strdup(ids->pdata[i]));
	return set;
}

static bool is_possible(const struct selection *selection, const struct config *config,
			GError **error)
{
	if (selection_is_everything(selection))
		return true;
	if (!config_can_choose(config))
		return parallel_demand_choice(config, error);
	/* Filters have something to work on if the tests were asked for by id. */
	if (selection->filters && !selection->only && !selection->load_list)
		return parallel_demand_listing(config, error);
	return true;
}

bool run_selection_init(struct run_selection *run_selection, const struct run_options *options,
			const struct arguments *arguments, const struct config *config,
			struct repository *repository, GError **error)
{
	cleared(run_selection) read = {0};
	struct selection *selection = &read.selection;

	if (arguments->words[0]) {
		selection->filters =
			selection_compile((const char *const *)arguments->words, error);
		if (!selection->filters)
			return false;
	}
	if (options->load_list) {
		selection->load_list = read_list(options->load_list, error);
		if (!selection->load_list)
			return false;
	}
	if (options->is_failing_only || options->is_analysis) {
		selection->only = read_failing(repository, error);
		if (!selection->only)
			return false;
	}
	if (!is_possible(selection, config, error))
		return false;
	*run_selection = read;
	memset(&read, 0, sizeof read);
	return true;
}

bool run_selection_is_done(const struct run_selection *run_selection)
{
	GHashTable *only = run_selection->selection.only;

	return only && g_hash_table_size(only) == 0;
}

void run_selection_clear(struct run_selection *run_selection)
{
	g_clear_pointer(&run_selection->selection.filters, g_ptr_array_unref);
	g_clear_pointer(&run_selection->selection.load_list, g_ptr_array_unref);
	g_clear_pointer(&run_selection->selection.only, g_hash_table_unref);
}
