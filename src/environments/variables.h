/* The variables that --env gives to commands. */
#ifndef TESTR_ENVIRONMENTS_VARIABLES_H
#define TESTR_ENVIRONMENTS_VARIABLES_H

#include <glib.h>

#include "environments/options.h"

/*
 * "NAME=VALUE" for each --env in `options`, in order; one without a value takes that of this
 * process, and is left out if there is none. NULL-terminated, owned by the caller.
 */
char **variables_from(const struct options *options);

#endif
