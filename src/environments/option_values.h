/*
 * The options of an environment and the values that the words after its name give them: `--image
 * debian:12`, `--env=LANG=C`, `--fill`. Tables say which options there are, so that this module
 * reads, checks and documents them for every environment.
 *
 * Options come before operands: the first word that does not begin with `-` ends them, and so does
 * `--`, unless there is an OPTION_ENVIRONMENT, which it begins.
 */
#ifndef TESTR_ENVIRONMENTS_OPTION_VALUES_H
#define TESTR_ENVIRONMENTS_OPTION_VALUES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"

enum option_kind {
	OPTION_TEXT,
	OPTION_CHOICE,   /* one of those that `argument` lists: "copy|shared" */
	OPTION_COUNT,    /* a whole number from 1 to a million */
	OPTION_DURATION, /* `90s`, `2h` (base/duration.h) */
	OPTION_SIZE,     /* `500M`, `1GiB` (base/byte_size.h) */
	OPTION_FLAG,     /* given or not; takes no argument */
	/* Written `-- NAME OPTIONS`: another environment. The option's own name is "". Its values
	 * are those words; the options that every environment has count as given outside, too. */
	OPTION_ENVIRONMENT,
};

/* One option. A table of them ends with one whose name is NULL. */
struct option {
	const char *name; /* without the dashes */
	enum option_kind kind;
	const char *argument; /* what help calls its argument; NULL for a flag */
	const char *fallback; /* its value when it is not given; NULL: none */
	const char *help;     /* one or two sentences */
};

/* The options that one instance, or one call of a callout, was given. */
struct option_values;

/*
 * Reads the options at the beginning of `words` (NULL-terminated, copied). Those of `own` and of
 * `common` (either may be NULL; static) are known. `*used` becomes the number of words that they
 * took. NULL with OPTION_ERROR_UNKNOWN, _MISSING (an argument) or _INVALID. Owned by the caller.
 */
struct option_values *option_values_parse(const struct option *own, const struct option *common,
					  const char *const *words, size_t *used, GError **error);

/* The value given last for `name`, else its fallback, which may be NULL. Borrowed from `options`.
 */
const char *option_values_get(const struct option_values *options, const char *name);

/* All values given for `name`, in order; NULL-terminated, borrowed from `options`. */
const char *const *option_values_all(const struct option_values *options, const char *name);

/* True if `name` was given. */
bool option_values_has(const struct option_values *options, const char *name);

/* The value of an OPTION_COUNT that was given or has a fallback. */
int option_values_get_count(const struct option_values *options, const char *name);

/* The value of an OPTION_DURATION in microseconds; 0 if it was not given and has no fallback. */
int64_t option_values_get_duration_us(const struct option_values *options, const char *name);

/* The value in bytes of an OPTION_SIZE that was given or has a fallback. */
int64_t option_values_get_size(const struct option_values *options, const char *name);

/* The words that the options were read from, NULL-terminated, borrowed: parsing them gives the
 * same options again. */
const char *const *option_values_words(const struct option_values *options);

/* The table as help shows it: an option and its argument, then what it is for. Owned by the
 * caller. */
char *option_table_help(const struct option *table);

void option_values_free(struct option_values *options);
SCOPED(option_values)

enum option_error { OPTION_ERROR_UNKNOWN, OPTION_ERROR_MISSING, OPTION_ERROR_INVALID };
GQuark option_error_quark(void);
#define OPTION_ERROR option_error_quark()

#endif
