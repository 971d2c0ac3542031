#include "checkup/supply.h"

#include "base/excerpt.h"
#include "config/command_template.h"
#include "engine/evidence.h"
#include "engine/ids.h"

/* How long provisioning and disposing may take when the project sets no limit. */
#define LIMIT_US ((int64_t)15 * 60 * G_USEC_PER_SEC)

/* As in a run: a disposal that fails is tried once more. */
#define DISPOSALS_MAX 2

/* More ids than these are not shown. */
#define IDS_SHOWN 6

void supply_init(struct supply *supply, const struct checkup_request *request,
		 struct tryouts *tryouts)
{
	*supply = (struct supply){
		.request = request,
		.tryouts = tryouts,
		.usable = g_ptr_array_new(),
	};
	instance_table_init(&supply->instances);
}

static int64_t limit(int64_t configured_us)
{
	return configured_us > 0 ? configured_us : LIMIT_US;
}

/* Appends the ids that were printed, each once, in quotes. */
static void append_ids(GString *out, const struct supply *supply)
{
	const GPtrArray *all = supply->instances.all;

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
static void fail(struct supply *supply, GError *error)
{
	if (!supply->failure)
		supply->failure = g_steal_pointer(&error);
	g_clear_error(&error);
}

static void on_id(void *data, const char *id)
{
	struct supply *supply = data;
	const struct ledger_hooks *ledger = supply->request->ledger;
	const char *const ids[] = {id, NULL};
	GError *error = NULL;

	/* One that could not be entered exists all the same, and is to be disposed of. */
	if (!ledger->add(ledger->self, ids, &error))
		fail(supply, error);
	supply->words++;
	const struct instance *instance = instance_table_add(&supply->instances, id);
	if (instance)
		g_ptr_array_add(supply->usable, instance->id);
}

/* A provisioning callout, and what it prints. */
struct asking {
	struct supply *supply;
	struct ids ids;
};

static void on_output(struct tryout *tryout, struct bytes bytes)
{
	struct asking *asking = tryout->data;

	(void)ids_feed(&asking->ids, bytes);
	guardian_settle(asking->supply->request->guardian, &asking->ids);
}

/* ENGINE_ERROR_CALLOUT, `NAME WHY`, with the evidence. */
static GError *callout_failure(const char *name, const char *why, const struct tryout *tryout)
{
	GError *error = g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "%s %s", name, why);

	evidence_append(error, tryout->command, &tryout->errors);
	return error;
}

/* Calls the callout for `count` instances. */
static void ask(struct supply *supply, int count)
{
	const struct checkup_request *request = supply->request;
	g_autofree char *command = command_template_fill_provision(request->config, count);
	static const int64_t not_stored = -1;
	struct asking asking = {.supply = supply};
	GError *error = NULL;
	cleared(tryout) tryout = {
		.command = command,
		.timeout_us = limit(request->config->provision_timeout_us),
		.may_leave_processes = true,
		.provisions_for = &not_stored,
		.output = on_output,
		.data = &asking,
	};

	if (!request->ledger->intend(request->ledger->self, count, &error)) {
		fail(supply, error);
		return;
	}
	ids_init(&asking.ids, on_id, supply);
	tryout_run(supply->tryouts, &tryout);
	supply->has_long_word |= !ids_end(&asking.ids);
	ids_clear(&asking.ids);
	if (tryouts_were_abandoned(supply->tryouts))
		return;
	guardian_hear_no_more(request->guardian);
	/* What an interrupt cuts short has not failed. */
	if (tryouts_signal(supply->tryouts) != 0)
		return;
	g_autofree char *how = ending_describe(tryout.ending);
	if (!ending_is_success(tryout.ending))
		fail(supply, callout_failure("the provisioning callout", how, &tryout));
	else if (supply->words == 0)
		fail(supply, callout_failure("the provisioning callout", "printed no instance ids",
					     &tryout));
}

bool supply_provision(struct supply *supply, GError **error)
{
	ask(supply, SUPPLY_WANTED);
	if (!supply->failure && supply->words < SUPPLY_WANTED &&
	    tryouts_signal(supply->tryouts) == 0)
		ask(supply, SUPPLY_WANTED - (int)supply->words);
	if (!supply->failure)
		return true;
	g_propagate_prefixed_error(error, g_steal_pointer(&supply->failure),
				   "cannot provision instances: ");
	return false;
}

bool supply_is_clean(const struct supply *supply, GString *seen)
{
	const char *complaint = supply->instances.complaint;
	bool is_clean = !complaint && !supply->has_long_word && supply->words == SUPPLY_WANTED;

	if (complaint)
		g_string_append_printf(seen, "%s; ", complaint);
	if (supply->has_long_word)
		g_string_append_printf(seen, "a word of more than %zu bytes; ",
				       INSTANCE_ID_BYTES_MAX);
	if (supply->words != SUPPLY_WANTED)
		g_string_append_printf(seen, "%zu printed where %d were asked for: ", supply->words,
				       SUPPLY_WANTED);
	append_ids(seen, supply);
	return is_clean;
}

/* ---- disposing ---- */

/* Calls the callout for all ids that were printed. How it ended goes to `seen`. */
static bool call(struct supply *supply, const char *const *ids, GString *seen, GError **error)
{
	const struct config *config = supply->request->config;
	g_autofree char *command = command_template_fill_dispose(config, ids, error);
	cleared(tryout) tryout = {
		.command = command,
		.timeout_us = limit(config->dispose_timeout_us),
		.may_leave_processes = true,
		.is_needed = true,
	};

	if (!command)
		return false;
	tryout_run(supply->tryouts, &tryout);
	g_autofree char *how = ending_describe(tryout.ending);
	g_string_assign(seen, how);
	if (ending_is_success(tryout.ending))
		return true;
	g_propagate_error(error, callout_failure("the disposing callout", how, &tryout));
	return false;
}

/* Every id that was printed, NULL-terminated; the array is the caller's. */
static const char **all_ids(const struct supply *supply)
{
	const GPtrArray *all = supply->instances.all;
	const char **ids = g_new0(const char *, all->len + 1);

	for (size_t i = 0; i < all->len; i++)
		ids[i] = ((const struct instance *)all->pdata[i])->id;
	return ids;
}

static bool try_to_dispose(struct supply *supply, const char *const *ids, GString *seen,
			   GError **error)
{
	g_autoptr(GError) why = NULL;

	for (int i = 0; i < DISPOSALS_MAX; i++) {
		g_clear_error(&why);
		if (call(supply, ids, seen, &why))
			return true;
		if (tryouts_were_abandoned(supply->tryouts))
			return false;
	}
	g_autoptr(GString) names = g_string_new(NULL);
	append_ids(names, supply);
	g_propagate_prefixed_error(error, g_steal_pointer(&why),
				   "cannot dispose of %s: ", names->str);
	return false;
}

bool supply_dispose(struct supply *supply, GString *seen, GError **error)
{
	const struct ledger_hooks *ledger = supply->request->ledger;
	g_autofree const char **ids = all_ids(supply);

	if (!ids[0])
		return true;
	if (try_to_dispose(supply, ids, seen, error))
		return ledger->strike(ledger->self, ids, error);
	if (!tryouts_were_abandoned(supply->tryouts))
		(void)ledger->leave(ledger->self, ids, NULL);
	return false;
}

bool supply_dispose_again(struct supply *supply, GString *seen)
{
	g_autofree const char **ids = all_ids(supply);

	return call(supply, ids, seen, NULL);
}

void supply_clear(struct supply *supply)
{
	instance_table_clear(&supply->instances);
	g_clear_pointer(&supply->usable, g_ptr_array_unref);
	g_clear_error(&supply->failure);
}
