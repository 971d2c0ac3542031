#include "run/disposal.h"

#include <inttypes.h>
#include <string.h>

#include "base/instance_id.h"
#include "config/command_template.h"
#include "config/environment_key.h"
#include "core/coordinator.h"
#include "engine/engine.h"
#include "report/message.h"
#include "run/standalone_command.h"

#define ATTEMPTS 2

/* The ids of the instances of `run` in `entries` that can be used, or cannot; NULL-terminated. */
static GPtrArray *ids_of_run(const GPtrArray *entries, int64_t run, bool are_usable)
{
	GPtrArray *ids = g_ptr_array_new();

	for (size_t i = 0; i < entries->len; i++) {
		const struct ledger_entry *entry = entries->pdata[i];
		if (entry->run == run && entry->id && !instance_id_flaw(entry->id) == are_usable)
			g_ptr_array_add(ids, entry->id);
	}
	g_ptr_array_add(ids, NULL);
	return ids;
}

static char *make_dispose_command(const struct disposal_setup *disposal, int64_t run,
				  const char *const *ids, GError **error)
{
	const struct config *config = disposal->config;
	g_autofree char *environment =
		disposal->ledger ? ledger_environment(disposal->ledger, run) : NULL;

	if (environment) {
		struct config substitute;
		environment_key_substitute(&substitute, config, environment);
		char *command = command_template_fill_dispose(&substitute, ids, error);
		environment_key_clear_substitute(&substitute);
		return command;
	}
	if (config->instance_dispose)
		return command_template_fill_dispose(config, ids, error);
	g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "%s has no key instance_dispose",
		    config->path);
	return NULL;
}

/* Calls the callout for `ids`, a second time if it fails, after the pause that a run makes, too. */
static bool call_dispose(const struct disposal_setup *disposal, int64_t run, const char *const *ids,
			 GError **error)
{
	g_autofree char *command = make_dispose_command(disposal, run, ids, error);
	g_autofree char *number = g_strdup_printf("%" PRId64, run);
	const char *const environment[] = {run >= 0 ? "TESTR_RUN" : NULL, number, NULL};
	struct ending ending = {ENDING_EXITED, 0};

	if (!command)
		return false;
	const struct standalone_command wanted = {
		.command = command,
		.folder = disposal->folder,
		.environment = environment,
		.timeout_us = disposal->config->limits.dispose_timeout_us,
		.kill_grace_us = disposal->config->limits.kill_grace_us,
		.groups = disposal->groups,
	};
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (attempt > 0)
			g_usleep(DISPOSAL_PAUSE_US);
		ending = standalone_command_run(&wanted);
		if (ending_is_success(ending))
			return true;
	}
	g_autofree char *how = ending_describe(ending);
	g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
		    "the disposing callout %s\n  command: %s", how, command);
	return false;
}

/* Disposes of `ids` of `run`, and puts the ledger right. */
static bool dispose_run(const struct disposal_setup *disposal, int64_t run, const char *const *ids)
{
	struct ledger *ledger = disposal->ledger;
	g_autoptr(GError) error = NULL;
	g_autofree char *names = g_strjoinv(" ", (char **)ids);

	bool is_gone = call_dispose(disposal, run, ids, &error);
	if (!is_gone) {
		g_prefix_error(&error, "cannot dispose of %s: ", names);
		message_error(error);
		g_clear_error(&error);
	}
	bool is_recorded = !ledger || (is_gone ? ledger_strike(ledger, run, ids, &error)
					       : ledger_set_state(ledger, run, ids,
								  INSTANCE_UNDISPOSED, &error));
	if (!is_recorded)
		message_error(error);
	return is_gone && is_recorded;
}

/* The same for any number of `ids`, with as many calls as it takes. */
static bool dispose_all_of_run(const struct disposal_setup *disposal, int64_t run,
			       const char *const *ids)
{
	bool are_gone = true;
	size_t count;

	for (; *ids; ids += count) {
		count = instance_id_fitting(ids);
		g_autofree const char **some = g_new0(const char *, count + 1);
		memcpy(some, ids, count * sizeof *ids);
		are_gone &= dispose_run(disposal, run, some);
	}
	return are_gone;
}

/* Says so of each of `ids` of `run`, which cannot be used, and puts the ledger right. */
static void set_unusable_aside(const struct disposal_setup *disposal, int64_t run,
			       const char *const *ids)
{
	struct ledger *ledger = disposal->ledger;
	g_autoptr(GError) error = NULL;
	bool is_recorded = true;

	for (const char *const *id = ids; *id; id++) {
		g_autofree char *shown = instance_id_show(*id);
		message("instance id %s %s. It is given to no callout: if there is such an "
			"instance, dispose of it by hand%s",
			shown, instance_id_flaw(*id),
			disposal->forgets_unusable ? "; it is off the record now"
						   : ". `testr instances dispose` takes it off "
						     "the record");
	}
	if (ledger && disposal->forgets_unusable)
		is_recorded = ledger_strike(ledger, run, ids, &error);
	else if (ledger)
		is_recorded = ledger_set_state(ledger, run, ids, INSTANCE_UNDISPOSED, &error);
	if (!is_recorded)
		message_error(error);
}

/* Disposes of what `run` has in `entries`. */
static bool dispose_entries_of_run(const struct disposal_setup *disposal, int64_t run,
				   const GPtrArray *entries)
{
	g_autoptr(GPtrArray) ids = ids_of_run(entries, run, true);
	g_autoptr(GPtrArray) unusable = ids_of_run(entries, run, false);
	bool has_unusable = unusable->pdata[0] != NULL;

	if (has_unusable)
		set_unusable_aside(disposal, run, (const char *const *)unusable->pdata);
	return dispose_all_of_run(disposal, run, (const char *const *)ids->pdata) && !has_unusable;
}

bool disposal_run(const struct disposal_setup *disposal, const GPtrArray *entries)
{
	g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
	bool are_gone = true;

	for (size_t i = 0; i < entries->len; i++) {
		struct ledger_entry *entry = entries->pdata[i];
		if (!entry->id || !g_hash_table_add(done, &entry->run))
			continue;
		if (!dispose_entries_of_run(disposal, entry->run, entries))
			are_gone = false;
	}
	return are_gone;
}
