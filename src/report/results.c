#include "report/results.h"

#include "base/hash.h"
#include "model/relation.h"
#include "report/failure.h"
#include "report/terminal.h"

struct results {
	struct results_options options;
	struct collector *collector;
	size_t filtered;
	int64_t first_ns;          /* start of the first result; TIME_NONE: none had a time */
	int64_t last_ns;           /* end of the last; likewise */
	struct skip_counts *skips; /* NULL: nobody asks for them */
	GHashTable *held;          /* char * to struct held: failures of tests that are run again */
	size_t held_bytes;
	GHashTable *below;    /* id of a fixture -> how many tests failed because of it */
	GHashTable *fixtures; /* set of char *: those whose failure has been shown */
};

/* A failure that is held back. */
struct held {
	enum outcome outcome;
	GString *rest; /* of its block */
};

static void held_free(void *data)
{
	struct held *held = data;

	g_string_free(held->rest, true);
	g_free(held);
}

static bool has_filtered_tag(const struct results *results, const struct result *result)
{
	if (!results->options.filter_tags)
		return false;
	for (size_t i = 0; i < result->tags->len; i++)
		if (g_strv_contains(results->options.filter_tags, result->tags->pdata[i]))
			return true;
	return false;
}

static void collect_id(gpointer id, gpointer value, gpointer ids)
{
	(void)value;
	g_ptr_array_add(ids, id);
}

static int compare_result_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *sorted_ids(GHashTable *table)
{
	GPtrArray *ids = g_ptr_array_new();

	g_hash_table_foreach(table, collect_id, ids);
	g_ptr_array_sort(ids, compare_result_ids);
	return ids;
}

/* ---- failures ---- */

static void show_failure(const struct results *results, const struct result *result)
{
	g_autoptr(GString) block = g_string_new(NULL);

	if (!results->options.show)
		return;
	failure_format(block, result, &results->options.style);
	results->options.show(results->options.data, (struct text){block->str, block->len});
}

static void hold_failure(struct results *results, const struct result *result)
{
	struct held *held = g_new0(struct held, 1);

	held->outcome = result->outcome;
	held->rest = g_string_new(NULL);
	if (results->options.show && results->held_bytes < HELD_BYTES_MAX)
		failure_format_rest(held->rest, result, &results->options.style);
	results->held_bytes += held->rest->len;
	g_hash_table_insert(results->held, g_strdup(result->test_id), held);
}

/* It is known what has come of the failure that was held back, if one was. */
static void let_go(struct results *results, const char *test_id)
{
	const struct held *held = g_hash_table_lookup(results->held, test_id);

	if (!held)
		return;
	results->held_bytes -= held->rest->len;
	g_hash_table_remove(results->held, test_id);
}

/* Shows the failure that was held back, as `outcome`. */
static void show_held(const struct results *results, const char *test_id, enum outcome outcome)
{
	const struct held *held = g_hash_table_lookup(results->held, test_id);
	g_autoptr(GString) block = g_string_new(NULL);

	if (!results->options.show)
		return;
	failure_format_head(block, test_id, outcome, &results->options.style);
	if (held)
		g_string_append_len(block, held->rest->str, (gssize)held->rest->len);
	results->options.show(results->options.data, (struct text){block->str, block->len});
}

/* The fixture because of which the test failed; NULL: it failed by itself. Borrowed. */
static const char *fixture_above(const struct result *result)
{
	for (size_t i = 0; i < result->tags->len; i++)
		if (g_str_has_prefix(result->tags->pdata[i], TAG_BELOW_PREFIX))
			return (const char *)result->tags->pdata[i] + strlen(TAG_BELOW_PREFIX);
	return NULL;
}

static void count_below(struct results *results, const char *fixture)
{
	size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(results->below, fixture));

	g_hash_table_insert(results->below, g_strdup(fixture), GSIZE_TO_POINTER(count + 1));
}

/* True if it is a fixture's failure that another worker has told of. */
static bool is_shown_fixture(const struct results *results, const struct result *result)
{
	struct fixture fixture;

	return fixture_parse(text_of(result->test_id), &fixture) &&
	       !g_hash_table_add(results->fixtures, g_strdup(result->test_id));
}

static void show_below(const struct results *results)
{
	g_autoptr(GPtrArray) fixtures = sorted_ids(results->below);

	for (size_t i = 0; i < fixtures->len; i++) {
		const char *fixture = fixtures->pdata[i];
		size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(results->below, fixture));
		g_autoptr(GString) line = g_string_new(NULL);

		terminal_append(line, text_of(fixture), &results->options.style);
		g_string_append_printf(
			line, " did not pass: %zu test%s below it did not run, and fail%s\n", count,
			count == 1 ? "" : "s", count == 1 ? "s" : "");
		results->options.show(results->options.data, (struct text){line->str, line->len});
	}
}

static void take_failed(struct results *results, const struct result *result)
{
	const char *fixture = fixture_above(result);

	if (fixture)
		count_below(results, fixture);
	if (fixture)
		return;
	let_go(results, result->test_id);
	if (!result->is_retried && is_shown_fixture(results, result))
		return;
	if (result->is_retried)
		hold_failure(results, result);
	else
		show_failure(results, result);
}

static void take_flaky(struct results *results, const struct result *result)
{
	show_held(results, result->test_id, OUTCOME_FLAKY);
	let_go(results, result->test_id);
}

/* ---- all results ---- */

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

static bool results_take(const struct result *result, void *data, GError **error)
{
	struct results *results = data;

	(void)error;
	note_times(results, result);
	if (results->skips)
		skip_counts_add(results->skips, result);
	if (outcome_is_failure(result->outcome))
		take_failed(results, result);
	else if (result->outcome == OUTCOME_FLAKY)
		take_flaky(results, result);
	if (!outcome_is_failure(result->outcome) && result->outcome != OUTCOME_NOT_RUN &&
	    has_filtered_tag(results, result))
		results->filtered++;
	return true;
}

struct results *results_new(const struct results_options *options)
{
	struct results *results = g_new0(struct results, 1);

	results->options = *options;
	results->first_ns = TIME_NONE;
	results->last_ns = TIME_NONE;
	results->collector = collector_new(results_take, results);
	results->below = g_hash_table_new_full(hash_string, g_str_equal, g_free, NULL);
	results->fixtures = g_hash_table_new_full(hash_string, g_str_equal, g_free, NULL);
	results->held = g_hash_table_new_full(hash_string, g_str_equal, g_free, held_free);
	return results;
}

void results_count_skips(struct results *results, struct skip_counts *counts)
{
	results->skips = counts;
}

struct sink *results_sink(struct results *results)
{
	return collector_sink(results->collector);
}

size_t results_filtered(const struct results *results)
{
	return results->filtered;
}

int64_t results_span_ns(const struct results *results)
{
	return results->first_ns == TIME_NONE ? 0 : results->last_ns - results->first_ns;
}

void results_end(struct results *results, bool was_interrupted)
{
	collector_end(results->collector, was_interrupted, NULL);
	g_autoptr(GPtrArray) ids = sorted_ids(results->held);
	for (size_t i = 0; i < ids->len; i++) {
		const struct held *held = g_hash_table_lookup(results->held, ids->pdata[i]);
		show_held(results, ids->pdata[i], held->outcome);
	}
	g_hash_table_remove_all(results->held);
	if (results->options.show)
		show_below(results);
}

void results_free(struct results *results)
{
	if (!results)
		return;
	collector_free(results->collector);
	g_hash_table_unref(results->below);
	g_hash_table_unref(results->fixtures);
	g_hash_table_unref(results->held);
	g_free(results);
}
