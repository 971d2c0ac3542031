/* The options of `testr run`. */
#ifndef TESTR_CMD_RUN_OPTIONS_H
#define TESTR_CMD_RUN_OPTIONS_H

#include "cmd/arguments.h"
#include "cmd/selection_options.h"
#include "config/config.h"
#include "run/run_settings.h"

struct run_options {
	struct selection_options selection;
	struct run_settings settings;
	gboolean is_partial;
	gboolean is_subunit;
	gboolean is_forced; /* the repository is made if there is none */
	gboolean is_full;   /* of old; means nothing */
	gboolean is_until_failure;
	int max_iterations;   /* INT_MAX: not given */
	gboolean is_analysis; /* --analyze-isolation: of failing tests only */
	gboolean is_dry;      /* --dry-run */
	char *keep_word;      /* --keep-instances as given; NULL: it was not */
	/* For each of config_keys() its value as an option, NULL if it was not given. */
	char **overrides;
};

/* Parses `argv` as arguments_parse() does, and checks what can be checked of the options alone. */
bool run_options_parse(struct context *context, char **argv, struct run_options *options,
		       struct arguments *arguments, int *status);

/* Sets the keys of `config` that were given as options. False after having told the user why. */
bool run_options_apply(const struct run_options *options, struct config *config);

void run_options_clear(struct run_options *options);

#endif
