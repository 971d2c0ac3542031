#include "checkup/trial_instances.h"

#include "base/excerpt.h"
#include "config/command_template.h"
#include "engine/error_context.h"
#include "engine/id_scanner.h"

/* How long provisioning and disposing may take when the project sets no limit. */
#define LIMIT_US ((int64_t)15 * 60 * G_USEC_PER_SEC)

/* As in a run: a disposal that fails is tried once more. */
#define DISPOSALS_MAX 2

/* More ids than these are not shown. */
#define IDS_SHOWN 6

void trial_instances_init(struct trial_instances *trial, const struct checkup_request *request,
			  struct one_shots *one_shots)
{
	*trial = (struct trial_instances){
		.request = request,
		.one_shots = one_shots,
		.usable = g_ptr_array_new(),
	};
	instance_table_init(&trial->instances);
}

static int64_t limit_or_default(int64_t configured_us)
{
	return configured_us > 0 ? configured_us : LIMIT_US;
}

/* Appends the ids that were printed, each once, in quotes. */
static void append_printed_ids(GString *out, const struct trial_instances *trial)
{
	const GPtrArray *all = trial->instances.all;

	for (size_t i = 0; i < all->len && i < IDS_SHOWN; i++) {
		const struct instance *instance = all->pdata[i];
		g_autofree char *id = excerpt(text_of(instance->id));
		g_string_append_printf(out, "%s'%s'", i > 0 ? ", " : "", id);
	}
	if (all->len > IDS_SHOWN)
		g_string_append(out, ", ...");
}

/* ---- provisioning ---- */

/* Keeps the first failure. Takes `error`, which may be NULL. */
static void keep_first_failure(struct trial_instances *trial, GError *error)
{
	if (!trial->failure)
		trial->failure = g_steal_pointer(&error);
	g_clear_error(&error);
}

static void trial_on_id(void *data, const char *id)
{
	struct trial_instances *trial = data;
	const struct instance_ledger *ledger = trial->request->ledger;
	const char *const ids[] = {id, NULL};
	GError *error = NULL;

	/* One that could not be entered exists all the same, and is to be disposed of. No command
	 * gets one that cannot be used: the user is told of it, and it is his to look after. */
	if (!instance_id_flaw(id) && !ledger->add(ledger->self, ids, &error))
		keep_first_failure(trial, error);
	trial->words++;
	const struct instance *instance = instance_table_add(&trial->instances, id);
	if (instance)
		g_ptr_array_add(trial->usable, instance->id);
}

/* A provisioning callout, and what it prints. */
struct trial_provisioning {
	struct trial_instances *trial;
	struct id_scanner scanner;
};

static void trial_on_output(struct one_shot *one_shot, struct bytes bytes)
{
	struct trial_provisioning *provisioning = one_shot->data;

	(void)id_scanner_feed(&provisioning->scanner, bytes);
	guardian_settle(provisioning->trial->request->guardian, &provisioning->scanner);
}

/* ENGINE_ERROR_CALLOUT, `NAME WHY`, with the context. */
static GError *failed_callout_error(const char *name, const char *why,
				    const struct one_shot *one_shot)
{
	GError *error = g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "%s %s", name, why);

	error_context_append(error, one_shot->command, &one_shot->errors);
	return error;
}

/* Calls the callout for `count` instances. */
static void ask_for_instances(struct trial_instances *trial, int count)
{
	const struct checkup_request *request = trial->request;
	g_autofree char *command = command_template_fill_provision(request->config, count);
	static const int64_t not_stored = -1;
	struct trial_provisioning provisioning = {.trial = trial};
	GError *error = NULL;
	cleared(one_shot) one_shot = {
		.command = command,
		.timeout_us = limit_or_default(request->config->limits.provision_timeout_us),
		.may_leave_processes = true,
		.provisions_for = &not_stored,
		.output = trial_on_output,
		.data = &provisioning,
	};

	if (!request->ledger->intend(request->ledger->self, count, &error)) {
		keep_first_failure(trial, error);
		return;
	}
	id_scanner_init(&provisioning.scanner, trial_on_id, trial);
	one_shot_run(trial->one_shots, &one_shot);
	trial->has_long_word |= !id_scanner_end(&provisioning.scanner);
	id_scanner_clear(&provisioning.scanner);
	if (one_shots_were_abandoned(trial->one_shots))
		return;
	guardian_hear_no_more(request->guardian);
	/* What an interrupt cuts short has not failed. */
	if (one_shots_signal(trial->one_shots) != 0)
		return;
	g_autofree char *how = ending_describe(one_shot.ending);
	if (!ending_is_success(one_shot.ending))
		keep_first_failure(
			trial, failed_callout_error("the provisioning callout", how, &one_shot));
	else if (trial->words == 0)
		keep_first_failure(trial,
				   failed_callout_error("the provisioning callout",
							"printed no instance ids", &one_shot));
}

bool trial_instances_provision(struct trial_instances *trial, GError **error)
{
	ask_for_instances(trial, TRIAL_INSTANCES_WANTED);
	if (!trial->failure && trial->words < TRIAL_INSTANCES_WANTED &&
	    one_shots_signal(trial->one_shots) == 0)
		ask_for_instances(trial, TRIAL_INSTANCES_WANTED - (int)trial->words);
	if (!trial->failure)
		return true;
	g_propagate_prefixed_error(error, g_steal_pointer(&trial->failure),
				   "cannot provision instances: ");
	return false;
}

bool trial_instances_is_clean(const struct trial_instances *trial, GString *seen)
{
	const char *complaint = trial->instances.complaint;
	bool is_clean =
		!complaint && !trial->has_long_word && trial->words == TRIAL_INSTANCES_WANTED;

	if (complaint)
		g_string_append_printf(seen, "%s; ", complaint);
	if (trial->has_long_word)
		g_string_append_printf(seen, "a word of more than %zu bytes; ",
				       INSTANCE_ID_BYTES_MAX);
	if (trial->words != TRIAL_INSTANCES_WANTED)
		g_string_append_printf(seen, "%zu printed where %d were asked for: ", trial->words,
				       TRIAL_INSTANCES_WANTED);
	append_printed_ids(seen, trial);
	return is_clean;
}

/* ---- disposing ---- */

/* Calls the callout for all ids that were printed. How it ended goes to `seen`. */
static bool call_dispose_callout(struct trial_instances *trial, const char *const *ids,
				 GString *seen, GError **error)
{
	const struct config *config = trial->request->config;
	g_autofree char *command = command_template_fill_dispose(config, ids, error);
	cleared(one_shot) one_shot = {
		.command = command,
		.timeout_us = limit_or_default(config->limits.dispose_timeout_us),
		.may_leave_processes = true,
		.is_needed = true,
	};

	if (!command)
		return false;
	one_shot_run(trial->one_shots, &one_shot);
	g_autofree char *how = ending_describe(one_shot.ending);
	g_string_assign(seen, how);
	if (ending_is_success(one_shot.ending))
		return true;
	g_propagate_error(error, failed_callout_error("the disposing callout", how, &one_shot));
	return false;
}

/* Every id that was printed and can be used, NULL-terminated; the array is the caller's. */
static const char **all_printed_ids(const struct trial_instances *trial)
{
	const GPtrArray *all = trial->instances.all;
	const char **ids = g_new0(const char *, all->len + 1);

	for (size_t i = 0; i < all->len; i++)
		ids[i] = ((const struct instance *)all->pdata[i])->id;
	return ids;
}

static bool try_to_dispose(struct trial_instances *trial, const char *const *ids, GString *seen,
			   GError **error)
{
	g_autoptr(GError) why = NULL;

	for (int i = 0; i < DISPOSALS_MAX; i++) {
		g_clear_error(&why);
		if (call_dispose_callout(trial, ids, seen, &why))
			return true;
		if (one_shots_were_abandoned(trial->one_shots))
			return false;
	}
	g_autoptr(GString) names = g_string_new(NULL);
	append_printed_ids(names, trial);
	g_propagate_prefixed_error(error, g_steal_pointer(&why),
				   "cannot dispose of %s: ", names->str);
	return false;
}

bool trial_instances_dispose(struct trial_instances *trial, GString *seen, GError **error)
{
	const struct instance_ledger *ledger = trial->request->ledger;
	g_autofree const char **ids = all_printed_ids(trial);

	if (!ids[0])
		return true;
	if (try_to_dispose(trial, ids, seen, error))
		return ledger->strike(ledger->self, ids, error);
	if (!one_shots_were_abandoned(trial->one_shots))
		(void)ledger->leave(ledger->self, ids, NULL);
	return false;
}

bool trial_instances_dispose_again(struct trial_instances *trial, GString *seen)
{
	g_autofree const char **ids = all_printed_ids(trial);

	return call_dispose_callout(trial, ids, seen, NULL);
}

void trial_instances_clear(struct trial_instances *trial)
{
	instance_table_clear(&trial->instances);
	g_clear_pointer(&trial->usable, g_ptr_array_unref);
	g_clear_error(&trial->failure);
}
