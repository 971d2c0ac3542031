#include "engine/leftover_watch.h"

#include "base/excerpt.h"
#include "engine/execute_callout.h"
#include "engine/leftovers.h"
#include "engine/list_callout.h"

/* How often it looks: each time it reads what /proc has of all processes. */
#define LOOK_MS 500

/* How often it looks whether those are gone that are to end, when nothing else is left to do. */
#define FINISH_MS 20

/* What a process that got SIGKILL may take to be gone. */
#define KILLED_US G_USEC_PER_SEC

/* More leftovers are only counted. */
#define TOLD_MAX 10

struct leftover_watch {
	struct driver *driver;
	uv_timer_t timer;
	size_t found;
};

static void warn_of_leftovers(const struct leftover_watch *watch, const char *line)
{
	const struct engine_request *request = watch->driver->request;

	request->notice(request->data, NOTICE_WARNING, text_of(line));
}

static void tell_leftover(void *data, int execution, int pid, const char *command)
{
	struct leftover_watch *watch = data;

	if (++watch->found > TOLD_MAX)
		return;
	g_autofree char *shown = excerpt(text_of(command));
	g_autofree char *whose = execution == LEFTOVERS_OF_LISTING
					 ? g_strdup("the listing command")
					 : g_strdup_printf("execution %d", execution);
	g_autofree char *line = g_strdup_printf("%s left a process behind, which is ended: %d (%s)",
						whose, pid, shown);
	warn_of_leftovers(watch, line);
}

/* Returns how many leftovers there are. */
static size_t look(struct leftover_watch *watch)
{
	const struct driver *driver = watch->driver;
	int pid = list_callout_pid(driver);

	if (pid > 0)
		leftovers_note_running(driver->leftovers, LEFTOVERS_OF_LISTING, pid);
	for (int worker = 0; worker < driver->worker_count; worker++) {
		const struct execute_callout *execute = driver->executions[worker];
		if (execute && execute->callout.child && child_pid(execute->callout.child) > 0)
			leftovers_note_running(driver->leftovers, execute->execution.number,
					       child_pid(execute->callout.child));
	}
	return leftovers_look(driver->leftovers, g_get_monotonic_time(), tell_leftover, watch);
}

static void leftover_watch_on_time(uv_timer_t *timer)
{
	(void)look(timer->data);
}

struct leftover_watch *leftover_watch_new(struct driver *driver)
{
	struct leftover_watch *watch = g_new0(struct leftover_watch, 1);

	watch->driver = driver;
	(void)uv_timer_init(&driver->loop, &watch->timer);
	watch->timer.data = watch;
	(void)uv_timer_start(&watch->timer, leftover_watch_on_time, LOOK_MS, LOOK_MS);
	uv_unref((uv_handle_t *)&watch->timer);
	return watch;
}

void leftover_watch_finish(struct leftover_watch *watch)
{
	if (!watch)
		return;
	int64_t until_us = g_get_monotonic_time() +
			   watch->driver->request->options.limits.kill_grace_us + KILLED_US;

	while (look(watch) > 0 && g_get_monotonic_time() < until_us)
		g_usleep(FINISH_MS * 1000);
	if (watch->found <= TOLD_MAX)
		return;
	g_autofree char *rest = g_strdup_printf("%zu more processes were left behind, and ended",
						watch->found - TOLD_MAX);
	warn_of_leftovers(watch, rest);
}

static void leftover_watch_on_closed(uv_handle_t *timer)
{
	g_free(timer->data);
}

void leftover_watch_free(struct leftover_watch *watch)
{
	if (watch)
		uv_close((uv_handle_t *)&watch->timer, leftover_watch_on_closed);
}
