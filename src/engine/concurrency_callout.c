/* engine_ask_concurrency(): the callout test_run_concurrency, run before there is a run. */
#include "engine/engine.h"

#include "base/excerpt.h"
#include "engine/child.h"
#include "engine/error_context.h"
#include "engine/event_loop.h"

/* More than a number takes, and enough to show what was printed instead. */
#define LINE_MAX_BYTES 256

/* The callout, and its output. */
struct concurrency_callout {
	const char *command;
	GString *line; /* of its stdout, the first; cut after LINE_MAX_BYTES */
	bool has_line;
	struct tail errors;
	struct ending ending;
};

static void concurrency_on_output(void *data, struct bytes bytes)
{
	struct concurrency_callout *callout = data;

	for (size_t i = 0; i < bytes.length && !callout->has_line; i++) {
		callout->has_line = bytes.data[i] == '\n' || callout->line->len >= LINE_MAX_BYTES;
		if (!callout->has_line)
			g_string_append_c(callout->line, (char)bytes.data[i]);
	}
}

static void concurrency_on_errors(void *data, struct bytes bytes)
{
	struct concurrency_callout *callout = data;

	tail_append(&callout->errors, bytes);
}

static void concurrency_on_ended(void *data, struct ending ending, enum child_remains remains)
{
	struct concurrency_callout *callout = data;

	(void)remains;
	callout->ending = ending;
}

static bool run_concurrency_callout(struct concurrency_callout *callout, const char *folder,
				    struct guardian *guardian, GError **error)
{
	static const struct child_listener listener = {concurrency_on_output, concurrency_on_errors,
						       concurrency_on_ended, NULL};
	struct child_request request = {.command = callout->command, .folder = folder};
	uv_loop_t loop;

	if (!event_loop_open(&loop, error))
		return false;
	scoped(children) children = children_new(&loop, 1);
	children_guard(children, guardian);
	(void)child_start(children, &request, &listener, callout);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	children_close(children);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
	return true;
}

/* Sets `*number` to the number that was printed. Returns NULL, or else what is wrong. */
static char *parse_concurrency(const struct concurrency_callout *callout, uint64_t *number)
{
	g_autofree char *shown = excerpt((struct text){callout->line->str, callout->line->len});

	if (!ending_is_success(callout->ending))
		return ending_describe(callout->ending);
	if (g_ascii_string_to_unsigned(g_strstrip(callout->line->str), 10, 0, CONCURRENCY_MAX,
				       number, NULL))
		return NULL;
	return g_strdup_printf("printed '%s', which is no number from 0 to %d", shown,
			       CONCURRENCY_MAX);
}

static GError *concurrency_error(const struct concurrency_callout *callout, const char *why)
{
	GError *error = g_error_new(
		ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
		"cannot tell the concurrency: the callout test_run_concurrency %s", why);

	error_context_append(error, callout->command, &callout->errors);
	return error;
}

int engine_ask_concurrency(const struct config *config, const char *folder,
			   struct guardian *guardian, GError **error)
{
	struct concurrency_callout callout = {
		.command = config->test_run_concurrency,
		.line = g_string_new(NULL),
	};
	uint64_t number = 0;

	bool has_run = run_concurrency_callout(&callout, folder, guardian, error);
	g_autofree char *why = has_run ? parse_concurrency(&callout, &number) : NULL;
	if (why)
		g_propagate_error(error, concurrency_error(&callout, why));
	(void)g_string_free(callout.line, TRUE);
	tail_clear(&callout.errors);
	return why || !has_run ? -1 : (int)number;
}
