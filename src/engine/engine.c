#include "engine/engine.h"

#include "engine/driver.h"
#include "engine/machine_limits.h"
#include "engine/run_error.h"
#include "engine/signal_watch.h"

G_DEFINE_QUARK(testr_engine_error, engine_error)

int engine_workers_max(const char **which)
{
	return machine_limits_children(which);
}

static void fill_engine_report(struct engine_report *report, const struct driver *driver,
			       const struct signal_watch *watch)
{
	report->verdict = coordinator_verdict(driver->coordinator);
	report->signal = signal_watch_first(watch);
	report->was_abandoned = signal_watch_was_abandoned(watch);
	report->unloadable = driver->unloadable;
	coordinator_summarise(driver->coordinator, &report->summary);
}

/* Runs `request`; `*listed` is set to what was listed if there is no plan to be made of it. */
static bool drive_coordinator(const struct engine_request *request, struct engine_report *report,
			      GPtrArray **listed, GError **error)
{
	struct runner_formats formats;

	if (!runner_formats_find(&formats, request->config, error)) {
		*report = (struct engine_report){.verdict = VERDICT_FAILED};
		return false;
	}
	struct driver *driver = driver_new(request, &formats, error);
	if (!driver) {
		*report = (struct engine_report){.verdict = VERDICT_FAILED};
		return false;
	}
	struct signal_watch *watch = signal_watch_new(driver);

	driver_run(driver);
	fill_engine_report(report, driver, watch);
	/* What still runs refers to all of this, and whoever abandons a run is about to exit. */
	if (report->was_abandoned)
		return true;
	GError *failure = run_error_of(driver);
	*listed = g_steal_pointer(&driver->listed);
	signal_watch_free(watch);
	driver_free(driver);
	if (!failure)
		return true;
	g_propagate_error(error, failure);
	return false;
}

bool engine_run(const struct engine_request *request, struct engine_report *report, GError **error)
{
	g_autoptr(GPtrArray) listed = NULL;

	return drive_coordinator(request, report, &listed, error);
}

GPtrArray *engine_list(const struct engine_request *request, struct engine_report *report,
		       GError **error)
{
	struct engine_request listing = *request;
	g_autoptr(GPtrArray) listed = NULL;

	listing.options.concurrency = 1;
	listing.plan = NULL;
	listing.sink = NULL;
	listing.flush = NULL;
	listing.journal = NULL;
	if (!drive_coordinator(&listing, report, &listed, error))
		return NULL;
	if (!listed)
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_INTERRUPTED,
			    "cannot list the tests: interrupted");
	return g_steal_pointer(&listed);
}
