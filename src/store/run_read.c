/* Reads the streams of runs: all of a run, or what failed. */
#include "base/hash.h"
#include "store/index_queries.h"
#include "store/journal_file.h"
#include "store/layout.h"
#include "store/open_repository.h"
#include "store/repository.h"
#include "store/run_markers.h"
#include "store/stream.h"

/* A sink that passes on what is asked for. */
struct event_filter {
	struct sink sink;
	struct sink *next; /* borrowed */
	/* Set of struct text *: only events of these tests. NULL: all but markers. */
	GHashTable *wanted;
};

static bool pass_wanted(struct sink *sink, const struct event *event, GError **error)
{
	const struct event_filter *filter = (const struct event_filter *)sink;
	bool is_wanted;

	if (filter->wanted)
		is_wanted = event->test_id.data &&
			    g_hash_table_contains(filter->wanted, &event->test_id);
	else
		is_wanted = !run_markers_are_in(event);
	return !is_wanted || sink_event(filter->next, event, error);
}

/* Reads `count` ranges of the stream of run `number` through `filter`. */
static bool read_ranges(const struct repository *repository, int64_t number,
			const struct stream_range *ranges, size_t count,
			struct event_filter *filter, GError **error)
{
	g_autofree char *path = layout_stored_stream(repository->folder, number);
	scoped(reader) reader = reader_new(READER_LISTING, &filter->sink);
	g_autoptr(GError) why = NULL;

	bool is_whole = stream_read(path, ranges, count, reader, &why);
	bool is_damaged = g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	if ((is_whole || is_damaged) && !reader_end(reader, error))
		return false;
	/* The index has it, so it is not just one that never was. */
	if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN))
		why->code = REPOSITORY_ERROR_DAMAGED;
	if (!is_whole)
		g_propagate_prefixed_error(error, g_steal_pointer(&why),
					   "cannot read run %" G_GINT64_FORMAT ": ", number);
	return is_whole;
}

bool repository_read(struct repository *repository, int64_t number, struct sink *sink,
		     GError **error)
{
	struct event_filter filter = {.sink = {pass_wanted}, .next = sink};
	struct run run;

	return repository_run(repository, number, &run, error) &&
	       read_ranges(repository, number, &STREAM_ALL, 1, &filter, error);
}

GBytes *repository_journal(struct repository *repository, int64_t number, GError **error)
{
	g_autofree char *path = layout_stored_journal(repository->folder, number);

	return journal_file_read(path, error);
}

/* ---- what failed ---- */

/* The parts of a run's stream with events of failing tests in them. */
struct stream_part {
	int64_t run;
	GArray *ranges;     /* of struct stream_range */
	GHashTable *wanted; /* set of struct text *, each with its text behind it */
};

static guint hash_text_key(const void *key)
{
	return (guint)hash_text(0, *(const struct text *)key);
}

static gboolean text_keys_are_equal(const void *a, const void *b)
{
	return text_equal(*(const struct text *)a, *(const struct text *)b);
}

static void clear_part(void *data)
{
	struct stream_part *part = data;

	g_array_unref(part->ranges);
	g_hash_table_unref(part->wanted);
}

static void want(struct stream_part *part, const char *test_id)
{
	size_t length = strlen(test_id);
	struct text *key = g_malloc(sizeof(*key) + length);

	*key = (struct text){(const char *)(key + 1), length};
	memcpy(key + 1, test_id, length);
	g_hash_table_add(part->wanted, key);
}

/* That of `run`, which is the last one or new. */
static struct stream_part *find_part(GArray *parts, int64_t run)
{
	struct stream_part *last =
		parts->len > 0 ? &g_array_index(parts, struct stream_part, parts->len - 1) : NULL;

	if (last && last->run == run)
		return last;
	struct stream_part part = {.run = run};
	part.ranges = g_array_new(false, false, sizeof(struct stream_range));
	part.wanted = g_hash_table_new_full(hash_text_key, text_keys_are_equal, g_free, NULL);
	g_array_append_val(parts, part);
	return &g_array_index(parts, struct stream_part, parts->len - 1);
}

/* Adds `range`, which begins where the last one does or later. */
static void add_range(struct stream_part *part, struct stream_range range)
{
	struct stream_range *last =
		part->ranges->len > 0
			? &g_array_index(part->ranges, struct stream_range, part->ranges->len - 1)
			: NULL;

	/* Tests that ran at the same time. */
	if (last && range.begin <= last->end)
		last->end = MAX(last->end, range.end);
	else
		g_array_append_val(part->ranges, range);
}

/* The parts of streams that tell of the last failure of each failing test, by run and place. */
static GArray *find_failing_parts(struct repository *repository, GError **error)
{
	g_autoptr(GArray) parts = g_array_new(false, false, sizeof(struct stream_part));
	sqlite3_stmt *query = database_query(repository->index, error, INDEX_FAILING_RESULTS, "");
	enum query_step step = QUERY_FAILED;

	g_array_set_clear_func(parts, clear_part);
	while (query && (step = database_step(repository->index, query, error)) == QUERY_ROW) {
		uint64_t begin = (uint64_t)sqlite3_column_int64(query, 2);
		uint64_t length = (uint64_t)sqlite3_column_int64(query, 3);
		struct stream_part *part = find_part(parts, sqlite3_column_int64(query, 0));

		want(part, (const char *)sqlite3_column_text(query, 1));
		add_range(part, (struct stream_range){begin, begin + length});
	}
	return step == QUERY_DONE ? g_steal_pointer(&parts) : NULL;
}

bool repository_read_failing(struct repository *repository, struct sink *sink, GError **error)
{
	g_autoptr(GArray) parts = find_failing_parts(repository, error);
	g_autoptr(GError) first_damage = NULL;

	for (guint i = 0; parts && i < parts->len; i++) {
		const struct stream_part *part = &g_array_index(parts, struct stream_part, i);
		struct event_filter filter = {{pass_wanted}, sink, part->wanted};
		GError *why = NULL;

		if (read_ranges(repository, part->run,
				(const struct stream_range *)(const void *)part->ranges->data,
				part->ranges->len, &filter, &why))
			continue;
		if (why->domain != REPOSITORY_ERROR) {
			/* The sink's, so nobody wants the rest. */
			g_propagate_error(error, why);
			return false;
		}
		/* One stream that cannot be read does not hide what failed in others. */
		if (first_damage)
			g_error_free(why);
		else
			first_damage = why;
	}
	if (!first_damage)
		return parts != NULL;
	g_propagate_error(error, g_steal_pointer(&first_damage));
	return false;
}
