#include "engine/driver.h"

#include "core/journal.h"
#include "engine/dispose_callout.h"
#include "engine/event_loop.h"
#include "engine/execute_callout.h"
#include "engine/leftover_watch.h"
#include "engine/leftovers.h"
#include "engine/list_callout.h"
#include "engine/probe_callout.h"
#include "engine/provision_callout.h"
#include "engine/synthetic_results.h"

/* How often a live display is given the chance to move on. */
#define TICK_MS 250

/* ---- actions ---- */

static void finish_driving(struct driver *driver)
{
	leftover_watch_finish(driver->leftover_watch);
	execute_callout_forget_all(driver);
	driver->has_finished = true;
	uv_stop(&driver->loop);
}

static void carry_out(struct driver *driver, const struct action *action)
{
	switch (action->kind) {
	case ACTION_PROVISION:
		provision_callout_start(driver, action->count);
		return;
	case ACTION_STOP_PROVISIONING:
		provision_callout_signal(driver, action->signal);
		return;
	case ACTION_LIST:
		list_callout_start(driver, action->instance_id);
		return;
	case ACTION_STOP_LISTING:
		list_callout_signal(driver, action->signal);
		return;
	case ACTION_EXECUTE:
		execute_callout_start(driver, action);
		return;
	case ACTION_STOP_EXECUTION:
		execute_callout_signal(driver, action->execution, action->signal);
		return;
	case ACTION_PROBE:
		probe_callout_start(driver, action->instance, action->instance_id);
		return;
	case ACTION_STOP_PROBE:
		probe_callout_signal(driver, action->instance, action->signal);
		return;
	case ACTION_DISPOSE:
		dispose_callout_start(driver, action->disposal, action->instances);
		return;
	case ACTION_STOP_DISPOSING:
		dispose_callout_signal(driver, action->disposal, action->signal);
		return;
	case ACTION_KEEP:
		dispose_callout_note_kept(driver, action->instances);
		return;
	case ACTION_UNDISPOSED:
		dispose_callout_note_undisposed(driver, action->instances, action->is_loss);
		return;
	case ACTION_ANSWER:
	case ACTION_RETURNCODE:
		synthetic_results_emit(driver, action);
		return;
	case ACTION_NOTE:
		return;
	case ACTION_FINISH:
		finish_driving(driver);
		return;
	}
}

static void carry_out_all(struct driver *driver)
{
	const struct journal_sink *journal = driver->request->journal;
	struct action action;

	if (driver->is_draining)
		return;
	driver->is_draining = true;
	while (coordinator_next(driver->coordinator, &action)) {
		if (journal)
			journal->action(journal->self, &action);
		carry_out(driver, &action);
	}
	driver->is_draining = false;
}

/* ---- inputs ---- */

int64_t driver_now_us(const struct driver *driver)
{
	return (int64_t)(uv_hrtime() / 1000) - driver->paused_us;
}

void driver_input(struct driver *driver, const struct input *input)
{
	const struct journal_sink *journal = driver->request->journal;
	int64_t now_us = driver_now_us(driver);

	if (journal)
		journal->input(journal->self, now_us, input);
	coordinator_input(driver->coordinator, now_us, input);
	carry_out_all(driver);
}

void driver_begin_reading(struct driver *driver)
{
	driver->arrival_us = INT64_MIN;
}

void driver_report(struct driver *driver, const struct input *input, int64_t stamp_ns)
{
	const struct journal_sink *journal = driver->request->journal;

	if (driver->arrival_us == INT64_MIN)
		driver->arrival_us =
			journal_arrival_us(driver->began_us, driver_now_us(driver), stamp_ns);
	if (journal)
		journal->report(journal->self, driver->arrival_us, input,
				coordinator_find(driver->coordinator, input->test_id), stamp_ns);
	coordinator_input(driver->coordinator, driver->arrival_us, input);
	carry_out_all(driver);
}

void driver_fail(struct driver *driver, GError *error)
{
	static const struct input failed = {.kind = INPUT_FAILED};

	if (driver->failure) {
		g_error_free(error);
		return;
	}
	driver->failure = error;
	driver_input(driver, &failed);
}

void driver_warn(struct driver *driver, const char *format, ...)
{
	const struct engine_request *request = driver->request;
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	request->notice(request->data, NOTICE_WARNING, text_of(line));
}

/* ---- the sink ---- */

static bool driver_event(struct sink *sink, const struct event *event, GError **error)
{
	struct driver *driver = (void *)((char *)sink - offsetof(struct driver, sink));
	GError *failure = NULL;

	(void)error;
	if (driver->is_sink_spent || !driver->request->sink)
		return true;
	driver->has_unflushed = true;
	if (!sink_event(driver->request->sink, event, &failure)) {
		driver->is_sink_spent = true;
		driver_fail(driver, failure);
	}
	return true;
}

static void flush_sink(struct driver *driver)
{
	const struct engine_request *request = driver->request;
	GError *error = NULL;

	if (!driver->has_unflushed || driver->is_sink_spent || !request->flush)
		return;
	driver->has_unflushed = false;
	if (!request->flush(request->data, &error)) {
		driver->is_sink_spent = true;
		driver_fail(driver, error);
	}
}

/* ---- time ---- */

static void show_progress(struct driver *driver)
{
	const struct engine_request *request = driver->request;

	if (request->progress)
		request->progress(request->data, driver->coordinator, driver_now_us(driver));
}

static void on_tick(uv_timer_t *ticker)
{
	show_progress(ticker->data);
}

static void on_deadline(uv_timer_t *deadline)
{
	static const struct input time = {.kind = INPUT_TIME};

	driver_input(deadline->data, &time);
}

static void set_deadline(struct driver *driver)
{
	int64_t deadline_us = coordinator_deadline_us(driver->coordinator);
	int64_t left_us = deadline_us - driver_now_us(driver);

	if (deadline_us == INT64_MAX) {
		(void)uv_timer_stop(&driver->deadline);
		return;
	}
	uv_update_time(&driver->loop);
	(void)uv_timer_start(&driver->deadline, on_deadline,
			     left_us > 0 ? (uint64_t)(left_us / 1000 + 1) : 0, 0);
}

/* All that has come in has been handled, and the loop is about to wait for more. */
static void on_before_sleep(uv_prepare_t *prepare)
{
	struct driver *driver = prepare->data;

	flush_sink(driver);
	set_deadline(driver);
}

/* ---- life ---- */

static bool init_driver_loop(struct driver *driver, GError **error)
{
	if (!event_loop_open(&driver->loop, error))
		return false;
	(void)uv_prepare_init(&driver->loop, &driver->before_sleep);
	(void)uv_timer_init(&driver->loop, &driver->deadline);
	(void)uv_timer_init(&driver->loop, &driver->ticker);
	driver->before_sleep.data = driver;
	driver->deadline.data = driver;
	driver->ticker.data = driver;
	return true;
}

struct driver *driver_new(const struct engine_request *request,
			  const struct runner_formats *formats, GError **error)
{
	struct driver *driver = g_new0(struct driver, 1);
	int concurrency = MAX(request->options.concurrency, 1);

	driver->request = request;
	driver->formats = *formats;
	driver->sink = (struct sink){driver_event};
	if (!init_driver_loop(driver, error)) {
		g_free(driver);
		return NULL;
	}
	driver->children = children_new(&driver->loop, concurrency);
	children_guard(driver->children, request->guardian);
	if (!request->options.uses_instances) {
		driver->leftovers = leftovers_new(request->options.limits.kill_grace_us);
		driver->leftover_watch = leftover_watch_new(driver);
	}
	driver->coordinator = coordinator_new(&request->options);
	driver->worker_count = concurrency;
	driver->executions = g_new0(struct execute_callout *, (size_t)concurrency);
	driver->probes = g_hash_table_new(NULL, NULL);
	driver->disposals = g_hash_table_new(NULL, NULL);
	driver->undisposed = g_ptr_array_new_with_free_func(g_free);
	driver->unusable = g_ptr_array_new_with_free_func(g_free);
	return driver;
}

static void begin_run(struct driver *driver)
{
	const struct engine_request *request = driver->request;
	const struct journal_sink *journal = request->journal;
	int64_t now_us = driver_now_us(driver);
	int64_t real_us = g_get_real_time();

	driver->began_us = real_us - now_us;
	driver_begin_reading(driver);
	if (journal)
		journal->begin(journal->self, &request->options, now_us, real_us);
	coordinator_start(driver->coordinator, now_us);
	carry_out_all(driver);
}

void driver_run(struct driver *driver)
{
	(void)uv_prepare_start(&driver->before_sleep, on_before_sleep);
	if (driver->request->progress)
		(void)uv_timer_start(&driver->ticker, on_tick, TICK_MS, TICK_MS);
	begin_run(driver);
	while (!driver->has_finished)
		(void)uv_run(&driver->loop, UV_RUN_DEFAULT);
	flush_sink(driver);
	show_progress(driver);
}

void driver_abandon(struct driver *driver)
{
	driver->has_finished = true;
	uv_stop(&driver->loop);
}

static void close_driver_loop(struct driver *driver)
{
	uv_close((uv_handle_t *)&driver->before_sleep, NULL);
	uv_close((uv_handle_t *)&driver->deadline, NULL);
	uv_close((uv_handle_t *)&driver->ticker, NULL);
	children_close(driver->children);
	leftover_watch_free(driver->leftover_watch);
	/* A uv_stop() that no uv_run() has heeded yet makes the first return at once. */
	while (uv_run(&driver->loop, UV_RUN_DEFAULT) != 0)
		continue;
	children_free(driver->children);
	g_assert(uv_loop_close(&driver->loop) == 0);
}

void driver_free(struct driver *driver)
{
	if (!driver)
		return;
	close_driver_loop(driver);
	coordinator_free(driver->coordinator);
	g_clear_pointer(&driver->plan, g_array_unref);
	g_clear_pointer(&driver->listed, g_ptr_array_unref);
	g_clear_pointer(&driver->told, g_hash_table_unref);
	g_free(driver->executions);
	leftovers_free(driver->leftovers);
	g_hash_table_unref(driver->probes);
	g_hash_table_unref(driver->disposals);
	g_ptr_array_unref(driver->undisposed);
	g_ptr_array_unref(driver->unusable);
	g_clear_error(&driver->failure);
	g_clear_error(&driver->provisioning_error);
	g_clear_error(&driver->listing_error);
	g_clear_error(&driver->disposal_error);
	g_clear_error(&driver->undisposed_error);
	g_free(driver);
}
