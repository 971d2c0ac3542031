#include "engine/signal_watch.h"

#include <signal.h>

/* The interrupt that leaves everything as it is. */
#define ABANDONING 3

static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP};

#define HANDLE_COUNT (G_N_ELEMENTS(interrupting) + 1) /* these, and SIGTSTP */

struct signal_watch {
	struct driver *driver;
	int first;
	int interrupts;
	uv_signal_t handles[HANDLE_COUNT];
	size_t open_handles;
};

static void signal_watch_on_interrupt(uv_signal_t *handle, int number)
{
	static const struct input interrupted = {.kind = INPUT_INTERRUPTED};
	struct signal_watch *watch = handle->data;

	if (watch->first == 0)
		watch->first = number;
	if (++watch->interrupts < ABANDONING) {
		driver_input(watch->driver, &interrupted);
		return;
	}
	/* The guardian does it better: it lets callouts clean up. */
	if (guardian_pid(watch->driver->request->guardian) == 0)
		children_signal(watch->driver->children, SIGKILL);
	driver_abandon(watch->driver);
}

static void signal_watch_on_stop(uv_signal_t *handle, int number)
{
	const struct signal_watch *watch = handle->data;
	struct driver *driver = watch->driver;

	children_signal(driver->children, number);
	uint64_t stopped_ns = uv_hrtime();
	(void)raise(SIGSTOP);
	driver->paused_us += (int64_t)((uv_hrtime() - stopped_ns) / 1000);
	children_signal(driver->children, SIGCONT);
}

bool signal_watch_is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void watch_signal(struct signal_watch *watch, uv_signal_cb on_signal, int number)
{
	if (signal_watch_is_ignored(number))
		return;
	uv_signal_t *handle = &watch->handles[watch->open_handles++];
	(void)uv_signal_init(&watch->driver->loop, handle);
	handle->data = watch;
	(void)uv_signal_start(handle, on_signal, number);
}

struct signal_watch *signal_watch_new(struct driver *driver)
{
	struct signal_watch *watch = g_new0(struct signal_watch, 1);

	watch->driver = driver;
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++)
		watch_signal(watch, signal_watch_on_interrupt, interrupting[i]);
	watch_signal(watch, signal_watch_on_stop, SIGTSTP);
	return watch;
}

int signal_watch_first(const struct signal_watch *watch)
{
	return watch->first;
}

bool signal_watch_was_abandoned(const struct signal_watch *watch)
{
	return watch->interrupts >= ABANDONING;
}

static void on_signal_handle_closed(uv_handle_t *handle)
{
	struct signal_watch *watch = handle->data;

	if (--watch->open_handles == 0)
		g_free(watch);
}

void signal_watch_free(struct signal_watch *watch)
{
	size_t count = watch->open_handles;

	if (count == 0)
		g_free(watch);
	for (size_t i = 0; i < count; i++)
		uv_close((uv_handle_t *)&watch->handles[i], on_signal_handle_closed);
}
