#include "run/engine_session.h"

#include <errno.h>
#include <unistd.h>

#include "config/environment_key.h"
#include "report/output.h"
#include "run/guard.h"
#include "run/run_settings.h"

/* ---- the ledger, as the engine wants it; `self` is the session ---- */

static bool session_intend(void *self, int count, GError **error)
{
	struct engine_session *session = self;

	if (!session->ledger)
		return true;
	return ledger_intend(session->ledger, session->run, count, error) &&
	       (!environment_key_disposes(session->config) ||
		ledger_set_environment(session->ledger, session->run, session->config->environment,
				       error));
}

static bool session_add(void *self, const char *const *ids, GError **error)
{
	struct engine_session *session = self;

	return !session->ledger || ledger_add_all(session->ledger, session->run, ids, error);
}

static bool session_strike(void *self, const char *const *ids, GError **error)
{
	struct engine_session *session = self;

	return !session->ledger || ledger_strike(session->ledger, session->run, ids, error);
}

static bool session_leave(void *self, const char *const *ids, GError **error)
{
	struct engine_session *session = self;

	return !session->ledger ||
	       ledger_set_state(session->ledger, session->run, ids, INSTANCE_UNDISPOSED, error);
}

static bool session_keep(void *self, const char *const *ids, GError **error)
{
	struct engine_session *session = self;

	for (const char *const *id = ids; *id; id++)
		g_ptr_array_add(session->kept, g_strdup(*id));
	return !session->ledger ||
	       ledger_set_state(session->ledger, session->run, ids, INSTANCE_KEPT, error);
}

/* ---- what it has to say ---- */

static void write_stderr(struct bytes bytes)
{
	while (bytes.length > 0) {
		ssize_t written = write(STDERR_FILENO, bytes.data, bytes.length);
		if (written < 0 && errno != EINTR)
			return;
		if (written > 0) {
			bytes.data += written;
			bytes.length -= (size_t)written;
		}
	}
}

/* The display's: what goes to one channel is there before what goes to the other. */
static void write_channel(void *data, enum channel channel, struct bytes bytes)
{
	const struct context *context = data;

	if (channel == CHANNEL_PRIMARY) {
		output_text(context->output, (struct text){(const char *)bytes.data, bytes.length});
	} else {
		output_flush(context->output);
		write_stderr(bytes);
	}
}

static void print_aside(const struct engine_session *session, const GString *text)
{
	display_print(session->display, CHANNEL_ASIDE,
		      (struct bytes){(const uint8_t *)text->str, text->len});
}

/* Shows what a child wrote to stderr: to a terminal what is harmless of it. */
static void pass_on_stderr(struct engine_session *session, struct text text)
{
	g_autoptr(GString) shown = g_string_new(NULL);

	if (session->is_stderr_terminal)
		terminal_stream_append(&session->child_errors, shown, text);
	else
		g_string_append_len(shown, text.data, (gssize)text.length);
	print_aside(session, shown);
}

static void session_notice(void *data, enum notice_kind kind, struct text text)
{
	struct engine_session *session = data;
	g_autoptr(GString) line = NULL;

	if (kind == NOTICE_COMMAND && !session->context->is_verbose)
		return;
	if (kind == NOTICE_STDERR) {
		pass_on_stderr(session, text);
		return;
	}
	line = g_string_new(kind == NOTICE_WARNING ? "testr: " : "running=");
	terminal_append_harmless(line, text);
	g_string_append_c(line, '\n');
	print_aside(session, line);
}

void engine_session_warn(struct engine_session *session, const char *line)
{
	session_notice(session, NOTICE_WARNING, text_of(line));
}

/* Without a repository the ledger is for this process and its guardian only. */
static struct ledger *session_open_ledger(const struct context *context,
					  const struct repository *repository, GError **error)
{
	return repository ? guard_open_ledger(context, error)
			  : ledger_create(context->guard->private_folder, error);
}

bool engine_session_init(struct engine_session *session, const struct context *context,
			 const struct config *config, const struct repository *repository,
			 int64_t run, GError **error)
{
	struct ledger *ledger = NULL;

	if (config->instance_provision) {
		ledger = session_open_ledger(context, repository, error);
		if (!ledger)
			return false;
	}
	*session = (struct engine_session){
		.context = context,
		.config = config,
		.ledger = ledger,
		.hooks = {.self = session,
			  .intend = session_intend,
			  .add = session_add,
			  .strike = session_strike,
			  .leave = session_leave,
			  .keep = session_keep},
		.kept = g_ptr_array_new_with_free_func(g_free),
		.is_stderr_terminal = isatty(STDERR_FILENO),
		.display = display_new(write_channel, (void *)context,
				       context->has_terminal && !context->is_quiet),
		.run = run < 0 ? -(int64_t)getpid() : run,
	};
	return true;
}

struct engine_request engine_session_request(struct engine_session *session)
{
	return (struct engine_request){
		.config = session->config,
		.folder = session->context->folder,
		.private_folder = session->context->guard->private_folder,
		.run = MAX(session->run, -1),
		.ledger = &session->hooks,
		.guardian = session->context->guard->guardian,
		.notice = session_notice,
		.data = session,
	};
}

void engine_session_settle(struct engine_session *session, const struct engine_report *report)
{
	g_autoptr(GError) error = NULL;

	session->context->guard->is_abandoned = report->was_abandoned;
	if (!session->ledger || report->was_abandoned)
		return;
	if (!ledger_settle(session->ledger, session->run, &error))
		engine_session_warn(session, error->message);
}

GPtrArray *engine_session_list(const struct context *context, const struct config *config,
			       const struct repository *repository, char **arguments,
			       struct engine_report *report, GError **error)
{
	cleared(engine_session) session = {0};

	if (!engine_session_init(&session, context, config, repository, -1, error))
		return NULL;
	struct engine_request request = engine_session_request(&session);
	request.arguments = (const char *const *)arguments;
	request.options = run_settings_serial(config);
	GPtrArray *ids = engine_list(&request, report, error);
	engine_session_settle(&session, report);
	return ids;
}

void engine_session_clear(struct engine_session *session)
{
	g_autoptr(GString) rest = g_string_new(NULL);

	terminal_stream_end(&session->child_errors, rest);
	if (session->display)
		print_aside(session, rest);
	g_clear_pointer(&session->display, display_free);
	g_clear_pointer(&session->kept, g_ptr_array_unref);
	g_clear_pointer(&session->ledger, ledger_free);
}
