#include "run/run_selection.h"

#include "base/input.h"
#include "engine/synthetic_results.h"
#include "formats/format.h"
#include "report/message.h"
#include "run/run_settings.h"
#include "select/durations.h"
#include "subunit/damage.h"

static void feed_listing(struct bytes piece, void *listing)
{
	listing_reader_feed(listing, piece);
}

/* The ids in the file at `path`, "-" for stdin: a listing of the default format. */
static GPtrArray *read_ids(const char *path, GError **error)
{
	const struct format_options options = {0};
	scoped(listing_reader) listing = format_default()->new_listing(&options);

	if (!input_read(path, feed_listing, listing, error))
		return NULL;
	GPtrArray *ids = listing_reader_end(listing, error);
	if (!ids)
		g_prefix_error(error, "cannot use '%s': ", path);
	return ids;
}

static bool compile_line(struct text line, void *filters, GError **error)
{
	return selection_compile_line(filters, line, error);
}

/* `filters`, which it takes over, with those in the files at `paths`. NULL with an error. */
static GPtrArray *add_listed_filters(GPtrArray *filters, char **paths, GError **error)
{
	for (; paths && *paths; paths++) {
		if (input_read_lines(*paths, compile_line, filters, error))
			continue;
		g_ptr_array_unref(filters);
		return NULL;
	}
	return filters;
}

/*
 * The regular expressions of `patterns` and those in the files at `paths` (either NULL, or
 * NULL-terminated).
 */
static GPtrArray *read_filters(char **patterns, char **paths, GError **error)
{
	static char *none[] = {NULL};
	GPtrArray *filters =
		selection_compile((const char *const *)(patterns ? patterns : none), error);

	return filters ? add_listed_filters(filters, paths, error) : NULL;
}

/* An include list without expressions would let everything pass, which nobody can want. */
static bool demand_filters(const GPtrArray *filters, char **include_lists, GError **error)
{
	if (!include_lists || filters->len > 0)
		return true;
	g_set_error(error, INPUT_ERROR, INPUT_ERROR_TEXT,
		    "cannot use '%s': it has no regular expression", include_lists[0]);
	return false;
}

bool run_selection_check(const struct run_selection *run_selection, const struct config *config,
			 GError **error)
{
	const struct selection *selection = &run_selection->selection;

	if (selection_is_everything(selection))
		return true;
	if (!config_can_choose(config))
		return run_settings_demand_choice(config, error);
	/* The others have something to choose from if tests were asked for by id. */
	return selection->only || selection->load_list ||
	       run_settings_demand_listing(config, error);
}

static bool read_duration(struct text line, void *durations, GError **error)
{
	return line.length == 0 || durations_read_line(durations, line, error);
}

static int count_stdin(char **paths)
{
	int count = 0;

	for (; paths && *paths; paths++)
		count += strcmp(*paths, "-") == 0;
	return count;
}

const char *selection_request_fault(const struct selection_request *request)
{
	char *load_lists[] = {request->load_list, NULL};
	char *shard_froms[] = {request->shard_from, NULL};
	struct shard shard;

	if (request->shard && !shard_parse(request->shard, &shard))
		return "--shard must be I/N: the I-th of N shards, both numbers from 1, N at most "
		       "1000000";
	if (request->shard_from && !request->shard)
		return "--shard-from needs --shard";
	if (count_stdin(load_lists) + count_stdin(shard_froms) +
		    count_stdin(request->include_lists) + count_stdin(request->exclude_lists) >
	    1)
		return "only one file can come from standard input";
	return NULL;
}

static bool read_shard(struct selection *selection, const struct selection_request *request,
		       GError **error)
{
	if (request->shard && !shard_parse(request->shard, &selection->shard))
		g_error("a shard that was not checked: '%s'", request->shard);
	if (!request->shard_from)
		return true;
	selection->shard_durations = durations_new();
	return input_read_lines(request->shard_from, read_duration, selection->shard_durations,
				error);
}

static bool read_patterns(struct selection *selection, const struct selection_request *request,
			  char **words, GError **error)
{
	selection->words = words;
	selection->filters =
		add_listed_filters(selection_compile_words(words), request->include_lists, error);
	if (!selection->filters ||
	    !demand_filters(selection->filters, request->include_lists, error))
		return false;
	selection->excludes = read_filters(request->excludes, request->exclude_lists, error);
	return selection->excludes != NULL;
}

/*
 * The failing tests. Those that testr itself made up to tell of a failure are none: they go to
 * `strays`.
 */
static GHashTable *read_failing_tests(struct repository *repository, GPtrArray *strays,
				      GError **error)
{
	static const char *const made_up[] = {RETURNCODE_TEST_ID, DAMAGE_TEST_ID};
	GHashTable *failing = repository_failing_set(repository, error);

	for (size_t i = 0; failing && i < G_N_ELEMENTS(made_up); i++)
		if (g_hash_table_remove(failing, made_up[i]))
			g_ptr_array_add(strays, (char *)made_up[i]);
	return failing;
}

bool run_selection_init(struct run_selection *run_selection,
			const struct selection_request *request, char **words,
			struct repository *repository, GError **error)
{
	cleared(run_selection) read = {0};
	struct selection *selection = &read.selection;

	if (!read_patterns(selection, request, words, error) ||
	    !read_shard(selection, request, error))
		return false;
	if (request->load_list) {
		selection->load_list = read_ids(request->load_list, error);
		if (!selection->load_list)
			return false;
	}
	if (request->is_failing_only) {
		read.strays = g_ptr_array_new();
		selection->only = read_failing_tests(repository, read.strays, error);
		if (!selection->only)
			return false;
	}
	*run_selection = read;
	memset(&read, 0, sizeof read);
	return true;
}

bool run_selection_is_done(const struct run_selection *run_selection)
{
	GHashTable *only = run_selection->selection.only;

	return only && g_hash_table_size(only) == 0;
}

int run_selection_conclude(const struct run_selection *run_selection, const struct context *context,
			   const char *verb)
{
	GPtrArray *strays = run_selection->strays;

	if (strays->len == 0) {
		if (!context->is_quiet)
			message("no test is failing: there is nothing to %s", verb);
		return EXIT_PASSED;
	}
	g_ptr_array_add(strays, NULL);
	g_autofree char *names = g_strjoinv(", ", (char **)strays->pdata);
	message("there is nothing to %s: what is failing is no test: %s\n"
		"  `testr run`, of all tests, tells whether it still fails.",
		verb, names);
	return EXIT_NO_TESTS;
}

void run_selection_clear(struct run_selection *run_selection)
{
	g_clear_pointer(&run_selection->strays, g_ptr_array_unref);
	g_clear_pointer(&run_selection->selection.filters, g_ptr_array_unref);
	g_clear_pointer(&run_selection->selection.excludes, g_ptr_array_unref);
	g_clear_pointer(&run_selection->selection.load_list, g_ptr_array_unref);
	g_clear_pointer(&run_selection->selection.only, g_hash_table_unref);
	g_clear_pointer(&run_selection->selection.shard_durations, g_hash_table_unref);
}
