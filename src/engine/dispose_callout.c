#include "engine/dispose_callout.h"

#include "base/excerpt.h"
#include "config/command_template.h"
#include "engine/callout.h"

struct dispose_callout {
	struct callout callout;
	int number;
	char **ids;
};

static void dispose_on_output(struct callout *callout, struct bytes bytes)
{
	const struct engine_request *request = callout->driver->request;

	/* Nothing reads it, so the user may. */
	request->notice(request->data, NOTICE_STDERR,
			(struct text){(const char *)bytes.data, bytes.length});
}

/* Notes what a callout that ended well has disposed of, and of one that did not, how it ended. */
static void record_disposal(struct dispose_callout *dispose, struct ending ending)
{
	struct driver *driver = dispose->callout.driver;
	const struct instance_ledger *ledger = driver->request->ledger;
	const char *const *ids = (const char *const *)dispose->ids;
	GError *error = NULL;

	if (ending_is_success(ending) && !dispose->callout.was_signalled) {
		if (!ledger->strike(ledger->self, ids, &error))
			driver_fail(driver, error);
		return;
	}
	g_clear_error(&driver->disposal_error);
	driver->disposal_error = callout_error(&dispose->callout, ending);
}

static void dispose_on_ended(struct callout *callout, struct ending ending)
{
	struct dispose_callout *dispose = (struct dispose_callout *)callout;
	struct driver *driver = callout->driver;
	struct input input = {
		.kind = INPUT_DISPOSED,
		.disposal = dispose->number,
		.ending = ending,
	};

	record_disposal(dispose, ending);
	(void)g_hash_table_remove(driver->disposals, GINT_TO_POINTER(dispose->number));
	g_strfreev(dispose->ids);
	callout_clear(callout);
	g_free(dispose);
	driver_input(driver, &input);
}

static const struct callout_kind kind = {
	.name = "the disposing callout",
	.activity = "disposing of instances",
	.may_leave_processes = true,
	.output = dispose_on_output,
	.ended = dispose_on_ended,
};

void dispose_callout_start(struct driver *driver, int disposal, const char *const *ids)
{
	static const struct callout_place nowhere = {.worker = -1};
	struct dispose_callout *dispose = g_new0(struct dispose_callout, 1);
	GError *error = NULL;

	dispose->number = disposal;
	dispose->ids = g_strdupv((char **)ids);
	(void)g_hash_table_insert(driver->disposals, GINT_TO_POINTER(disposal), dispose);
	char *command = command_template_fill_dispose(driver->request->config, ids, &error);
	callout_start(&dispose->callout, driver, &kind, command, error, &nowhere);
}

void dispose_callout_signal(struct driver *driver, int disposal, int signal)
{
	struct dispose_callout *dispose =
		g_hash_table_lookup(driver->disposals, GINT_TO_POINTER(disposal));

	if (dispose)
		callout_signal(&dispose->callout, signal);
}

/* What is lost cannot be expected to be disposed of: its host may be gone. */
static void warn_of_lost(struct driver *driver, const char *const *ids)
{
	for (const char *const *id = ids; *id; id++) {
		g_autofree char *shown = excerpt(text_of(*id));
		driver_warn(driver,
			    "%s, which was lost, could not be disposed of; it stays on record: "
			    "`testr instances dispose` tries again",
			    shown);
	}
	g_clear_error(&driver->disposal_error);
}

/* The error of these is the last one: the core says so as soon as it has heard of the failure. */
static void note_failed_disposal(struct driver *driver, const char *const *ids)
{
	if (!driver->undisposed_error)
		driver->undisposed_error = g_steal_pointer(&driver->disposal_error);
	for (const char *const *id = ids; *id; id++)
		g_ptr_array_add(driver->undisposed, g_strdup(*id));
}

void dispose_callout_note_undisposed(struct driver *driver, const char *const *ids, bool is_loss)
{
	const struct instance_ledger *ledger = driver->request->ledger;
	GError *error = NULL;

	if (is_loss)
		warn_of_lost(driver, ids);
	else
		note_failed_disposal(driver, ids);
	if (!ledger->leave(ledger->self, ids, &error))
		driver_fail(driver, error);
}

void dispose_callout_note_kept(struct driver *driver, const char *const *ids)
{
	const struct instance_ledger *ledger = driver->request->ledger;
	GError *error = NULL;

	if (!ledger->keep(ledger->self, ids, &error))
		driver_fail(driver, error);
}
