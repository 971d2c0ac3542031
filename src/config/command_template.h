/*
 * The shell commands that testr runs, made from the templates in a config: pure string work.
 * Everything that comes from outside the config (ids, paths, test arguments) is quoted on its way
 * in, so it runs nothing (testr-compat(7)). Each result is a command for `/bin/sh -c`, owned
 * by the caller, or NULL with COMMAND_TEMPLATE_ERROR_UNSAFE when a value that needs quoting would
 * stand where testr cannot tell how the shell reads it (a here-document, say).
 */
#ifndef TESTR_CONFIG_COMMAND_TEMPLATE_H
#define TESTR_CONFIG_COMMAND_TEMPLATE_H

#include "config/config.h"

/* What one execution of the test command is to do. */
struct test_command_request {
	bool is_listing;        /* $LISTOPT is filled in, and nothing is chosen */
	const char *const *ids; /* the chosen tests, by name (id_parts.h); NULL: all of them */
	size_t id_count;
	const char *group; /* of all of them; NULL: there are no groups */
	/*
	 * Path of the file that holds the chosen ids, or, when all are to run, those that
	 * command_template_default_ids gives. NULL when there is none.
	 */
	const char *id_file;
	const char *report_mark;      /* what $REPORTMARK stands for; NULL: nothing */
	const char *const *arguments; /* TESTARGS after `--`, NULL-terminated; may be NULL */
};

/*
 * The test command with $LISTOPT, $IDOPTION, $IDFILE, $IDLIST, $IDPATTERN and $IDGROUP filled in,
 * or test_list_command if that is to list; TESTARGS go where $TESTARGS stands, else to the end of
 * the test command.
 */
char *command_template_fill_test(const struct config *config,
				 const struct test_command_request *request, GError **error);

/* True if the test command writes a report behind a line $REPORTMARK. */
bool command_template_has_report(const struct config *config);

/* True if the test command, filled in for chosen tests, needs an id file ($IDFILE occurs in it). */
bool command_template_needs_id_file(const struct config *config);

/* True if the test command names chosen tests itself ($IDLIST occurs in it). */
bool command_template_needs_id_list(const struct config *config);

/*
 * The words of test_id_list_default: what the test command is told to run when no tests are
 * chosen. NULL if there is no such key. Owned by the caller.
 */
char **command_template_default_ids(const struct config *config);

/* instance_provision for `count` instances. Never fails. */
char *command_template_fill_provision(const struct config *config, int count);

/*
 * instance_execute for `command` (a shell command, see above) in `instance`, with `files`
 * (NULL-terminated paths, may be empty). A command that has shell operators or begins with an
 * assignment goes in as sh -c '...' so that all of it runs in the instance. Without
 * instance_execute in `config`, a copy of `command`.
 */
char *command_template_fill_execute(const struct config *config, const char *instance,
				    const char *const *files, const char *command, GError **error);

/* instance_dispose for `instances` (NULL-terminated). */
char *command_template_fill_dispose(const struct config *config, const char *const *instances,
				    GError **error);

enum command_template_error { COMMAND_TEMPLATE_ERROR_UNSAFE };
GQuark command_template_error_quark(void);
#define COMMAND_TEMPLATE_ERROR command_template_error_quark()

#endif
