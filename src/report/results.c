#include "report/results.h"

#include "report/failure.h"

struct results {
	struct results_options options;
	struct collector *collector;
	size_t filtered;
	int64_t first_ns;    /* start of the first result; TIME_NONE: none had a time */
	int64_t last_ns;     /* end of the last; likewise */
	GHashTable *not_run; /* set of char *: cut off or not run, and nothing else since */
};

static bool has_filtered_tag(const struct results *results, const struct result *result)
{
	if (!results->options.filter_tags)
		return false;
	for (size_t i = 0; i < result->tags->len; i++)
		if (g_strv_contains(results->options.filter_tags, result->tags->pdata[i]))
			return true;
	return false;
}

static void show_failure(const struct results *results, const struct result *result)
{
	g_autoptr(GString) block = g_string_new(NULL);

	if (!results->options.show)
		return;
	failure_format(block, result, &results->options.style);
	results->options.show(results->options.data, (struct text){block->str, block->len});
}

static void note_not_run(struct results *results, const struct result *result)
{
	if (result->outcome == OUTCOME_NOT_RUN)
		g_hash_table_add(results->not_run, g_strdup(result->test_id));
	else if (g_hash_table_size(results->not_run) > 0)
		g_hash_table_remove(results->not_run, result->test_id);
}

/* An end without start is a start too: such a result is a moment. */
static void note_times(struct results *results, const struct result *result)
{
	int64_t ended_ns = result->ended_ns;
	int64_t started_ns = result->started_ns != TIME_NONE ? result->started_ns : ended_ns;

	if (ended_ns == TIME_NONE)
		return;
	if (results->first_ns == TIME_NONE || started_ns < results->first_ns)
		results->first_ns = started_ns;
	if (results->last_ns == TIME_NONE || ended_ns > results->last_ns)
		results->last_ns = ended_ns;
}

static bool take_result(const struct result *result, void *data, GError **error)
{
	struct results *results = data;

	(void)error;
	note_not_run(results, result);
	note_times(results, result);
	if (outcome_is_failure(result->outcome))
		show_failure(results, result);
	else if (result->outcome != OUTCOME_NOT_RUN && has_filtered_tag(results, result))
		results->filtered++;
	return true;
}

struct results *results_new(const struct results_options *options)
{
	struct results *results = g_new0(struct results, 1);

	results->options = *options;
	results->first_ns = TIME_NONE;
	results->last_ns = TIME_NONE;
	results->collector = collector_new(take_result, results);
	results->not_run = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return results;
}

struct sink *results_sink(struct results *results)
{
	return collector_sink(results->collector);
}

void results_end(struct results *results)
{
	collector_end(results->collector, NULL);
}

size_t results_filtered(const struct results *results)
{
	return results->filtered;
}

int64_t results_span_ns(const struct results *results)
{
	return results->first_ns == TIME_NONE ? 0 : results->last_ns - results->first_ns;
}

static void add_id(gpointer id, gpointer value, gpointer ids)
{
	(void)value;
	g_ptr_array_add(ids, id);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *results_not_run(const struct results *results)
{
	GPtrArray *ids = g_ptr_array_new();

	g_hash_table_foreach(results->not_run, add_id, ids);
	g_ptr_array_sort(ids, compare_ids);
	return ids;
}

void results_free(struct results *results)
{
	if (!results)
		return;
	collector_free(results->collector);
	g_hash_table_unref(results->not_run);
	g_free(results);
}
