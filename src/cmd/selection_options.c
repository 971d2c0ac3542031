#include "cmd/selection_options.h"

#include <string.h>

void selection_options_append(GArray *entries, struct selection_options *options)
{
	const GOptionEntry own[] = {
		{"failing", 0, 0, G_OPTION_ARG_NONE, &options->request.is_failing_only,
		 "Only tests known to be failing.", NULL},
		{"load-list", 0, 0, G_OPTION_ARG_FILENAME, &options->request.load_list,
		 "Only the tests listed in FILE, one a line, in that order; - is standard input.",
		 "FILE"},
		{"exclude", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->request.excludes,
		 "No tests in whose ids the regular expression REGEX is found. May be given "
		 "several times, as may the next two.",
		 "REGEX"},
		{"include-list", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->request.include_lists,
		 "More filters, one a line in FILE; # begins a comment.", "FILE"},
		{"exclude-list", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->request.exclude_lists,
		 "More to exclude, one a line in FILE; # begins a comment.", "FILE"},
		{"shard", 0, 0, G_OPTION_ARG_FILENAME, &options->shard_word,
		 "Of N parts that take about as long, only the I-th: the others are for other "
		 "machines.",
		 "I/N"},
		{"shard-from", 0, 0, G_OPTION_ARG_FILENAME, &options->request.shard_from,
		 "For --shard: how long tests take, as stats --durations prints it.", "FILE"},
	};
	g_array_append_vals(entries, own, G_N_ELEMENTS(own));
}

static int count_stdin(char **paths)
{
	int count = 0;

	for (; paths && *paths; paths++)
		count += strcmp(*paths, "-") == 0;
	return count;
}

const char *selection_options_settle(struct selection_options *options)
{
	char *load_lists[] = {options->request.load_list, NULL};
	char *shard_froms[] = {options->request.shard_from, NULL};

	if (options->shard_word && !shard_parse(options->shard_word, &options->request.shard))
		return "--shard is I/N: the I-th of N shards, both numbers from 1, N at most "
		       "1000000";
	if (options->request.shard_from && !options->shard_word)
		return "--shard-from does not go without --shard";
	if (count_stdin(load_lists) + count_stdin(shard_froms) +
		    count_stdin(options->request.include_lists) +
		    count_stdin(options->request.exclude_lists) >
	    1)
		return "only one file can come from standard input";
	return NULL;
}

void selection_options_clear(struct selection_options *options)
{
	g_free(options->request.load_list);
	g_strfreev(options->request.excludes);
	g_strfreev(options->request.include_lists);
	g_strfreev(options->request.exclude_lists);
	g_free(options->shard_word);
	g_free(options->request.shard_from);
}
