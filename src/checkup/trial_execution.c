#include "checkup/trial_execution.h"

#include "base/duration.h"
#include "base/quote.h"
#include "config/command_template.h"

static char *make_trial_command(const struct checkup_subject *subject,
				const struct trial_execution_request *request, const char *instance,
				GString *seen)
{
	const char *const files[] = {request->file, NULL};
	g_autofree char *command = quote_words(request->words);
	g_autoptr(GError) error = NULL;

	char *whole = command_template_fill_execute(subject->request->config, instance, files,
						    command, &error);
	if (!whole)
		g_string_append(seen, error->message);
	return whole;
}

/* Runs `command`, which may be NULL, as the callout of `instance`. */
static bool run_within_limit(struct checkup_subject *subject, struct one_shot *one_shot,
			     const char *instance, GString *seen)
{
	const char *const environment[] = {
		"TESTR_RUN", NULL, "TESTR_WORKER", "0", "TESTR_INSTANCE_ID", instance, NULL,
	};

	one_shot->environment = environment;
	one_shot_run(subject->one_shots, one_shot);
	one_shot->environment = NULL;
	g_free(subject->errors);
	subject->errors = tail_format(&one_shot->errors, "    ");
	if (one_shot->ending.kind != ENDING_TIMED_OUT)
		return true;
	g_autofree char *limit = duration_format(one_shot->timeout_us);
	g_string_append_printf(seen, "it had not ended after %s, and was stopped", limit);
	return false;
}

bool trial_execution_run(struct checkup_subject *subject,
			 const struct trial_execution_request *request, struct one_shot *one_shot,
			 GString *seen)
{
	const char *instance = request->instance ? request->instance : subject->instance;
	g_autofree char *command = make_trial_command(subject, request, instance, seen);

	if (!command)
		return false;
	one_shot->command = command;
	one_shot->timeout_us =
		subject->request->timeout_us * (request->is_long ? TRIAL_EXECUTION_LONG : 1);
	one_shot->output = request->output;
	bool has_ended = run_within_limit(subject, one_shot, instance, seen);
	one_shot->command = NULL;
	return has_ended;
}

bool trial_execution_run_code(struct checkup_subject *subject, const char *code,
			      struct one_shot *one_shot, GString *seen)
{
	const char *const words[] = {"sh", "-c", code, NULL};
	const struct trial_execution_request request = {.words = words};

	return trial_execution_run(subject, &request, one_shot, seen);
}
