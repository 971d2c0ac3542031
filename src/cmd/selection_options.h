/* The options that choose tests: those of `testr run` and `testr list-tests`. */
#ifndef TESTR_CMD_SELECTION_OPTIONS_H
#define TESTR_CMD_SELECTION_OPTIONS_H

#include <glib.h>

struct selection_options {
	gboolean is_failing_only;
	char *load_list;      /* path; "-" for stdin; NULL: not given */
	char **excludes;      /* regular expressions; this and the next: NULL if not given */
	char **include_lists; /* paths of lists of them; "-" for stdin */
	char **exclude_lists;
};

/* Appends them to `entries` (of GOptionEntry), to be parsed into `options`, all zeros so far. */
void selection_options_append(GArray *entries, struct selection_options *options);

/* What is wrong with them taken together, or NULL. */
const char *selection_options_fault(const struct selection_options *options);

void selection_options_clear(struct selection_options *options);

#endif
