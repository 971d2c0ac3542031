#include "checkup/checkup.h"

#include <unistd.h>

#include "checkup/checks.h"
#include "checkup/supply.h"

/* A checkup on its way. */
struct checkup {
	const struct checkup_request *request;
	struct checkup_report *report;
	struct tryouts *tryouts;
	struct supply supply;
};

static bool is_interrupted(const struct checkup *checkup)
{
	return tryouts_signal(checkup->tryouts) != 0;
}

/* Counts `finding` and passes it on; what an interrupt has spoilt is none. */
static void tell(const struct checkup *checkup, const struct finding *finding)
{
	struct checkup_report *report = checkup->report;

	if (is_interrupted(checkup))
		return;
	if (finding->kind == FINDING_HOLDS)
		report->holding++;
	else if (finding->kind == FINDING_NOT_TRIED)
		report->untried++;
	else if (finding->is_required)
		report->failing_required++;
	else
		report->failing_advised++;
	checkup->request->tell(checkup->request->data, finding);
}

/* ---- its parts ---- */

static void check_ids(const struct checkup *checkup)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	struct finding finding = {
		.kind = supply_is_clean(&checkup->supply, seen) ? FINDING_HOLDS : FINDING_FAILS,
		.is_required = true,
		.claim = "ids are printed cleanly",
		.remedy = "instance_provision must print $INSTANCE_COUNT ids, and nothing else, on "
			  "stdout; the rest goes to stderr (>&2).",
	};

	finding.seen = seen->str;
	tell(checkup, &finding);
}

static enum finding_kind try_check(const struct checkup *checkup, const struct check *check,
				   struct subject *subject)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	enum finding_kind kind = check->try_it(subject, seen);
	const struct finding finding = {
		.kind = kind,
		.is_required = check->is_required,
		.claim = check->claim,
		.seen = seen->str,
		.errors = subject->errors,
		.remedy = check->remedy,
	};

	tell(checkup, &finding);
	return kind;
}

static void leave_out(const struct checkup *checkup, const struct check *check, const char *why)
{
	const struct finding finding = {
		.kind = FINDING_NOT_TRIED,
		.is_required = check->is_required,
		.claim = check->claim,
		.seen = why,
	};

	tell(checkup, &finding);
}

static void check_executions(const struct checkup *checkup)
{
	struct subject subject = {
		.request = checkup->request,
		.tryouts = checkup->tryouts,
		.candidates = checkup->supply.usable,
		.mark = g_strdup_printf("/tmp/testr-check-%d-%08x", (int)getpid(), g_random_int()),
	};
	const char *missing_basis = NULL;
	size_t count;
	const struct check *checks = checks_all(&count);

	for (size_t i = 0; i < count && !is_interrupted(checkup); i++) {
		if (missing_basis)
			leave_out(checkup, &checks[i], missing_basis);
		else if (try_check(checkup, &checks[i], &subject) == FINDING_FAILS &&
			 checks[i].is_basis)
			missing_basis = "executions do not work";
	}
	g_free(subject.mark);
	g_free(subject.errors);
}

/* Appends `second` to `*error`, or makes it that. Takes `second`. */
static void add_error(GError **error, GError *second)
{
	if (!error || !*error) {
		g_propagate_error(error, second);
		return;
	}
	g_autofree char *first = g_steal_pointer(&(*error)->message);
	(*error)->message = g_strdup_printf("%s\n%s", first, second->message);
	g_error_free(second);
}

static bool dispose(struct checkup *checkup, GError **error)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	GError *failure = NULL;
	bool are_gone = supply_dispose(&checkup->supply, seen, &failure);
	struct finding finding = {
		.kind = are_gone ? FINDING_HOLDS : FINDING_FAILS,
		.is_required = true,
		.claim = "instances are disposed of",
		.seen = are_gone ? "" : seen->str,
		.remedy =
			"instance_dispose must remove all of $INSTANCE_IDS and end with status 0.",
	};

	if (checkup->supply.words > 0)
		tell(checkup, &finding);
	if (failure)
		add_error(error, failure);
	return are_gone;
}

static void dispose_again(struct checkup *checkup)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	bool does_no_harm = supply_dispose_again(&checkup->supply, seen);
	const struct finding finding = {
		.kind = does_no_harm ? FINDING_HOLDS : FINDING_FAILS,
		.claim = "disposing twice does no harm",
		.seen = does_no_harm ? "" : seen->str,
		.remedy = "End with status 0 for instances that are gone: a disposal that fails "
			  "half way is tried again.",
	};

	tell(checkup, &finding);
}

/* ---- the whole ---- */

static bool try_all(struct checkup *checkup, GError **error)
{
	bool is_provisioned = supply_provision(&checkup->supply, error);

	if (is_provisioned && !is_interrupted(checkup)) {
		check_ids(checkup);
		check_executions(checkup);
	}
	bool are_gone = dispose(checkup, error);
	if (is_provisioned && are_gone && !is_interrupted(checkup))
		dispose_again(checkup);
	return is_provisioned && are_gone;
}

bool checkup_run(const struct checkup_request *request, struct checkup_report *report,
		 GError **error)
{
	struct checkup checkup = {.request = request, .report = report};

	*report = (struct checkup_report){0};
	checkup.tryouts = tryouts_new(request->folder, request->config->kill_grace_us);
	tryouts_guard(checkup.tryouts, request->guardian);
	supply_init(&checkup.supply, request, checkup.tryouts);
	bool is_done = try_all(&checkup, error);
	report->signal = tryouts_signal(checkup.tryouts);
	report->was_abandoned = tryouts_were_abandoned(checkup.tryouts);
	supply_clear(&checkup.supply);
	/* What still runs refers to it, and whoever abandons a checkup is about to exit. */
	if (!report->was_abandoned)
		tryouts_free(checkup.tryouts);
	return is_done;
}
