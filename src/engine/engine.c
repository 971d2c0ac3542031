#include "engine/engine.h"

#include "engine/driver.h"
#include "engine/signals.h"
#include "engine/verdict.h"

G_DEFINE_QUARK(testr_engine_error, engine_error)

static void fill_report(struct engine_report *report, const struct driver *driver,
			const struct signals *signals)
{
	report->verdict = coordinator_verdict(driver->coordinator);
	report->signal = signals_first(signals);
	report->was_abandoned = signals_abandoned(signals);
	coordinator_summarise(driver->coordinator, &report->summary);
}

/* Runs `request`; `*listed` is set to what was listed if there is no plan to be made of it. */
static bool run(const struct engine_request *request, struct engine_report *report,
		GPtrArray **listed, GError **error)
{
	struct driver *driver = driver_new(request);
	struct signals *signals = signals_new(driver);

	driver_run(driver);
	fill_report(report, driver, signals);
	/* What still runs refers to all of this, and whoever abandons a run is about to exit. */
	if (report->was_abandoned)
		return true;
	GError *failure = verdict_error(driver);
	*listed = g_steal_pointer(&driver->listed);
	signals_free(signals);
	driver_free(driver);
	if (!failure)
		return true;
	g_propagate_error(error, failure);
	return false;
}

bool engine_run(const struct engine_request *request, struct engine_report *report, GError **error)
{
	g_autoptr(GPtrArray) listed = NULL;

	return run(request, report, &listed, error);
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
	if (!run(&listing, report, &listed, error))
		return NULL;
	if (!listed)
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_INTERRUPTED,
			    "cannot list the tests: interrupted");
	return g_steal_pointer(&listed);
}
