/*
 * Everything that users decide about a project and a run: what `.testr.conf` says, and what the
 * command line said in its place or besides. One field for each row of the table in
 * config/settings.c, which knows its key, option, type, default and help.
 */
#ifndef TESTR_CONFIG_CONFIG_H
#define TESTR_CONFIG_CONFIG_H

#include <glib.h>

#include "base/bytes.h"
#include "base/scoped.h"
#include "config/id_pattern.h"
#include "config/settings.h"
#include "model/policy.h"

/* Most executions that may run at once: more is taken for a slip of the keyboard. */
#define CONCURRENCY_MAX 10000

/* Which tests, beside filters. Strings and lists are NULL when they are not given. */
struct selection_request {
	bool is_failing_only;
	char *load_list;      /* path; "-" for stdin */
	char **excludes;      /* regular expressions */
	char **include_lists; /* paths of lists of them; "-" for stdin */
	char **exclude_lists;
	char *shard;      /* "I/N" */
	char *shard_from; /* path of a file of durations; NULL: those of the repository */
};

/* What one id of the listing stands for. */
enum test_unit {
	UNIT_TEST, /* a test */
	UNIT_FILE, /* a program or file with tests in it: FILE > NAME */
};

/* What becomes of a run as a whole. */
struct run_choices {
	bool is_parallel;
	bool is_serial;
	int concurrency; /* 0: as many as there is reason for; -1: not given */
	bool is_partial;
	bool is_subunit; /* results go out as subunit v2 */
	bool is_forced;  /* ignored: the repository is made anyway */
	bool is_full;    /* ignored */
	bool is_until_failure;
	int max_iterations; /* -1: not given */
	bool is_fail_fast;  /* stops after the first failure */
	bool is_analysis;   /* of isolation; of failing tests only */
	bool is_dry;
};

struct config {
	char *path;         /* of the file read, for messages; NULL: no file was */
	char *preset;       /* a name (config/preset.h), from which the rest is filled in */
	char *test_command; /* never NULL; the rest is NULL when the key is absent */
	char *test_id_option;
	char *test_list_option;
	char *test_list_command; /* in place of test_command with $LISTOPT */
	char *test_id_parts;
	GRegex *id_parts; /* the same, compiled (config/id_parts.h); NULL: none */
	enum id_dialect test_id_pattern;
	enum test_unit test_unit;
	char *test_id_template; /* of ids in reports, "{classname}.{name}" */
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
	struct selection_request selection;
	struct run_choices run;
	struct scheduling scheduling;
	struct failure_policy failures;
	struct instance_policy instances;
	struct time_limits limits;
	/* Of char *, `PATH:LINE: why`: unknown keys, each with the nearest known key, and keys that
	 * have no effect as they stand. */
	GPtrArray *warnings;
};

/* One in which every setting has its default, and no file was read. Owned by the caller. */
struct config *config_new(void);

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

/* True if the project's tests can be listed: by test_list_command, or by $LISTOPT. */
bool config_can_list(const struct config *config);

/* True if chosen tests can be run: $IDFILE, $IDLIST or $IDPATTERN reach the test command. */
bool config_can_choose(const struct config *config);

/* True if an execution gets only tests that belong together: one file, or one group. */
bool config_is_piecewise(const struct config *config);

/* True if the test command is told which tests to run even if these are all. */
bool config_names_all(const struct config *config);

/*
 * Sets what `setting` is about to `value`, as if the file said so. False with
 * CONFIG_ERROR_INVALID (`must be ..., not 'VALUE'`) if it cannot have that value.
 */
bool config_set(struct config *config, const struct setting *setting, const char *value,
		GError **error);

void config_free(struct config *config);
SCOPED(config)

enum config_error { CONFIG_ERROR_MISSING, CONFIG_ERROR_UNREADABLE, CONFIG_ERROR_INVALID };
GQuark config_error_quark(void);
#define CONFIG_ERROR config_error_quark()

#endif
