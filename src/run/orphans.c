#include "run/orphans.h"

#include <inttypes.h>

#include "base/instance_id.h"
#include "report/message.h"
#include "run/disposal.h"
#include "run/guard.h"

/* Says which of `entries` are there; and what is wanted but not known, so that a person looks. */
static void tell_orphans(const GPtrArray *entries)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (size_t i = 0; i < entries->len; i++) {
		const struct ledger_entry *entry = entries->pdata[i];
		if (entry->id && !instance_id_flaw(entry->id))
			g_string_append_printf(names, " %s", entry->id);
		else if (!entry->id)
			message("run %" PRId64 " requested %" PRId64 " instances and ended before "
				"their ids were known; if any exist, dispose of them manually",
				entry->run, entry->wanted);
	}
	if (names->len > 0)
		message("disposing of instances that earlier runs left behind:%s", names->str);
}

bool orphans_dispose(const struct context *context, const struct config *config)
{
	g_autoptr(GError) error = NULL;

	if (!config->instance_provision)
		return true;
	scoped(ledger) ledger = guard_open_ledger(context, &error);
	g_autoptr(GPtrArray) entries = ledger ? ledger_adopt(ledger, 0, 0, &error) : NULL;
	if (!entries) {
		message_error(error);
		return false;
	}
	tell_orphans(entries);
	const struct disposal_setup disposal = guard_disposal(context, config, ledger);
	disposal_run(&disposal, entries);
	return true;
}
