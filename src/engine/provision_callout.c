#include "engine/provision_callout.h"

#include "config/command_template.h"
#include "engine/callout.h"
#include "engine/id_scanner.h"

struct provision_callout {
	struct callout callout;
	struct id_scanner scanner;
	GPtrArray *found; /* char *: what was read and has not been passed on */
	int asked;        /* how many ids are to come */
	int printed;      /* and have come */
};

static void provision_on_id(void *data, const char *id)
{
	struct provision_callout *provisioning = data;

	g_ptr_array_add(provisioning->found, g_strdup(id));
	provisioning->printed++;
}

/* Leaves those of `ids` that cannot be used on record, for a person to look at: no command gets
 * them. */
static void leave_unusable_ids(struct driver *driver, const char *const *ids)
{
	const struct instance_ledger *ledger = driver->request->ledger;
	g_autoptr(GPtrArray) unusable = g_ptr_array_new();
	GError *error = NULL;

	for (; *ids; ids++) {
		if (!instance_id_flaw(*ids))
			continue;
		g_ptr_array_add(unusable, (void *)*ids);
		g_ptr_array_add(driver->unusable, instance_id_show(*ids));
	}
	if (unusable->len == 0)
		return;
	g_ptr_array_add(unusable, NULL);
	if (!ledger->leave(ledger->self, (const char *const *)unusable->pdata, &error))
		driver_fail(driver, error);
}

/* Enters what was read at one time, since each entry costs a sync, and passes it on. */
static void pass_on_ids(struct provision_callout *provisioning)
{
	struct driver *driver = provisioning->callout.driver;
	const struct instance_ledger *ledger = driver->request->ledger;
	GPtrArray *found = provisioning->found;
	guint count = found->len;
	GError *error = NULL;

	if (count == 0)
		return;
	g_ptr_array_add(found, NULL);
	/* What could not be entered exists all the same, and is to be disposed of. */
	if (!ledger->add(ledger->self, (const char *const *)found->pdata, &error))
		driver_fail(driver, error);
	leave_unusable_ids(driver, (const char *const *)found->pdata);
	for (guint i = 0; i < count; i++) {
		struct input input = {.kind = INPUT_INSTANCE, .instance_id = found->pdata[i]};
		driver_input(driver, &input);
	}
	g_ptr_array_set_size(found, 0);
}

static void refuse_long_id(struct driver *driver)
{
	driver_fail(driver, g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
					"the provisioning callout printed a word of more than %zu "
					"bytes: its stdout must be instance ids and nothing else",
					INSTANCE_ID_BYTES_MAX));
}

static void provision_on_output(struct callout *callout, struct bytes bytes)
{
	struct provision_callout *provisioning = (struct provision_callout *)callout;

	bool is_good = id_scanner_feed(&provisioning->scanner, bytes);
	pass_on_ids(provisioning);
	if (!is_good)
		refuse_long_id(callout->driver);
	guardian_settle(callout->driver->request->guardian, &provisioning->scanner);
}

static void tell_of_extra_ids(const struct provision_callout *provisioning)
{
	if (provisioning->printed > provisioning->asked)
		driver_warn(provisioning->callout.driver,
			    "the provisioning callout printed %d instance ids when asked for %d: "
			    "what is more is not used, and disposed of with the others",
			    provisioning->printed, provisioning->asked);
}

static void provision_on_ended(struct callout *callout, struct ending ending)
{
	struct provision_callout *provisioning = (struct provision_callout *)callout;
	struct driver *driver = callout->driver;
	struct input input = {.kind = INPUT_PROVISIONING_ENDED, .ending = ending};

	bool is_good = id_scanner_end(&provisioning->scanner);
	pass_on_ids(provisioning);
	if (!is_good)
		refuse_long_id(driver);
	tell_of_extra_ids(provisioning);
	guardian_hear_no_more(driver->request->guardian);
	g_clear_error(&driver->provisioning_error);
	driver->provisioning_error = callout_error(callout, ending);
	driver->provisioning = NULL;
	id_scanner_clear(&provisioning->scanner);
	g_ptr_array_unref(provisioning->found);
	callout_clear(callout);
	g_free(provisioning);
	driver_input(driver, &input);
}

static const struct callout_kind kind = {
	.name = "the provisioning callout",
	.activity = "provisioning",
	.may_leave_processes = true,
	.provisions = true,
	.output = provision_on_output,
	.ended = provision_on_ended,
};

void provision_callout_start(struct driver *driver, int count)
{
	const struct instance_ledger *ledger = driver->request->ledger;
	struct provision_callout *provisioning = g_new0(struct provision_callout, 1);
	static const struct callout_place nowhere = {.worker = -1};
	GError *error = NULL;
	char *command = NULL;

	id_scanner_init(&provisioning->scanner, provision_on_id, provisioning);
	provisioning->found = g_ptr_array_new_with_free_func(g_free);
	provisioning->asked = count;
	driver->provisioning = provisioning;
	if (ledger->intend(ledger->self, count, &error))
		command = command_template_fill_provision(driver->request->config, count);
	callout_start(&provisioning->callout, driver, &kind, command, error, &nowhere);
}

void provision_callout_signal(struct driver *driver, int signal)
{
	if (driver->provisioning)
		callout_signal(&driver->provisioning->callout, signal);
}
