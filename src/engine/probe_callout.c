#include "engine/probe_callout.h"

#include "config/command_template.h"
#include "engine/callout.h"

struct probe_callout {
	struct callout callout;
	int instance;
};

static void probe_on_output(struct callout *callout, struct bytes bytes)
{
	(void)callout;
	(void)bytes; /* only the status counts */
}

static void probe_on_ended(struct callout *callout, struct ending ending)
{
	struct probe_callout *probe = (struct probe_callout *)callout;
	struct driver *driver = callout->driver;
	struct input input = {
		.kind = INPUT_PROBED,
		.instance = probe->instance,
		.is_alive = ending_is_success(ending) || callout_fail_unstarted(callout, ending),
	};

	(void)g_hash_table_remove(driver->probes, GINT_TO_POINTER(probe->instance));
	callout_clear(callout);
	g_free(probe);
	driver_input(driver, &input);
}

static const struct callout_kind kind = {
	.name = "a probe of an instance",
	.output = probe_on_output,
	.ended = probe_on_ended,
};

void probe_callout_start(struct driver *driver, int instance, const char *instance_id)
{
	static const char *const no_files[] = {NULL};
	struct callout_place place = {.instance_id = instance_id, .worker = -1};
	struct probe_callout *probe = g_new0(struct probe_callout, 1);
	GError *error = NULL;
	char *command = command_template_fill_execute(driver->request->config, instance_id,
						      no_files, "true", &error);

	probe->instance = instance;
	(void)g_hash_table_insert(driver->probes, GINT_TO_POINTER(instance), probe);
	callout_start(&probe->callout, driver, &kind, command, error, &place);
}

void probe_callout_signal(struct driver *driver, int instance, int signal)
{
	struct probe_callout *probe =
		g_hash_table_lookup(driver->probes, GINT_TO_POINTER(instance));

	if (probe)
		callout_signal(&probe->callout, signal);
}
