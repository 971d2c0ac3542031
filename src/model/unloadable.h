/*
 * What could not be loaded while the tests were listed: a module, a file, a package. Nobody knows
 * the tests in it; in their place there is one that fails.
 */
#ifndef TESTR_MODEL_UNLOADABLE_H
#define TESTR_MODEL_UNLOADABLE_H

#include <glib.h>

#include "base/bytes.h"

/* More of what was said about all of them together is not kept, in bytes. */
#define UNLOADABLE_BYTES_MAX ((size_t)4 << 20)

struct unloadable {
	char *id;     /* of the test that fails in its place */
	GString *why; /* a traceback, most often */
};

/* An array of struct unloadable *, which frees them; owned by the caller. */
GPtrArray *unloadables_new(void);

/* Adds one called `id`, of which nothing is known yet. Both are copied. */
void unloadables_add(GPtrArray *unloadables, struct text id);

/* Adds `line`, and a newline, to what is known of the last one. */
void unloadables_explain(GPtrArray *unloadables, struct text line);

#endif
