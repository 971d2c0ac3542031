/*
 * Patterns that match the names of chosen tests and no others, in the dialects of the runners that
 * are told by a pattern which tests to run.
 */
#ifndef TESTR_CONFIG_ID_PATTERN_H
#define TESTR_CONFIG_ID_PATTERN_H

#include <glib.h>

enum id_dialect {
	DIALECT_NONE,
	DIALECT_GO,
	DIALECT_PCRE,
	DIALECT_ERE, /* POSIX's */
	DIALECT_JAVASCRIPT,
	DIALECT_RUBY,
	DIALECT_CMAKE,
	DIALECT_GTEST,
	DIALECT_CATCH2,
};

/* What the dialects are called, in the order of the enum; NULL-terminated. */
extern const char *const id_dialect_names[];

/*
 * The pattern for `names`, NULL-terminated. Those that are empty are left out. Regular expressions
 * begin with `^` and end with `$`, but have no slashes around them. Owned by the caller.
 */
char *id_pattern_make(enum id_dialect dialect, const char *const *names);

#endif
