#include "cmd/instances_check.h"

#include "base/duration.h"
#include "checkup/checkup.h"
#include "config/environment_key.h"
#include "report/message.h"
#include "report/output.h"
#include "run/engine_session.h"
#include "run/guard.h"
#include "run/orphans.h"
#include "run/project.h"

#define TIMEOUT_US ((int64_t)60 * G_USEC_PER_SEC)

/* ---- the checklist ---- */

/* How a finding is marked: [kind][is_required]. */
static const struct {
	const char *word;
	enum tint tint;
} marks[][2] = {
	[FINDING_HOLDS] = {{"holds ", TINT_GOOD}, {"holds ", TINT_GOOD}},
	[FINDING_FAILS] = {{"advice", TINT_DIM}, {"FAILS ", TINT_BAD}},
	[FINDING_NOT_TRIED] = {{"-     ", TINT_DIM}, {"-     ", TINT_DIM}},
};

static void show_finding(void *data, const struct checkup_finding *finding)
{
	const struct engine_session *session = data;
	const struct context *context = session->context;
	const char *seen = finding->seen ? finding->seen : "";
	g_autoptr(GString) line = g_string_new(NULL);

	terminal_append_tinted(line, marks[finding->kind][finding->is_required].word,
			       marks[finding->kind][finding->is_required].tint, &context->style);
	g_string_append_printf(line, "  %s%s", finding->claim, *seen ? ": " : "");
	terminal_append(line, text_of(seen), &context->style);
	g_string_append_c(line, '\n');
	if (finding->kind == FINDING_FAILS && finding->errors)
		g_string_append_printf(line, "        stderr:\n%s\n", finding->errors);
	if (finding->kind == FINDING_FAILS)
		g_string_append_printf(line, "        %s\n", finding->remedy);
	output_string(context->output, line->str);
	output_flush(context->output);
}

static void show_counts(const struct context *context, const struct checkup_report *report)
{
	output_format(context->output, "%zu hold, %zu fail, %zu advised, %zu not tried\n",
		      report->holding, report->failing_required, report->failing_advised,
		      report->untried);
}

/* ---- the checkup ---- */

static int status_of(const struct checkup_report *report, const GError *error)
{
	if (report->signal != 0)
		return 128 + report->signal;
	if (error)
		return EXIT_CANNOT;
	return report->failing_required > 0 ? EXIT_TESTS_FAILED : EXIT_PASSED;
}

static int check_up(struct engine_session *session, int64_t timeout_us)
{
	const struct context *context = session->context;
	const struct checkup_request request = {
		.config = session->config,
		.folder = context->folder,
		.private_folder = context->guard->private_folder,
		.ledger = &session->hooks,
		.guardian = context->guard->guardian,
		.timeout_us = timeout_us,
		.tell = show_finding,
		.data = session,
	};
	struct checkup_report report;
	g_autoptr(GError) error = NULL;

	(void)checkup_run(&request, &report, &error);
	engine_session_settle(session,
			      &(struct engine_report){.was_abandoned = report.was_abandoned});
	if (!error && report.signal == 0)
		show_counts(context, &report);
	output_flush(context->output);
	if (report.signal != 0) {
		g_autofree char *name = ending_signal_name(report.signal);
		message("interrupted by %s", name);
	}
	if (error)
		message_error(error);
	return status_of(&report, error);
}

/* What keeps the callouts from being tried, or NULL. */
static const char *find_lack(const struct config *config)
{
	if (!config->instance_provision)
		return "instance_provision";
	return config->instance_dispose ? NULL : "instance_dispose";
}

/* The time that each execution may take; 0 if what was given is none. */
static int64_t timeout_of(const struct instances_check_options *options)
{
	int64_t timeout_us = options->timeout ? 0 : TIMEOUT_US;

	if (options->timeout)
		(void)duration_parse(options->timeout, &timeout_us);
	return timeout_us;
}

/* Guarded, and with the repository open. */
static int check_callouts(struct context *context, const struct config *config, int64_t timeout_us)
{
	g_autoptr(GError) error = NULL;
	cleared(engine_session) session = {0};

	scoped(repository) repository = project_repository(context, REPOSITORY_NEEDED);
	if (!repository || !orphans_dispose(context, config))
		return EXIT_CANNOT;
	if (!engine_session_init(&session, context, config, repository, -1, &error)) {
		message_error(error);
		return EXIT_CANNOT;
	}
	return check_up(&session, timeout_us);
}

int instances_check(struct context *context, const struct instances_check_options *options)
{
	int64_t timeout_us = timeout_of(options);

	if (timeout_us == 0) {
		message_usage("instances", "--timeout: '%s' is not a duration (90s, 10m)",
			      options->timeout);
		return EXIT_USAGE;
	}
	scoped(config) config = project_config(context);
	if (!config)
		return EXIT_CANNOT;
	if (options->environment && *options->environment)
		environment_key_impose(config, options->environment);
	const char *lack = find_lack(config);
	if (lack) {
		message("there are no callouts to try: %s has no key %s", config->path, lack);
		return EXIT_CANNOT;
	}
	scoped(guard) guard = guard_new(context, config);
	return guard ? check_callouts(context, config, timeout_us) : EXIT_CANNOT;
}

void instances_check_options_clear(struct instances_check_options *options)
{
	g_free(options->environment);
	g_free(options->timeout);
}
