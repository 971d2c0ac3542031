/* The verdict of a run, as the error that the user is told; NULL if it could be carried through. */
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
