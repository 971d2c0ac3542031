/*
 * Python's BasicInterpolation: in a value `%%` stands for a percent sign and `%(name)s` for the
 * value of the key `name`, itself interpolated, to a depth of 10. Any other `%` is an error.
 */
#ifndef TESTR_CONFIG_INTERPOLATE_H
#define TESTR_CONFIG_INTERPOLATE_H

#include <glib.h>

/* The raw value of `key`, which is in lower case; NULL if there is none. Borrowed from `data`. */
typedef const char *(*interpolate_lookup)(const void *data, const char *key);

/*
 * `value` interpolated, owned by the caller. NULL with INI_ERROR_INTERPOLATION (only why, without
 * the place) for bad syntax, a missing key, values that are nested too deeply or for ever, and a
 * result that would be larger than 1 MiB or take more than 100,000 references.
 */
char *interpolate(const char *value, interpolate_lookup lookup, const void *data, GError **error);

/* Adds to the set `keys` (of char *, owned) each key, in lower case, that `value` refers to. */
void interpolate_references(const char *value, GHashTable *keys);

#endif
