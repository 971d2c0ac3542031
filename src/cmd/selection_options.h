/* The options that choose tests: those of `testr run` and `testr list-tests`. */
#ifndef TESTR_CMD_SELECTION_OPTIONS_H
#define TESTR_CMD_SELECTION_OPTIONS_H

#include <glib.h>

#include "run/run_selection.h"

struct selection_options {
	struct selection_request request;
	char *shard_word; /* as given; NULL: it was not */
};

/* Appends them to `entries` (of GOptionEntry), to be parsed into `options`, all zeros so far. */
void selection_options_append(GArray *entries, struct selection_options *options);

/* To be called when they have been parsed: what is wrong with them, or NULL and the shard is set.
 */
const char *selection_options_settle(struct selection_options *options);

void selection_options_clear(struct selection_options *options);

#endif
