#include "cmd/selection_options.h"

#include <string.h>

void selection_options_append(GArray *entries, struct selection_options *options)
{
	const GOptionEntry own[] = {
		{"failing", 0, 0, G_OPTION_ARG_NONE, &options->is_failing_only,
		 "Only tests known to be failing.", NULL},
		{"load-list", 0, 0, G_OPTION_ARG_FILENAME, &options->load_list,
		 "Only the tests listed in FILE, one a line, in that order; - is standard input.",
		 "FILE"},
		{"exclude", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->excludes,
		 "No tests in whose ids the regular expression REGEX is found. May be given "
		 "several times, as may the next two.",
		 "REGEX"},
		{"include-list", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->include_lists,
		 "More filters, one a line in FILE; # begins a comment.", "FILE"},
		{"exclude-list", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->exclude_lists,
		 "More to exclude, one a line in FILE; # begins a comment.", "FILE"},
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

const char *selection_options_fault(const struct selection_options *options)
{
	char *load_lists[] = {options->load_list, NULL};

	if (count_stdin(load_lists) + count_stdin(options->include_lists) +
		    count_stdin(options->exclude_lists) >
	    1)
		return "only one list can come from standard input";
	return NULL;
}

void selection_options_clear(struct selection_options *options)
{
	g_free(options->load_list);
	g_strfreev(options->excludes);
	g_strfreev(options->include_lists);
	g_strfreev(options->exclude_lists);
}
