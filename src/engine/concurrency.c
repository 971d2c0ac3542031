#include "engine/engine.h"

#include "base/excerpt.h"
#include "engine/child.h"
#include "engine/evidence.h"

/* More than a number takes, and enough to show what was printed instead. */
#define LINE_MAX_BYTES 256

/* The callout test_run_concurrency, which runs before there is a run. */
struct asking {
	const char *command;
	GString *line; /* of its stdout, the first; cut after LINE_MAX_BYTES */
	bool has_line;
	struct tail errors;
	struct ending ending;
};

static void on_output(void *data, struct bytes bytes)
{
	struct asking *asking = data;

	for (size_t i = 0; i < bytes.length && !asking->has_line; i++) {
		asking->has_line = bytes.data[i] == '\n' || asking->line->len >= LINE_MAX_BYTES;
		if (!asking->has_line)
			g_string_append_c(asking->line, (char)bytes.data[i]);
	}
}

static void on_errors(void *data, struct bytes bytes)
{
	struct asking *asking = data;

	tail_append(&asking->errors, bytes);
}

static void on_ended(void *data, struct ending ending, enum child_remains remains)
{
	struct asking *asking = data;

	(void)remains;
	asking->ending = ending;
}

static void ask(struct asking *asking, const char *folder, struct guardian *guardian)
{
	static const struct child_listener listener = {on_output, on_errors, on_ended};
	struct child_request request = {.command = asking->command, .folder = folder};
	uv_loop_t loop;

	if (uv_loop_init(&loop) < 0)
		g_error("cannot make an event loop");
	scoped(children) children = children_new(&loop, 1);
	children_guard(children, guardian);
	(void)child_start(children, &request, &listener, asking);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	children_close(children);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
}

/* What is wrong with the answer; NULL if nothing is, and then `*number` is set. */
static char *judge(const struct asking *asking, uint64_t *number)
{
	g_autofree char *shown = excerpt((struct text){asking->line->str, asking->line->len});

	if (!ending_is_success(asking->ending))
		return ending_describe(asking->ending);
	if (g_ascii_string_to_unsigned(g_strstrip(asking->line->str), 10, 0, INT_MAX, number, NULL))
		return NULL;
	return g_strdup_printf("printed '%s', which is no number of at least 0", shown);
}

static GError *refusal(const struct asking *asking, const char *why)
{
	GError *error = g_error_new(
		ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
		"cannot tell the concurrency: the callout test_run_concurrency %s", why);

	evidence_append(error, asking->command, &asking->errors);
	return error;
}

int engine_ask_concurrency(const struct config *config, const char *folder,
			   struct guardian *guardian, GError **error)
{
	struct asking asking = {
		.command = config->test_run_concurrency,
		.line = g_string_new(NULL),
	};
	uint64_t number = 0;

	ask(&asking, folder, guardian);
	g_autofree char *why = judge(&asking, &number);
	if (why)
		g_propagate_error(error, refusal(&asking, why));
	(void)g_string_free(asking.line, TRUE);
	tail_clear(&asking.errors);
	return why ? -1 : (int)number;
}
