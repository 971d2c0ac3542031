#include "engine/callout.h"

#include <errno.h>

#include "base/duration.h"
#include "engine/error_context.h"
#include "engine/leftovers.h"

/* When the user is told that a callout takes long, and how many times as long until again. */
#define PATIENCE_US (10 * G_USEC_PER_SEC)
#define PATIENCE_FACTOR 6

/* ---- patience ---- */

static void on_impatient(uv_timer_t *timer)
{
	const struct callout *callout = timer->data;
	int64_t elapsed_us = (int64_t)(uv_now(timer->loop) * 1000) - callout->started_us;
	g_autofree char *elapsed = duration_format(elapsed_us / G_USEC_PER_SEC * G_USEC_PER_SEC);

	driver_warn(callout->driver, "%s has taken %s so far", callout->kind->activity, elapsed);
}

static void begin_patience(struct callout *callout)
{
	uv_loop_t *loop = &callout->driver->loop;
	int64_t given_us = callout->driver->request->patience_us;
	uint64_t patience_ms = (uint64_t)(given_us > 0 ? given_us : PATIENCE_US) / 1000;

	uv_update_time(loop);
	callout->started_us = (int64_t)(uv_now(loop) * 1000);
	if (!callout->kind->activity)
		return;
	callout->patience = g_new0(uv_timer_t, 1);
	(void)uv_timer_init(loop, callout->patience);
	callout->patience->data = callout;
	(void)uv_timer_start(callout->patience, on_impatient, patience_ms,
			     patience_ms * PATIENCE_FACTOR);
}

static void on_patience_closed(uv_handle_t *handle)
{
	g_free(handle);
}

static void end_patience(struct callout *callout)
{
	if (callout->patience)
		uv_close((uv_handle_t *)g_steal_pointer(&callout->patience), on_patience_closed);
}

/* ---- what becomes of the child ---- */

static void callout_on_output(void *data, struct bytes bytes)
{
	struct callout *callout = data;

	callout->kind->output(callout, bytes);
}

static void callout_on_errors(void *data, struct bytes bytes)
{
	struct callout *callout = data;
	const struct engine_request *request = callout->driver->request;

	tail_append(&callout->errors, bytes);
	request->notice(request->data, NOTICE_STDERR,
			(struct text){(const char *)bytes.data, bytes.length});
	if (callout->kind->errors)
		callout->kind->errors(callout, bytes);
}

static void tell_remains(const struct callout *callout, enum child_remains remains)
{
	const char *name = callout->kind->name;

	if (remains == REMAINS_ITSELF)
		driver_warn(callout->driver, "%s could not be killed: process %d is left: %s", name,
			    child_pid(callout->child), callout->command);
	else if (remains == REMAINS_LEAK && callout->kind->may_leave_processes)
		driver_warn(callout->driver,
			    "%s left a process that holds its output (redirect it): %s", name,
			    callout->command);
	else if (remains == REMAINS_LEAK)
		driver_warn(callout->driver,
			    "%s left a process that held its output, and it was killed: %s", name,
			    callout->command);
}

static void callout_on_ended(void *data, struct ending ending, enum child_remains remains)
{
	struct callout *callout = data;

	tell_remains(callout, remains);
	callout->child = NULL;
	end_patience(callout);
	callout->kind->ended(callout, ending);
}

static void callout_on_waiting(void *data, int error)
{
	struct driver *driver = ((struct callout *)data)->driver;

	if (driver->has_told_waiting)
		return;
	driver->has_told_waiting = true;
	driver_warn(driver, "no command can be started now: %s; waiting until others have ended",
		    g_strerror(error));
}

static const struct child_listener listener = {callout_on_output, callout_on_errors,
					       callout_on_ended, callout_on_waiting};

/* ---- start and stop ---- */

static void announce_callout(const struct callout *callout)
{
	const struct engine_request *request = callout->driver->request;

	request->notice(request->data, NOTICE_COMMAND, text_of(callout->command));
}

static void start_callout_child(struct callout *callout, const struct callout_place *place)
{
	const struct engine_request *request = callout->driver->request;
	char run[24], worker[16];
	const char *environment[] = {
		"TESTR_RUN",
		request->run >= 0 ? run : NULL,
		"TESTR_WORKER",
		place->worker >= 0 ? worker : NULL,
		"TESTR_INSTANCE_ID",
		place->instance_id,
		"TESTR_MAY_KEEP",
		request->options.instances.keep != KEEP_NEVER ? "1" : NULL,
		place->mark ? PROCESS_MARK : NULL,
		place->mark,
		NULL,
	};
	struct child_request child = {
		.command = callout->command,
		.folder = request->folder,
		.environment = environment,
		.may_leave_processes = callout->kind->may_leave_processes,
		.provisions_for = callout->kind->provisions ? &request->run : NULL,
	};

	(void)g_snprintf(run, sizeof run, "%" G_GINT64_FORMAT, request->run);
	(void)g_snprintf(worker, sizeof worker, "%d", place->worker);
	callout->child = child_start(callout->driver->children, &child, &listener, callout);
}

void callout_start(struct callout *callout, struct driver *driver, const struct callout_kind *kind,
		   char *command, GError *error, const struct callout_place *place)
{
	callout->kind = kind;
	callout->driver = driver;
	callout->command = command;
	if (!command) {
		driver_fail(driver, error);
		kind->ended(callout, (struct ending){ENDING_NOT_STARTED, EINVAL});
		return;
	}
	announce_callout(callout);
	begin_patience(callout);
	start_callout_child(callout, place);
}

bool callout_fail_unstarted(const struct callout *callout, struct ending ending)
{
	if (ending.kind != ENDING_NOT_STARTED || ending.code == E2BIG || callout->was_signalled)
		return false;
	driver_fail(callout->driver, callout_error(callout, ending));
	return true;
}

void callout_signal(struct callout *callout, int signal)
{
	if (!callout->child)
		return;
	callout->was_signalled = true;
	child_signal(callout->child, signal);
}

/* ---- messages ---- */

GError *callout_error(const struct callout *callout, struct ending ending)
{
	/* What the user stopped is not complained about: so it was for the time that was up. */
	g_autofree char *how = callout->was_signalled ? g_strdup("ran out of time, and was stopped")
						      : ending_describe(ending);
	GError *error =
		g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "%s %s", callout->kind->name, how);

	callout_append_context(callout, error);
	return error;
}

void callout_append_context(const struct callout *callout, GError *error)
{
	/* What a built-in environment says is all about its failure, and comes last, too. */
	if (callout->kind->is_last_word || callout->driver->request->config->environment)
		error_context_append_shown(error, callout->command, &callout->errors);
	else
		error_context_append(error, callout->command, &callout->errors);
}

void callout_clear(struct callout *callout)
{
	g_assert(!callout->child);
	tail_clear(&callout->errors);
	g_clear_pointer(&callout->command, g_free);
}
