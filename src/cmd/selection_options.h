/* The options that choose tests: those of `testr run` and `testr list-tests`. */
#ifndef TESTR_CMD_SELECTION_OPTIONS_H
#define TESTR_CMD_SELECTION_OPTIONS_H

#include <glib.h>

#include "select/shard.h"

struct selection_options {
	gboolean is_failing_only;
	char *load_list;      /* path; "-" for stdin; NULL: not given */
	char **excludes;      /* regular expressions; this and the next: NULL if not given */
	char **include_lists; /* paths of lists of them; "-" for stdin */
	char **exclude_lists;
	char *shard_word; /* as given; NULL: it was not */
	char *shard_from; /* path of a file of durations; NULL: those of the repository */
	struct shard shard;
};

/* Appends them to `entries` (of GOptionEntry), to be parsed into `options`, all zeros so far. */
void selection_options_append(GArray *entries, struct selection_options *options);

/* To be called when they have been parsed: what is wrong with them, or NULL and `shard` is set. */
const char *selection_options_settle(struct selection_options *options);

void selection_options_clear(struct selection_options *options);

#endif
