#include "run/guard.h"

#include <unistd.h>

#include "base/file.h"
#include "base/process_identity.h"
#include "report/message.h"
#include "run/private_folder.h"
#include "run/rescue.h"

/* So many times kill_grace a provisioning callout has to clean up when testr is gone: it may be at
 * work for a while, what it leaves stays, and nobody waits for a guardian. */
#define PATIENCE 4

static int64_t own_start_time(void)
{
	struct process process;

	return process_read(getpid(), &process) ? process.start_time : 0;
}

struct guard *guard_new(struct context *context, const struct config *config)
{
	scoped(guard) guard = g_new0(struct guard, 1);
	g_autoptr(GError) error = NULL;

	guard->hold = guard->folder_lock = -1;
	guard->has_instances = config->instance_provision != NULL;
	private_folder_sweep();
	guard->private_folder = private_folder_make(&guard->folder_lock, &error);
	if (guard->private_folder) {
		struct rescue rescue = {
			.folder = context->folder,
			.config = config,
			.private_folder = guard->private_folder,
			.start_time = own_start_time(),
		};
		const struct guardian_hooks hooks = rescue_hooks(&rescue);
		guard->guardian =
			guardian_start(&hooks, PATIENCE * config->limits.kill_grace_us, &error);
		guardian_hold(guard->guardian, guard->folder_lock);
	}
	if (error) {
		message_error(error);
		return NULL;
	}
	context->guard = guard;
	return g_steal_pointer(&guard);
}

/* Once for the command, however often it opens the ledger. */
static bool hold_ledger(struct guard *guard, const char *folder, GError **error)
{
	if (guard->hold >= 0)
		return true;
	guard->hold = ledger_take_liveness_lock(folder, error);
	if (guard->hold < 0)
		return false;
	guardian_hold(guard->guardian, guard->hold);
	return true;
}

struct ledger *guard_open_ledger(const struct context *context, GError **error)
{
	return hold_ledger(context->guard, context->folder, error)
		       ? ledger_open(context->folder, error)
		       : NULL;
}

struct disposal_setup guard_disposal(const struct context *context, const struct config *config,
				     struct ledger *ledger)
{
	return (struct disposal_setup){
		.folder = context->folder,
		.config = config,
		.ledger = ledger,
		.groups = guardian_groups(context->guard->guardian),
	};
}

static void leave_to_guardian(struct guard *guard)
{
	int pid = guardian_pid(guard->guardian);

	if (pid > 0)
		message("exiting now; the guardian (pid %d) stops what is still running%s", pid,
			guard->has_instances ? " and disposes of the instances" : "");
	else
		message("exiting now; the guardian has died%s",
			guard->has_instances ? ", so the next `testr run` disposes of the instances"
					     : "");
	guardian_leave(g_steal_pointer(&guard->guardian));
	if (pid > 0)
		g_clear_pointer(&guard->private_folder, g_free);
}

void guard_free(struct guard *guard)
{
	if (!guard)
		return;
	if (guard->is_abandoned)
		leave_to_guardian(guard);
	guardian_free(guard->guardian);
	file_close(&guard->hold);
	private_folder_remove(guard->private_folder);
	file_close(&guard->folder_lock);
	g_free(guard);
}
