#include "checkup/execution.h"

#include "base/duration.h"
#include "base/quote.h"
#include "config/command_template.h"

static char *make_command(const struct subject *subject, const struct execution_request *request,
			  const char *instance, GString *seen)
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
static bool run(struct subject *subject, struct tryout *tryout, const char *instance, GString *seen)
{
	const char *const environment[] = {
		"TESTR_RUN", NULL, "TESTR_WORKER", "0", "TESTR_INSTANCE_ID", instance, NULL,
	};

	tryout->environment = environment;
	tryout_run(subject->tryouts, tryout);
	tryout->environment = NULL;
	g_free(subject->errors);
	subject->errors = tail_format(&tryout->errors, "    ");
	if (tryout->ending.kind != ENDING_TIMED_OUT)
		return true;
	g_autofree char *limit = duration_format(tryout->timeout_us);
	g_string_append_printf(seen, "it had not ended after %s, and was stopped", limit);
	return false;
}

bool execution_run(struct subject *subject, const struct execution_request *request,
		   struct tryout *tryout, GString *seen)
{
	const char *instance = request->instance ? request->instance : subject->instance;
	g_autofree char *command = make_command(subject, request, instance, seen);

	if (!command)
		return false;
	tryout->command = command;
	tryout->timeout_us = subject->request->timeout_us * (request->is_long ? EXECUTION_LONG : 1);
	tryout->output = request->output;
	bool has_ended = run(subject, tryout, instance, seen);
	tryout->command = NULL;
	return has_ended;
}

bool execution_run_code(struct subject *subject, const char *code, struct tryout *tryout,
			GString *seen)
{
	const char *const words[] = {"sh", "-c", code, NULL};
	const struct execution_request request = {.words = words};

	return execution_run(subject, &request, tryout, seen);
}
