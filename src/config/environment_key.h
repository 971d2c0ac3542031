/* The key `environment`: one line that stands for the three callouts of a built-in environment. */
#ifndef TESTR_CONFIG_ENVIRONMENT_KEY_H
#define TESTR_CONFIG_ENVIRONMENT_KEY_H

#include "config/config.h"

/*
 * Fills in the callouts that `config->environment`, NAME and its options, stands for:
 * `testr environment NAME provision|execute|dispose ...`, by this very program. Callouts that the
 * file has of its own stay. Those that `before` stood for, which was the environment up to now,
 * go; NULL: there was none.
 */
void environment_key_expand(struct config *config, const char *before);

/* Puts `environment`, not empty, in the place of the one there is and of all callouts. */
void environment_key_impose(struct config *config, const char *environment);

/* True if instances of `config` are disposed of by the callout of its environment, not by one of
 * the file's own. */
bool environment_key_disposes(const struct config *config);

/*
 * Makes `substitute` like `config`, from which it borrows what it has, but with the callouts of
 * `environment`, NAME and its options. To be cleared by environment_key_clear_substitute().
 */
void environment_key_substitute(struct config *substitute, const struct config *config,
				const char *environment);
void environment_key_clear_substitute(struct config *substitute);

#endif
