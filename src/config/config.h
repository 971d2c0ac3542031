/*
 * `.testr.conf`, validated and typed. One struct, one field per key; the table in keys.c is the
 * one list of keys, their types and their help.
 */
#ifndef TESTR_CONFIG_CONFIG_H
#define TESTR_CONFIG_CONFIG_H

#include <glib.h>

#include "base/bytes.h"
#include "base/order.h"
#include "base/scoped.h"

/* Which way tests are handed out (docs/design/handing-out.md). */
enum schedule { SCHEDULE_DYNAMIC, SCHEDULE_STATIC };

struct config {
	char *path;         /* of the file read, for messages */
	char *test_command; /* never NULL; the rest is NULL when the key is absent */
	char *test_id_option;
	char *test_list_option;
	char *test_format;      /* of what it prints: a name that src/formats/ knows */
	char *test_list_format; /* the same when it lists */
	char *test_id_list_default;
	char *test_run_concurrency; /* a callout */
	char *environment;          /* NAME and options of a built-in one; the callouts say it */
	char *instance_provision;
	char *instance_execute;
	char *instance_dispose;
	char *group_regex;
	char **filter_tags; /* NULL-terminated, never NULL */
	enum schedule schedule;
	struct order order;
	int64_t retries;
	bool flaky_fails;     /* a flaky test fails the run */
	int64_t max_failures; /* 0: no limit */
	/* Durations in microseconds; 0 means no limit. */
	int64_t test_timeout_us;
	int64_t no_output_timeout_us;
	int64_t execute_timeout_us;
	int64_t provision_timeout_us;
	int64_t dispose_timeout_us; /* default 5 min */
	int64_t run_timeout_us;
	int64_t kill_grace_us; /* default 5 s */
	int64_t provision_retries;
	int64_t instance_replacements; /* -1: as many as there are workers */
	/* Of char *, `PATH:LINE: why`: unknown keys, each with the nearest known key, and keys that
	 * have no effect as they stand. */
	GPtrArray *warnings;
};

/*
 * Reads and validates `path`. Only the section DEFAULT counts. Returns NULL with
 * CONFIG_ERROR_MISSING when there is no such file (the message says what to write into it),
 * CONFIG_ERROR_UNREADABLE when it is no plain file, cannot be read or is larger than 16 MiB,
 * CONFIG_ERROR_INVALID for a value that cannot be used (`PATH:LINE: why`, what to add), or
 * INI_ERROR. Owned by the caller.
 */
struct config *config_read(const char *path, GError **error);

/* As config_read, from memory. */
struct config *config_parse(const char *path, const char *content, size_t length, GError **error);

/* True if the project's tests can be listed: test_command uses $LISTOPT. */
bool config_can_list(const struct config *config);

/* True if chosen tests can be run: $IDFILE or $IDLIST reach the test command. */
bool config_can_choose(const struct config *config);

/*
 * Sets the key called `name`, one of config_keys(), to `value`, as if the file said so. False with
 * CONFIG_ERROR_INVALID (`'VALUE' is not ...`) if the key cannot have that value.
 */
bool config_override(struct config *config, const char *name, const char *value, GError **error);

void config_free(struct config *config);
SCOPED(config)

/* What a key's value is, and the type of its field. */
enum config_type {
	CONFIG_TEXT,        /* char *: as written */
	CONFIG_CALLOUT,     /* char *: a shell command; an empty one counts as absent */
	CONFIG_REGEX,       /* char *: Python's; likewise */
	CONFIG_ENVIRONMENT, /* char *: NAME and options; likewise */
	CONFIG_WORDS,       /* char **: separated by white space */
	CONFIG_SCHEDULE,    /* enum schedule */
	CONFIG_ORDER,       /* struct order: see base/order.h */
	CONFIG_FLAKY,       /* bool: whether flaky tests fail the run */
	CONFIG_DURATION,    /* int64_t: see base/duration.h */
	CONFIG_COUNT,       /* int64_t: 0 to 1,000,000 */
};

/* One key as `help run` and testr.conf(5) show it. */
struct config_key {
	const char *name;
	enum config_type type;
	size_t offset;    /* of its field in struct config */
	const char *help; /* one or two sentences */
};

/* All keys in the order of the documentation, `*count` of them. Static. */
const struct config_key *config_keys(size_t *count);

/* The key that `name` most likely stands for: the one at the smallest edit distance. Static. */
const char *config_nearest_key(const char *name);

enum config_error { CONFIG_ERROR_MISSING, CONFIG_ERROR_UNREADABLE, CONFIG_ERROR_INVALID };
GQuark config_error_quark(void);
#define CONFIG_ERROR config_error_quark()

#endif
