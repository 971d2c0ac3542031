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

#endif
