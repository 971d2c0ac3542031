/*
 * The one table of settings: everything that users decide about a project and a run, by a key of
 * `.testr.conf`, by an option of `testr run` (and of `testr list-tests`, where it chooses tests),
 * or by either. The reader of the file, the command line, `help`, the manual's lists and the shell
 * completions are made from it. ARCHITECTURE.md has the recipe "To add an option".
 */
#ifndef TESTR_CONFIG_SETTINGS_H
#define TESTR_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

/* What a value looks like, and the type of its field in struct config. */
enum setting_type {
	SETTING_TEXT,     /* char *: as written */
	SETTING_CALLOUT,  /* char *: the same, but empty counts as absent */
	SETTING_WORDS,    /* char **: separated by white space */
	SETTING_LIST,     /* char **: one more each time that the option is given */
	SETTING_FLAG,     /* bool: an option without argument */
	SETTING_CHOICE,   /* an enum: one of `choices`, which are in its order */
	SETTING_ORDER,    /* struct order: see base/order.h */
	SETTING_DURATION, /* int64_t, microseconds: see base/duration.h; 0 is no limit */
	SETTING_NUMBER,   /* int: decimal digits, from `least` to `most` */
};

/* Who takes it: a part of struct config that is handed on whole. */
enum setting_part {
	PART_PROJECT,    /* config: what the project is and where its tests run */
	PART_SELECTION,  /* run/run_selection.h: which tests; options of list-tests, too */
	PART_RUN,        /* run/ and cmd/: what becomes of the run */
	PART_SCHEDULING, /* sched/ */
	PART_FAILURES,   /* core/ */
	PART_INSTANCES,  /* core/ */
	PART_LIMITS,     /* core/ and engine/ */
};

struct setting {
	const char *key;    /* of `.testr.conf`; NULL: it is an option only */
	const char *option; /* without dashes; NULL: it is a key only */
	enum setting_type type;
	enum setting_part part;
	size_t offset;               /* of its field in struct config */
	const char *argument;        /* as help calls the value; NULL: as its type does */
	const char *const *choices;  /* SETTING_CHOICE: NULL-terminated */
	int least, most;             /* SETTING_NUMBER */
	const char *initial;         /* the default, as a user would write it; NULL: none, which
					is NULL or, of a number, -1 */
	const char *initial_meaning; /* the default in words, where `initial` does not tell */
	const char *help;            /* one or two sentences; `x` is text to be typed */
};

/* All rows in the order of the documentation, `*count` of them. Static. */
const struct setting *settings_all(size_t *count);

/* The row with this key, or with this option; NULL if there is none. */
const struct setting *settings_find_key(const char *key);
const struct setting *settings_find_option(const char *option);

#endif
