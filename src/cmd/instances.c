/* `testr instances`: instances on record: listed, used, disposed of; and callouts tried. */
#include <inttypes.h>

#include "base/duration.h"
#include "base/instance_id.h"
#include "base/quote.h"
#include "base/table.h"
#include "cmd/arguments.h"
#include "cmd/instances_check.h"
#include "config/command_template.h"
#include "config/environment_key.h"
#include "report/message.h"
#include "report/output.h"
#include "run/guard.h"
#include "run/project.h"
#include "run/standalone_command.h"

#define US_PER_SECOND 1000000

/* What each way to use the command is given. */
struct use {
	struct context *context;
	const struct arguments *arguments;
	const struct config *config; /* NULL: it needs none */
	struct ledger *ledger;
	const GPtrArray *entries; /* struct ledger_entry *, oldest first */
};

/* ---- list ---- */

/* How long `entry` has been there, in whole seconds. Owned by the caller. */
static char *age_of(const struct ledger_entry *entry)
{
	int64_t age_us = g_get_real_time() - entry->since_ns / 1000;

	return duration_format(MAX(age_us, 0) / US_PER_SECOND * US_PER_SECOND);
}

static void add_instance_row(struct table *table, const struct ledger_entry *entry)
{
	g_autofree char *wanted = g_strdup_printf("(%" PRId64 ")", entry->wanted);
	g_autofree char *run = g_strdup_printf("%" PRId64, entry->run);
	g_autofree char *age = age_of(entry);
	g_autofree char *owner = g_strdup_printf("%" PRId64, entry->owner_pid);

	table_add(table, (const char *const[]){
				 entry->id ? entry->id : wanted,
				 entry->run >= 0 ? run : "-",
				 instance_state_name(entry->state),
				 age,
				 entry->has_owner ? owner : "gone",
			 });
}

static int list_instances(const struct use *use)
{
	static const char *const headings[] = {"id", "run", "state", "age", "owner", NULL};
	scoped(table) table = table_new(headings);
	g_autoptr(GString) shown = g_string_new(NULL);

	if (use->entries->len == 0)
		return EXIT_PASSED;
	for (size_t i = 0; i < use->entries->len; i++)
		add_instance_row(table, use->entries->pdata[i]);
	g_autofree char *text = table_format(table);
	terminal_append(shown, text_of(text), &use->context->style);
	output_string(use->context->output, shown->str);
	return EXIT_PASSED;
}

/* ---- dispose ---- */

/* The youngest entry called `id`, or NULL after having told the user that there is none. */
static const struct ledger_entry *find_instance(const struct use *use, const char *id)
{
	for (size_t i = use->entries->len; i > 0; i--) {
		const struct ledger_entry *entry = use->entries->pdata[i - 1];
		if (g_strcmp0(entry->id, id) == 0)
			return entry;
	}
	message("there is no instance '%s': `testr instances` lists them", id);
	return NULL;
}

/* The named instances, each once; NULL after having told the user that one is not there. */
static GPtrArray *choose_named(const struct use *use, char **ids)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();

	for (; *ids; ids++) {
		const struct ledger_entry *entry = find_instance(use, *ids);
		if (!entry)
			return NULL;
		if (!g_ptr_array_find(chosen, entry, NULL))
			g_ptr_array_add(chosen, (void *)entry);
	}
	return g_steal_pointer(&chosen);
}

/* All that no running testr answers for. */
static GPtrArray *choose_free(const struct use *use)
{
	GPtrArray *chosen = g_ptr_array_new();

	for (size_t i = 0; i < use->entries->len; i++) {
		const struct ledger_entry *entry = use->entries->pdata[i];
		if (!entry->has_owner || entry->state == INSTANCE_KEPT)
			g_ptr_array_add(chosen, (void *)entry);
	}
	return chosen;
}

/* Tells which of `chosen` are not ours to dispose of. Returns true if all are. */
static bool tell_taken(const GPtrArray *chosen, GPtrArray *claimed)
{
	for (size_t i = 0; i < chosen->len; i++) {
		const struct ledger_entry *entry = chosen->pdata[i];
		if (!g_ptr_array_find(claimed, entry, NULL))
			message("instance '%s' is in use by run %" PRId64
				", or being disposed of (process %" PRId64 ")",
				entry->id, entry->run, entry->owner_pid);
	}
	return claimed->len == chosen->len;
}

static int dispose_of_recorded(const struct use *use)
{
	char **ids = use->arguments->words + 1;
	g_autoptr(GError) error = NULL;

	g_autoptr(GPtrArray) chosen = ids[0] ? choose_named(use, ids) : choose_free(use);
	if (!chosen)
		return EXIT_CANNOT;
	g_autoptr(GPtrArray) claimed = g_ptr_array_copy(chosen, NULL, NULL);
	if (!ledger_claim(use->ledger, claimed, &error)) {
		message_error(error);
		return EXIT_CANNOT;
	}
	/* What another testr has taken since all were asked for is that one's to dispose of. */
	bool are_ours = !ids[0] || tell_taken(chosen, claimed);
	struct disposal_setup disposal = guard_disposal(use->context, use->config, use->ledger);
	disposal.forgets_unusable = true;
	bool are_gone = disposal_run(&disposal, claimed);
	return are_ours && are_gone ? EXIT_PASSED : EXIT_CANNOT;
}

/* ---- exec and shell ---- */

/* No command gets an id that cannot be used, whoever has put it on record. */
static bool is_usable_id(const char *id)
{
	const char *flaw = instance_id_flaw(id);
	g_autofree char *shown = instance_id_show(id);

	if (flaw)
		message("instance id %s %s", shown, flaw);
	return !flaw;
}

/* The words for the shell that run `command` in the instance of `entry`: by the environment that it
 * is of, or by the project's callout. NULL with `error`. Owned by the caller. */
static char *execute_command(const struct use *use, const struct ledger_entry *entry,
			     const char *command, GError **error)
{
	static const char *const no_files[] = {NULL};
	g_autofree char *environment = ledger_environment(use->ledger, entry->run);
	struct config substitute;

	if (!environment)
		return command_template_fill_execute(use->config, entry->id, no_files, command,
						     error);
	environment_key_substitute(&substitute, use->config, environment);
	char *whole =
		command_template_fill_execute(&substitute, entry->id, no_files, command, error);
	environment_key_clear_substitute(&substitute);
	return whole;
}

/* Runs `command` in the instance that the second word names, in the foreground. */
static int execute_in_instance(const struct use *use, const char *command)
{
	const char *id = use->arguments->words[1];
	g_autoptr(GError) error = NULL;

	const struct ledger_entry *entry = find_instance(use, id);
	if (!entry || !is_usable_id(id))
		return EXIT_CANNOT;
	g_autofree char *whole = execute_command(use, entry, command, &error);
	if (!whole) {
		message_error(error);
		return EXIT_CANNOT;
	}
	g_autofree char *run = g_strdup_printf("%" PRId64, entry->run);
	const char *const environment[] = {"TESTR_RUN", run, "TESTR_INSTANCE_ID", id, NULL};
	const struct ending ending = standalone_command_run(&(struct standalone_command){
		.command = whole,
		.folder = use->context->folder,
		.environment = environment,
		.is_foreground = true,
	});
	return ending.kind == ENDING_EXITED ? ending.code : 128 + ending.code;
}

static int exec_in_instance(const struct use *use)
{
	g_autofree char *command = quote_words((const char *const *)use->arguments->after);

	if (!use->arguments->words[1] || !use->arguments->after[0]) {
		message_usage("instances", "exec needs an instance and, after --, a command");
		return EXIT_USAGE;
	}
	return execute_in_instance(use, command);
}

static int shell_in_instance(const struct use *use)
{
	if (!use->arguments->words[1]) {
		message_usage("instances", "shell needs an instance");
		return EXIT_USAGE;
	}
	return execute_in_instance(use, "sh -i");
}

/* ---- the command ---- */

/* A way to use the command. */
struct way {
	const char *name;
	size_t words_max; /* itself included */
	bool needs_config;
	bool is_guarded;                   /* and needs the configuration */
	int (*run)(const struct use *use); /* NULL: it is instances_check() */
};

static const struct way ways[] = {
	{"list", 1, false, false, list_instances},
	{"dispose", SIZE_MAX, true, true, dispose_of_recorded},
	{"exec", 2, true, false, exec_in_instance},
	{"shell", 2, true, false, shell_in_instance},
	{"check", 1, true, true, NULL},
};

/* Opens the repository, which is to be done once the guard has been started, and the ledger. */
static int open_and_run(const struct way *way, struct use *use)
{
	g_autoptr(GError) error = NULL;
	scoped(repository) repository = project_repository(use->context, REPOSITORY_NEEDED);

	if (!repository)
		return EXIT_CANNOT;
	scoped(ledger) ledger = use->context->guard ? guard_open_ledger(use->context, &error)
						    : ledger_open(use->context->folder, &error);
	g_autoptr(GPtrArray) entries = ledger ? ledger_entries(ledger, &error) : NULL;
	if (!entries) {
		message_error(error);
		return EXIT_CANNOT;
	}
	use->ledger = ledger;
	use->entries = entries;
	return way->run(use);
}

static int start_use(const struct way *way, struct context *context,
		     const struct arguments *arguments)
{
	scoped(config) config = way->needs_config ? project_config(context) : NULL;
	if (way->needs_config && !config)
		return EXIT_CANNOT;
	scoped(guard) guard = way->is_guarded ? guard_new(context, config) : NULL;
	if (way->is_guarded && !guard)
		return EXIT_CANNOT;
	struct use use = {.context = context, .arguments = arguments, .config = config};
	return open_and_run(way, &use);
}

static int use_instances(struct context *context, const struct arguments *arguments,
			 const struct instances_check_options *check)
{
	const char *name = arguments->words[0] ? arguments->words[0] : "list";
	size_t i = 0;

	while (i < G_N_ELEMENTS(ways) && strcmp(ways[i].name, name) != 0)
		i++;
	if (i == G_N_ELEMENTS(ways) || g_strv_length(arguments->words) > ways[i].words_max) {
		message_usage("instances", "unexpected argument '%s'",
			      i < G_N_ELEMENTS(ways) ? arguments->words[ways[i].words_max] : name);
		return EXIT_USAGE;
	}
	return ways[i].run ? start_use(&ways[i], context, arguments)
			   : instances_check(context, check);
}

static int cmd_instances(struct context *context, char **argv)
{
	cleared(instances_check_options) check = {0};
	const GOptionEntry entries[] = {
		{"environment", 0, 0, G_OPTION_ARG_STRING, &check.environment,
		 "For check: a built-in environment to try, in place of the project's callouts.",
		 "ENVIRONMENT"},
		{"timeout", 0, 0, G_OPTION_ARG_STRING, &check.timeout,
		 "For check: how long each execution may take. Default: 1m.", "TIME"},
		G_OPTION_ENTRY_NULL,
	};
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	return use_instances(context, &arguments, &check);
}

const struct command command_instances = {
	.name = "instances",
	.summary = "List the instances that are on record, and use or dispose of them.",
	.usage = "[dispose [ID...]|exec ID -- COMMAND|shell ID|check]",
	.description =
		"Without arguments, or with list, show the instances on record: those that runs "
		"have\n"
		"provisioned and that have not been disposed of.\n"
		"\n"
		"dispose disposes of the instances ID, or of all that no running testr uses.\n"
		"\n"
		"exec runs COMMAND in the instance ID and exits with its status; shell opens a "
		"shell\n"
		"in it. Both use the project's instance_execute.\n"
		"\n"
		"check tests the project's three callouts, with instances of its own, and tells "
		"you\n"
		"what to fix. It exits with 1 if a part of their contract that a run needs does "
		"not\n"
		"hold.",
	.words_max = WORDS_ANY,
	.takes_arguments = true,
	.run = cmd_instances,
};
