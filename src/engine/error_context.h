/* The context of an error: the command that failed and the end of its stderr, below the message. */
#ifndef TESTR_ENGINE_ERROR_CONTEXT_H
#define TESTR_ENGINE_ERROR_CONTEXT_H

#include "engine/tail.h"

/*
 * Appends to the message of `error` the command (NULL: there was none) and the end of its stderr,
 * in lines of their own, indented.
 */
void error_context_append(GError *error, const char *command, const struct tail *errors);

/* The same when `errors` has just been shown: if there was any, says so in its place. */
void error_context_append_shown(GError *error, const char *command, const struct tail *errors);

/* Appends the end of its stdout in the same way, unless there was none. */
void error_context_append_output(GError *error, const struct tail *output);

#endif
