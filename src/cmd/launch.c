#include "cmd/launch.h"

#include <errno.h>
#include <unistd.h>

#include "cmd/guard.h"
#include "cmd/output.h"
#include "cmd/parallel.h"

/* ---- the ledger, as the engine wants it; `self` is the launch ---- */

static bool intend(void *self, int count, GError **error)
{
	struct launch *launch = self;

	return !launch->ledger || ledger_intend(launch->ledger, launch->run, count, error);
}

static bool add(void *self, const char *const *ids, GError **error)
{
	struct launch *launch = self;

	return !launch->ledger || ledger_add_all(launch->ledger, launch->run, ids, error);
}

static bool strike(void *self, const char *const *ids, GError **error)
{
	struct launch *launch = self;

	return !launch->ledger || ledger_strike(launch->ledger, launch->run, ids, error);
}

static bool leave(void *self, const char *const *ids, GError **error)
{
	struct launch *launch = self;

	return !launch->ledger ||
	       ledger_set_state(launch->ledger, launch->run, ids, INSTANCE_UNDISPOSED, error);
}

static bool keep(void *self, const char *const *ids, GError **error)
{
	struct launch *launch = self;

	for (const char *const *id = ids; *id; id++)
		g_ptr_array_add(launch->kept, g_strdup(*id));
	return !launch->ledger ||
	       ledger_set_state(launch->ledger, launch->run, ids, INSTANCE_KEPT, error);
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
		output_bytes(context->output, bytes);
	} else {
		output_flush(context->output);
		write_stderr(bytes);
	}
}

static void notice(void *data, enum notice_kind kind, struct text text)
{
	const struct launch *launch = data;
	const char *prefix = kind == NOTICE_WARNING ? "testr: " : "running=";

	if (kind == NOTICE_COMMAND && !launch->context->is_verbose)
		return;
	g_autofree char *line = g_strdup_printf("%s%.*s\n", prefix, TEXT_ARGS(text));
	if (kind == NOTICE_STDERR)
		display_print(launch->display, CHANNEL_ASIDE,
			      (struct bytes){(const uint8_t *)text.data, text.length});
	else
		display_print(launch->display, CHANNEL_ASIDE,
			      (struct bytes){(const uint8_t *)line, strlen(line)});
}

void launch_warn(struct launch *launch, const char *line)
{
	notice(launch, NOTICE_WARNING, text_of(line));
}

/* Without a repository the ledger is for this process and its guardian only. */
static struct ledger *open_ledger(const struct context *context,
				  const struct repository *repository, GError **error)
{
	return repository ? guard_open_ledger(context, error)
			  : ledger_create(context->guard->private_folder, error);
}

bool launch_init(struct launch *launch, const struct context *context, const struct config *config,
		 const struct repository *repository, int64_t run, GError **error)
{
	struct ledger *ledger = NULL;

	if (config->instance_provision) {
		ledger = open_ledger(context, repository, error);
		if (!ledger)
			return false;
	}
	*launch = (struct launch){
		.context = context,
		.config = config,
		.ledger = ledger,
		.hooks = {.self = launch,
			  .intend = intend,
			  .add = add,
			  .strike = strike,
			  .leave = leave,
			  .keep = keep},
		.kept = g_ptr_array_new_with_free_func(g_free),
		.display = display_new(write_channel, (void *)context,
				       context->has_terminal && !context->is_quiet),
		.run = run < 0 ? -(int64_t)getpid() : run,
	};
	return true;
}

struct engine_request launch_request(struct launch *launch)
{
	return (struct engine_request){
		.config = launch->config,
		.folder = launch->context->folder,
		.private_folder = launch->context->guard->private_folder,
		.run = MAX(launch->run, -1),
		.ledger = &launch->hooks,
		.guardian = launch->context->guard->guardian,
		.notice = notice,
		.data = launch,
	};
}

void launch_settle(struct launch *launch, const struct engine_report *report)
{
	g_autoptr(GError) error = NULL;

	launch->context->guard->is_abandoned = report->was_abandoned;
	if (!launch->ledger || report->was_abandoned)
		return;
	if (!ledger_settle(launch->ledger, launch->run, &error))
		launch_warn(launch, error->message);
}

GPtrArray *launch_list(const struct context *context, const struct config *config,
		       const struct repository *repository, char **arguments,
		       struct engine_report *report, GError **error)
{
	cleared(launch) launch = {0};

	if (!launch_init(&launch, context, config, repository, -1, error))
		return NULL;
	struct engine_request request = launch_request(&launch);
	request.arguments = (const char *const *)arguments;
	request.options = parallel_none(config);
	GPtrArray *ids = engine_list(&request, report, error);
	launch_settle(&launch, report);
	return ids;
}

void launch_clear(struct launch *launch)
{
	g_clear_pointer(&launch->display, display_free);
	g_clear_pointer(&launch->kept, g_ptr_array_unref);
	g_clear_pointer(&launch->ledger, ledger_free);
}
