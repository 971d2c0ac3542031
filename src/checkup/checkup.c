#include "checkup/checkup.h"

#include <unistd.h>

#include "checkup/checks.h"
#include "checkup/trial_instances.h"

/* A checkup on its way. */
struct checkup {
	const struct checkup_request *request;
	struct checkup_report *report;
	struct one_shots *one_shots;
	struct trial_instances trial;
};

static bool is_checkup_interrupted(const struct checkup *checkup)
{
	return one_shots_signal(checkup->one_shots) != 0;
}

/* Counts `finding` and passes it on; what an interrupt has spoilt is none. */
static void tell_finding(const struct checkup *checkup, const struct checkup_finding *finding)
{
	struct checkup_report *report = checkup->report;

	if (is_checkup_interrupted(checkup))
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
	struct checkup_finding finding = {
		.kind = trial_instances_is_clean(&checkup->trial, seen) ? FINDING_HOLDS
									: FINDING_FAILS,
		.is_required = true,
		.claim = "ids are printed cleanly",
		.remedy = "instance_provision must print $INSTANCE_COUNT ids, and nothing else, on "
			  "stdout; the rest goes to stderr (>&2).",
	};

	finding.seen = seen->str;
	tell_finding(checkup, &finding);
}

static enum finding_kind try_check(const struct checkup *checkup, const struct check *check,
				   struct checkup_subject *subject)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	enum finding_kind kind = check->try_it(subject, seen);
	const struct checkup_finding finding = {
		.kind = kind,
		.is_required = check->is_required,
		.claim = check->claim,
		.seen = seen->str,
		.errors = subject->errors,
		.remedy = check->remedy,
	};

	tell_finding(checkup, &finding);
	return kind;
}

static void leave_out(const struct checkup *checkup, const struct check *check, const char *why)
{
	const struct checkup_finding finding = {
		.kind = FINDING_NOT_TRIED,
		.is_required = check->is_required,
		.claim = check->claim,
		.seen = why,
	};

	tell_finding(checkup, &finding);
}

static void check_executions(const struct checkup *checkup)
{
	struct checkup_subject subject = {
		.request = checkup->request,
		.one_shots = checkup->one_shots,
		.candidates = checkup->trial.usable,
		.mark = g_strdup_printf("/tmp/testr-check-%d-%08x", (int)getpid(), g_random_int()),
	};
	const char *missing_basis = NULL;
	size_t count;
	const struct check *checks = checks_all(&count);

	for (size_t i = 0; i < count && !is_checkup_interrupted(checkup); i++) {
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

static bool check_disposal(struct checkup *checkup, GError **error)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	GError *failure = NULL;
	bool are_gone = trial_instances_dispose(&checkup->trial, seen, &failure);
	struct checkup_finding finding = {
		.kind = are_gone ? FINDING_HOLDS : FINDING_FAILS,
		.is_required = true,
		.claim = "instances are disposed of",
		.seen = are_gone ? "" : seen->str,
		.remedy =
			"instance_dispose must remove all of $INSTANCE_IDS and end with status 0.",
	};

	if (checkup->trial.words > 0)
		tell_finding(checkup, &finding);
	if (failure)
		add_error(error, failure);
	return are_gone;
}

static void check_second_disposal(struct checkup *checkup)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	bool does_no_harm = trial_instances_dispose_again(&checkup->trial, seen);
	const struct checkup_finding finding = {
		.kind = does_no_harm ? FINDING_HOLDS : FINDING_FAILS,
		.claim = "disposing twice does no harm",
		.seen = does_no_harm ? "" : seen->str,
		.remedy = "End with status 0 for instances that are gone: a disposal that fails "
			  "half way is tried again.",
	};

	tell_finding(checkup, &finding);
}

/* ---- the whole ---- */

static bool try_all(struct checkup *checkup, GError **error)
{
	bool is_provisioned = trial_instances_provision(&checkup->trial, error);

	if (is_provisioned && !is_checkup_interrupted(checkup)) {
		check_ids(checkup);
		check_executions(checkup);
	}
	bool are_gone = check_disposal(checkup, error);
	if (is_provisioned && are_gone && !is_checkup_interrupted(checkup))
		check_second_disposal(checkup);
	return is_provisioned && are_gone;
}

bool checkup_run(const struct checkup_request *request, struct checkup_report *report,
		 GError **error)
{
	struct checkup checkup = {.request = request, .report = report};

	*report = (struct checkup_report){0};
	checkup.one_shots =
		one_shots_new(request->folder, request->config->limits.kill_grace_us, error);
	if (!checkup.one_shots)
		return false;
	one_shots_guard(checkup.one_shots, request->guardian);
	trial_instances_init(&checkup.trial, request, checkup.one_shots);
	bool is_done = try_all(&checkup, error);
	report->signal = one_shots_signal(checkup.one_shots);
	report->was_abandoned = one_shots_were_abandoned(checkup.one_shots);
	trial_instances_clear(&checkup.trial);
	/* What still runs refers to it, and whoever abandons a checkup is about to exit. */
	if (!report->was_abandoned)
		one_shots_free(checkup.one_shots);
	return is_done;
}
