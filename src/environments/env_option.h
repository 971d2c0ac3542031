/* The option --env: the variables that it gives to commands. */
#ifndef TESTR_ENVIRONMENTS_ENV_OPTION_H
#define TESTR_ENVIRONMENTS_ENV_OPTION_H

#include <glib.h>

#include "environments/option_values.h"

/*
 * "NAME=VALUE" for each --env in `options`, in order; one without a value takes that of this
 * process, and is left out if there is none. NULL-terminated, owned by the caller.
 */
char **env_option_variables(const struct option_values *options);

#endif
