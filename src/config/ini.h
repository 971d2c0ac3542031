/*
 * An ini file as Python 3.11's configparser.ConfigParser() reads it with its default settings:
 * continuation lines, `=` and `:`, full-line `#` and `;` comments, lower-cased keys, DEFAULT
 * inherited by every section, `%%` and `%(name)s` interpolation; duplicate sections or keys and
 * text before the first section header are errors. Rule source: the behaviour of Python's
 * Lib/configparser.py, compared side by side in tests/compat.
 */
#ifndef TESTR_CONFIG_INI_H
#define TESTR_CONFIG_INI_H

#include <glib.h>

#include "base/bytes.h"
#include "base/scoped.h"

struct ini;

/*
 * Reads `content` (NUL-terminated or not, `length` bytes). `path` is only for messages. Returns
 * NULL with INI_ERROR_SYNTAX or, for what is not UTF-8, INI_ERROR_ENCODING; the message is
 * `PATH:LINE: why` and tells of the first error in the file. A NUL byte, which Python lets pass
 * and no command can hold, is an error too. The result is owned by the caller.
 */
struct ini *ini_parse(const char *path, const char *content, size_t length, GError **error);

/*
 * The interpolated value of `key` (any case) in `section`, falling back on DEFAULT. Returns a
 * string owned by the caller; NULL without error if there is no such key; NULL with
 * INI_ERROR_INTERPOLATION (`PATH:LINE: why`) if the value cannot be interpolated.
 */
char *ini_get(const struct ini *ini, const char *section, const char *key, GError **error);

/*
 * Adds the keys that DEFAULT has in `fallback`, but not in `ini`, as they are there, before they
 * are interpolated. They are copied.
 */
void ini_fall_back(struct ini *ini, const struct ini *fallback);

/* The path of the file that `key` of `section` stands in; if there is none, that of `ini`. */
const char *ini_path(const struct ini *ini, const char *section, const char *key);

/* The line on which `key` begins in DEFAULT or `section`, counted from 1; 0 if there is none. */
int ini_line(const struct ini *ini, const char *section, const char *key);

/* All keys that `section` has, in file order, then those it inherits from DEFAULT, without those of
 * a fallback: NULL-terminated, owned by the caller. */
char **ini_keys(const struct ini *ini, const char *section);

/* The sections but DEFAULT, in file order: NULL-terminated, owned by the caller. */
char **ini_sections(const struct ini *ini);

/* The set of keys (char *, lower case) that some value refers to as %(key)s. Owned by the caller.
 */
GHashTable *ini_references(const struct ini *ini);

void ini_free(struct ini *ini);
SCOPED(ini)

enum ini_error { INI_ERROR_SYNTAX, INI_ERROR_ENCODING, INI_ERROR_INTERPOLATION };
GQuark ini_error_quark(void);
#define INI_ERROR ini_error_quark()

#endif
