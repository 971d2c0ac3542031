#include "engine/list_callout.h"

#include "config/command_template.h"
#include "engine/callout.h"
#include "engine/error_context.h"
#include "engine/id_room.h"
#include "engine/leftovers.h"
#include "engine/unloadable_tests.h"
#include "formats/listing_doubt.h"

/* By this status an execute callout tells that the instance may be lost. */
#define CODE_MAYBE_LOST 255

struct list_callout {
	struct callout callout;
	struct format_options format_options; /* the reader's */
	struct listing_reader *reader;
	struct stray_output printed;
	struct tail output; /* the end of its stdout */
	/* Once it has ended: */
	GPtrArray *listed;     /* of char *; NULL: it failed */
	GPtrArray *unloadable; /* of struct unloadable * */
};

/* No tests to run, but a listing to be handed on; NULL with an error if there is none. */
static GArray *hand_on_listing(struct driver *driver, const struct list_callout *list,
			       GError **error)
{
	if (!list) {
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
			    "cannot list the tests: test_command does not use $LISTOPT, or there "
			    "is no test_list_option");
		return NULL;
	}
	driver->listed = unloadable_tests_leave_out(driver, list->listed, list->unloadable);
	driver->unloadable = list->unloadable->len;
	return g_array_new(FALSE, FALSE, sizeof(struct planned_test));
}

/* The tests to run: what the request's plan makes of the listing, or none if it has no plan. */
static GArray *make_plan(struct driver *driver, const struct list_callout *list, bool *is_open,
			 GError **error)
{
	const struct engine_request *request = driver->request;

	if (!request->plan)
		return hand_on_listing(driver, list, error);
	if (list)
		unloadable_tests_offer(list->listed, list->unloadable);
	return request->plan(request->data, list ? list->listed : NULL, is_open, error);
}

/* True if the plan is what was listed, in that order: then ids need not be given. */
static bool is_whole(const GArray *plan, const GPtrArray *listed)
{
	if (plan->len != listed->len)
		return false;
	for (size_t i = 0; i < listed->len; i++)
		if (strcmp(g_array_index(plan, struct planned_test, i).id, listed->pdata[i]) != 0)
			return false;
	return true;
}

/* Told to run all that it has, the runner would stumble over the same again. */
static void fail_unloadable(struct driver *driver, const struct list_callout *list)
{
	driver->is_whole = false;
	if (driver->request->plan)
		unloadable_tests_fail(driver, list->unloadable);
}

/* Plans from what `list` found; NULL: tests cannot be listed. */
static void plan_listed(struct driver *driver, const struct list_callout *list)
{
	static const struct input failed = {.kind = INPUT_LISTING_FAILED};
	struct input input = {.kind = INPUT_LISTED};
	GError *error = NULL;

	driver->plan = make_plan(driver, list, &input.is_open, &error);
	if (!driver->plan) {
		driver_fail(driver, error);
		driver_input(driver, &failed);
		return;
	}
	driver->is_whole = input.is_open || (list && is_whole(driver->plan, list->listed));
	if (list && list->unloadable->len > 0)
		fail_unloadable(driver, list);
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
	tail_append(&list->output, bytes);
}

/* True if it may have ended in this way because something could not be loaded. */
static bool is_of_unloadable(const struct list_callout *list, struct ending ending)
{
	return ending.kind == ENDING_EXITED && ending.code != CODE_MAYBE_LOST &&
	       !list->callout.was_signalled && list->unloadable->len > 0;
}

/* Appends what it said, on stderr, on stdout and in its stream. */
static void append_what_it_said(struct list_callout *list, GError *error)
{
	g_autofree char *remarks = listing_reader_remarks(list->reader);

	if (remarks) {
		tail_clear(&list->output);
		tail_append(&list->output,
			    (struct bytes){(const uint8_t *)remarks, strlen(remarks)});
	}
	error_context_append_output(error, &list->output);
}

/* Fills in what was listed and what could not be loaded. False with what went wrong. */
static bool take_listed(struct list_callout *list, struct ending ending, GError **error)
{
	g_autoptr(GPtrArray) listed = listing_reader_end(list->reader, error);

	list->unloadable = listing_reader_unloadable(list->reader);
	if (!ending_is_success(ending) && (!listed || !is_of_unloadable(list, ending))) {
		g_clear_error(error);
		*error = callout_error(&list->callout, ending);
	} else if (!listed) {
		callout_append_context(&list->callout, *error);
	} else {
		list->listed = g_steal_pointer(&listed);
		return true;
	}
	append_what_it_said(list, *error);
	return false;
}

static void tell_doubt(const struct list_callout *list)
{
	struct driver *driver = list->callout.driver;
	g_autofree char *doubt =
		listing_doubt(&list->printed, driver->formats.listing, list->listed);

	if (doubt)
		driver_warn(driver, "%s", doubt);
}

static void list_callout_free(struct list_callout *list)
{
	g_clear_pointer(&list->listed, g_ptr_array_unref);
	g_ptr_array_unref(list->unloadable);
	stray_output_clear(&list->printed);
	tail_clear(&list->output);
	listing_reader_free(list->reader);
	callout_clear(&list->callout);
	g_free(list);
}

static void list_on_ended(struct callout *callout, struct ending ending)
{
	struct list_callout *list = (struct list_callout *)callout;
	struct driver *driver = callout->driver;
	struct input failed = {.kind = INPUT_LISTING_FAILED, .ending = ending};
	GError *error = NULL;

	driver->listing = NULL;
	if (take_listed(list, ending, &error)) {
		if (list->unloadable->len == 0)
			tell_doubt(list);
		plan_listed(driver, list);
		list_callout_free(list);
		return;
	}
	list_callout_free(list);
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
	g_autofree char *mark = leftovers_mark(driver->leftovers, LEFTOVERS_OF_LISTING);
	struct callout_place place = {.instance_id = instance_id, .worker = -1, .mark = mark};
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

int list_callout_pid(const struct driver *driver)
{
	const struct list_callout *list = driver->listing;

	return list && list->callout.child ? child_pid(list->callout.child) : 0;
}
