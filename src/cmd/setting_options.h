/* Options of a command that the table of settings defines (config/settings.h). */
#ifndef TESTR_CMD_SETTING_OPTIONS_H
#define TESTR_CMD_SETTING_OPTIONS_H

#include <glib.h>

#include "config/config.h"

/* What the user gave for one setting. */
struct given_option {
	gboolean is_set; /* a flag */
	char **values;   /* anything else; the last counts, unless it is a list; NULL: none */
};

struct setting_options {
	struct given_option *given; /* for each of settings_all() */
	GPtrArray *texts;           /* of char *: what the entries borrow */
	struct config *asked;       /* what they say, and defaults; NULL before they are settled */
};

/*
 * Appends an entry for each setting with an option to `entries` (of GOptionEntry), to be parsed
 * into `options`, all zeros so far, which must stay where it is; of `part` alone, unless NULL.
 */
void setting_options_append(GArray *entries, struct setting_options *options,
			    const enum setting_part *part);

/* To be called when they have been parsed: sets `options->asked`; fails as the next one. */
bool setting_options_settle(struct setting_options *options, GError **error);

/* Sets in `config` what was given. Fails with CONFIG_ERROR_INVALID (`--NAME must be ...`). */
bool setting_options_apply(const struct setting_options *options, struct config *config,
			   GError **error);

/* True if the option `name`, which exists, was given. */
bool setting_options_has(const struct setting_options *options, const char *name);

void setting_options_clear(struct setting_options *options);

#endif
