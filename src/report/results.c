#include "report/results.h"

#include "report/failure.h"

struct results {
	struct results_options options;
	struct collector *collector;
	size_t filtered;
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

static bool take_result(const struct result *result, void *data, GError **error)
{
	struct results *results = data;

	(void)error;
	if (outcome_is_failure(result->outcome))
		show_failure(results, result);
	else if (has_filtered_tag(results, result))
		results->filtered++;
	return true;
}

struct results *results_new(const struct results_options *options)
{
	struct results *results = g_new0(struct results, 1);

	results->options = *options;
	results->collector = collector_new(take_result, results);
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

void results_free(struct results *results)
{
	if (!results)
		return;
	collector_free(results->collector);
	g_free(results);
}
