/* The error that a finished run ends with, as the user is told it. */
#ifndef TESTR_ENGINE_RUN_ERROR_H
#define TESTR_ENGINE_RUN_ERROR_H

#include "engine/driver.h"

/*
 * What the finished run of `driver` could not do: what failed and why, the context, what to do.
 * When instances could not be disposed of, too, that follows. Owned by the caller; NULL when only
 * tests failed, or nothing did.
 */
GError *run_error_of(const struct driver *driver);

#endif
