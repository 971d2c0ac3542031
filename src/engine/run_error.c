#include "engine/run_error.h"

#include "base/excerpt.h"

/* More ids that cannot be used are only counted. */
#define UNUSABLE_SHOWN 10

static GError *callout_error_with_prefix(const char *prefix, const GError *cause)
{
	if (!cause)
		return g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "%s", prefix);
	return g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "%s: %s", prefix, cause->message);
}

static GError *error_of_bad_instances(const struct driver *driver)
{
	const GError *last = driver->provisioning_error;
	const char *context = last ? strchr(last->message, '\n') : NULL;

	return g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT, "cannot provision instances: %s%s",
			   coordinator_complaint(driver->coordinator), context ? context : "");
}

/* Why the run could not be carried through; NULL if it was, or the user stopped it. */
static GError *error_of_verdict(const struct driver *driver)
{
	switch (coordinator_verdict(driver->coordinator)) {
	case VERDICT_FAILED:
		return driver->failure ? g_error_copy(driver->failure) : NULL;
	case VERDICT_PROVISIONING_FAILED:
		return callout_error_with_prefix("cannot provision instances",
						 driver->provisioning_error);
	case VERDICT_BAD_INSTANCES:
		return error_of_bad_instances(driver);
	case VERDICT_LISTING_FAILED:
		return callout_error_with_prefix("cannot list the tests", driver->listing_error);
	case VERDICT_RUNNING:
	case VERDICT_INTERRUPTED:
	case VERDICT_RUN_TIMED_OUT:
	case VERDICT_TOO_MANY_FAILURES:
	case VERDICT_TESTS_FAILED:
	case VERDICT_NO_TESTS:
	case VERDICT_PASSED:
		break;
	}
	/* A run that was stopped, or whose end failed: the struck ledger could not be written. */
	return driver->failure ? g_error_copy(driver->failure) : NULL;
}

static GError *error_of_disposal(const struct driver *driver)
{
	if (driver->undisposed->len == 0)
		return NULL;
	g_autoptr(GString) what = g_string_new("cannot dispose of");
	for (guint i = 0; i < driver->undisposed->len; i++) {
		g_autofree char *id = excerpt(text_of(driver->undisposed->pdata[i]));
		g_string_append_printf(what, " %s", id);
	}
	GError *error = callout_error_with_prefix(what->str, driver->undisposed_error);
	g_autofree char *message = g_steal_pointer(&error->message);
	error->message =
		g_strconcat(message,
			    "\n  They stay on record: `testr instances` lists them, `testr "
			    "instances dispose` tries again.",
			    NULL);
	return error;
}

/* Of what was printed as ids and cannot be used, which no command gets. */
static GError *error_of_unusable_ids(const struct driver *driver)
{
	guint count = driver->unusable->len;

	if (count == 0)
		return NULL;
	g_autoptr(GString) what = g_string_new("never given to the disposing callout:");
	for (guint i = 0; i < MIN(count, UNUSABLE_SHOWN); i++)
		g_string_append_printf(what, "%s %s", i > 0 ? "," : "",
				       (const char *)driver->unusable->pdata[i]);
	if (count > UNUSABLE_SHOWN)
		g_string_append_printf(what, ", and %u more", count - UNUSABLE_SHOWN);
	return g_error_new(ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
			   "%s\n  If there are such instances, dispose of them by hand. They stay "
			   "on record: `testr instances` lists them, `testr instances dispose` "
			   "takes them off.",
			   what->str);
}

/* Both, one after the other; either may be NULL. Takes them. */
static GError *join_errors(GError *first, GError *second)
{
	g_autoptr(GError) appended = second;

	if (!first)
		return g_steal_pointer(&appended);
	if (!appended)
		return first;
	g_autofree char *message = g_steal_pointer(&first->message);
	first->message = g_strdup_printf("%s\n%s", message, appended->message);
	return first;
}

GError *run_error_of(const struct driver *driver)
{
	GError *error = join_errors(error_of_verdict(driver), error_of_unusable_ids(driver));

	return join_errors(error, error_of_disposal(driver));
}
