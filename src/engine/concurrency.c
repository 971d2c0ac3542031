#include "engine/engine.h"

#include "base/excerpt.h"
#include "engine/child.h"
#include "engine/tail.h"

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

static void ask(struct asking *asking, const char *folder)
{
	static const struct child_listener listener = {on_output, on_errors, on_ended};
	struct child_request request = {.command = asking->command, .folder = folder};
	uv_loop_t loop;

	if (uv_loop_init(&loop) < 0)
		g_error("cannot make an event loop");
	scoped(children) children = children_new(&loop, 1);
	(void)child_start(children, &request, &listener, asking);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
}

/* The number, or -1 with `error` set. */
static int judge(const struct asking *asking, GError **error)
{
	g_autofree char *errors = tail_format(&asking->errors, "    ");
	g_autofree char *shown = excerpt((struct text){asking->line->str, asking->line->len});
	g_autofree char *how = NULL;
	uint64_t number;

	if (!ending_is_success(asking->ending))
		how = ending_describe(asking->ending);
	else if (g_ascii_string_to_unsigned(g_strstrip(asking->line->str), 10, 0, INT_MAX, &number,
					    NULL))
		return (int)number;
	else
		how = g_strdup_printf("printed '%s', which is no number of at least 0", shown);
	g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
		    "cannot tell the concurrency: the callout test_run_concurrency %s"
		    "\n  command: %s%s%s",
		    how, asking->command, errors ? "\n  stderr:\n" : "", errors ? errors : "");
	return -1;
}

int engine_ask_concurrency(const struct config *config, const char *folder, GError **error)
{
	struct asking asking = {
		.command = config->test_run_concurrency,
		.line = g_string_new(NULL),
	};

	ask(&asking, folder);
	int number = judge(&asking, error);
	(void)g_string_free(asking.line, TRUE);
	tail_clear(&asking.errors);
	return number;
}
