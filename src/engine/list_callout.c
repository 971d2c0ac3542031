#include "engine/list_callout.h"

#include "config/command_template.h"
#include "engine/callout.h"
#include "engine/id_room.h"
#include "formats/listing_doubt.h"

struct list_callout {
	struct callout callout;
	struct format_options format_options; /* the reader's */
	struct listing_reader *reader;
	struct stray_output printed;
};

/* The tests to run: what the request's plan makes of `listed`, or none if it has no plan. */
static GArray *make_plan(struct driver *driver, GPtrArray *listed, bool *is_open, GError **error)
{
	const struct engine_request *request = driver->request;

	if (request->plan)
		return request->plan(request->data, listed, is_open, error);
	if (listed)
		driver->listed = g_ptr_array_ref(listed);
	else
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
			    "cannot list the tests: test_command does not use $LISTOPT, or there "
			    "is no test_list_option");
	return listed ? g_array_new(FALSE, FALSE, sizeof(struct planned_test)) : NULL;
}

/* True if the plan is what was listed, in that order: then ids need not be given. */
static bool is_whole(const GArray *plan, const GPtrArray *listed)
{
	if (!listed || plan->len != listed->len)
		return false;
	for (size_t i = 0; i < listed->len; i++)
		if (strcmp(g_array_index(plan, struct planned_test, i).id, listed->pdata[i]) != 0)
			return false;
	return true;
}

static void plan_listed(struct driver *driver, GPtrArray *listed)
{
	static const struct input failed = {.kind = INPUT_LISTING_FAILED};
	struct input input = {.kind = INPUT_LISTED};
	GError *error = NULL;

	driver->plan = make_plan(driver, listed, &input.is_open, &error);
	if (!driver->plan) {
		driver_fail(driver, error);
		driver_input(driver, &failed);
		return;
	}
	driver->is_whole = input.is_open || is_whole(driver->plan, listed);
	input.tests = (const struct planned_test *)(void *)driver->plan->data;
	input.test_count = driver->plan->len;
	if (!input.is_open)
		input.max_bytes = id_room_measure(driver->request, driver->plan);
	input.all_are_free = driver->is_whole;
	driver_input(driver, &input);
}

static void list_on_output(struct callout *callout, struct bytes bytes)
{
	struct list_callout *list = (struct list_callout *)callout;

	listing_reader_feed(list->reader, bytes);
	stray_output_add(&list->printed, bytes);
}

/* The tests that were listed, or NULL with what went wrong. */
static GPtrArray *take_listed(const struct list_callout *list, struct ending ending, GError **error)
{
	GPtrArray *listed = NULL;

	if (!ending_is_success(ending))
		*error = callout_error(&list->callout, ending);
	else if (!(listed = listing_reader_end(list->reader, error)))
		callout_append_context(&list->callout, *error);
	return listed;
}

static void tell_doubt(const struct list_callout *list, const GPtrArray *listed)
{
	struct driver *driver = list->callout.driver;
	g_autofree char *doubt = listing_doubt(&list->printed, driver->formats.listing, listed);

	if (doubt)
		driver_warn(driver, "%s", doubt);
}

static void list_on_ended(struct callout *callout, struct ending ending)
{
	struct list_callout *list = (struct list_callout *)callout;
	struct driver *driver = callout->driver;
	struct input failed = {.kind = INPUT_LISTING_FAILED, .ending = ending};
	GError *error = NULL;
	g_autoptr(GPtrArray) listed = take_listed(list, ending, &error);

	if (listed)
		tell_doubt(list, listed);
	driver->listing = NULL;
	stray_output_clear(&list->printed);
	listing_reader_free(list->reader);
	callout_clear(callout);
	g_free(list);
	if (listed) {
		plan_listed(driver, listed);
		return;
	}
	g_clear_error(&driver->listing_error);
	driver->listing_error = error;
	driver_input(driver, &failed);
}

static const struct callout_kind kind = {
	.name = "the listing command",
	.is_last_word = true,
	.output = list_on_output,
	.ended = list_on_ended,
};

/* The whole command that lists, or NULL with `error` set. */
static char *make_listing_command(const struct driver *driver, const char *instance_id,
				  GError **error)
{
	const struct engine_request *request = driver->request;
	static const char *const no_files[] = {NULL};
	struct test_command_request wanted = {.is_listing = true, .arguments = request->arguments};
	g_autofree char *command = command_template_fill_test(request->config, &wanted, error);

	if (!command || !instance_id)
		return g_steal_pointer(&command);
	return command_template_fill_execute(request->config, instance_id, no_files, command,
					     error);
}

void list_callout_start(struct driver *driver, const char *instance_id)
{
	if (!config_can_list(driver->request->config)) {
		plan_listed(driver, NULL);
		return;
	}
	struct callout_place place = {.instance_id = instance_id, .worker = -1};
	struct list_callout *list = g_new0(struct list_callout, 1);
	GError *error = NULL;
	char *command = make_listing_command(driver, instance_id, &error);

	list->reader = driver->formats.listing->new_listing(&list->format_options);
	driver->listing = list;
	callout_start(&list->callout, driver, &kind, command, error, &place);
}

void list_callout_signal(struct driver *driver, int signal)
{
	if (driver->listing)
		callout_signal(&driver->listing->callout, signal);
}
