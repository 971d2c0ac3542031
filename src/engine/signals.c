#include "engine/signals.h"

#include <signal.h>

/* The interrupt that leaves everything as it is. */
#define ABANDONING 3

static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP};

#define WATCH_COUNT (G_N_ELEMENTS(interrupting) + 1) /* these, and SIGTSTP */

struct signals {
	struct driver *driver;
	int first;
	int interrupts;
	uv_signal_t watches[WATCH_COUNT];
	size_t open_watches;
};

static void on_interrupt(uv_signal_t *watch, int number)
{
	static const struct input interrupted = {.kind = INPUT_INTERRUPTED};
	struct signals *signals = watch->data;

	if (signals->first == 0)
		signals->first = number;
	if (++signals->interrupts < ABANDONING) {
		driver_input(signals->driver, &interrupted);
		return;
	}
	/* The guardian does it better: it lets callouts clean up. */
	if (guardian_pid(signals->driver->request->guardian) == 0)
		children_signal(signals->driver->children, SIGKILL);
	driver_abandon(signals->driver);
}

static void on_stop(uv_signal_t *watch, int number)
{
	const struct signals *signals = watch->data;
	struct driver *driver = signals->driver;

	children_signal(driver->children, number);
	uint64_t stopped_ns = uv_hrtime();
	(void)raise(SIGSTOP);
	driver->paused_us += (int64_t)((uv_hrtime() - stopped_ns) / 1000);
	children_signal(driver->children, SIGCONT);
}

bool signals_is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void watch_signal(struct signals *signals, uv_signal_cb on_signal, int number)
{
	if (signals_is_ignored(number))
		return;
	uv_signal_t *watch = &signals->watches[signals->open_watches++];
	(void)uv_signal_init(&signals->driver->loop, watch);
	watch->data = signals;
	(void)uv_signal_start(watch, on_signal, number);
}

struct signals *signals_new(struct driver *driver)
{
	struct signals *signals = g_new0(struct signals, 1);

	signals->driver = driver;
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++)
		watch_signal(signals, on_interrupt, interrupting[i]);
	watch_signal(signals, on_stop, SIGTSTP);
	return signals;
}

int signals_first(const struct signals *signals)
{
	return signals->first;
}

bool signals_abandoned(const struct signals *signals)
{
	return signals->interrupts >= ABANDONING;
}

static void on_closed(uv_handle_t *handle)
{
	struct signals *signals = handle->data;

	if (--signals->open_watches == 0)
		g_free(signals);
}

void signals_free(struct signals *signals)
{
	size_t count = signals->open_watches;

	if (count == 0)
		g_free(signals);
	for (size_t i = 0; i < count; i++)
		uv_close((uv_handle_t *)&signals->watches[i], on_closed);
}
