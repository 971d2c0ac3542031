/*
 * The options of an environment, as the words after its name say them: `--image debian:12`,
 * `--env=LANG=C`, `--fill`. Which ones there are stands in tables, so that reading, checking and
 * documenting them is done in one place for every environment.
 *
 * Options come before operands: the first word that does not begin with `-` ends them, and so does
 * `--`, unless there is an OPTION_ENVIRONMENT, which it begins.
 */
#ifndef TESTR_ENVIRONMENTS_OPTIONS_H
#define TESTR_ENVIRONMENTS_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"

enum option_kind {
	OPTION_TEXT,
	OPTION_CHOICE,   /* one of those that `argument` lists: "copy|shared" */
	OPTION_COUNT,    /* a whole number from 1 to a million */
	OPTION_DURATION, /* `90s`, `2h` (base/duration.h) */
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
struct options;

/*
 * Reads the options at the beginning of `words` (NULL-terminated, copied). Those of `own` and of
 * `common` (either may be NULL; static) are known. `*used` becomes the number of words that they
 * took. NULL with OPTIONS_ERROR_UNKNOWN, _MISSING (an argument) or _INVALID. Owned by the caller.
 */
struct options *options_parse(const struct option *own, const struct option *common,
			      const char *const *words, size_t *used, GError **error);

/* The value given last for `name`, else its fallback, which may be NULL. Borrowed from `options`.
 */
const char *options_get(const struct options *options, const char *name);

/* All values given for `name`, in order; NULL-terminated, borrowed from `options`. */
const char *const *options_all(const struct options *options, const char *name);

/* True if `name` was given. */
bool options_has(const struct options *options, const char *name);

/* The value of an OPTION_COUNT that was given or has a fallback. */
int options_count(const struct options *options, const char *name);

/* The value of an OPTION_DURATION in microseconds; 0 if it was not given and has no fallback. */
int64_t options_duration_us(const struct options *options, const char *name);

/* The words that the options were read from, NULL-terminated, borrowed: parsing them gives the
 * same options again. */
const char *const *options_words(const struct options *options);

/* The table as help shows it: an option and its argument, then what it is for. Owned by the
 * caller. */
char *options_help(const struct option *table);

void options_free(struct options *options);
SCOPED(options)

enum options_error { OPTIONS_ERROR_UNKNOWN, OPTIONS_ERROR_MISSING, OPTIONS_ERROR_INVALID };
GQuark options_error_quark(void);
#define OPTIONS_ERROR options_error_quark()

#endif
