#include "store/owner.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/process.h"

static void read_boot(char *boot, size_t size)
{
	g_autofree char *content = NULL;

	boot[0] = '\0';
	if (g_file_get_contents("/proc/sys/kernel/random/boot_id", &content, NULL, NULL))
		g_strlcpy(boot, g_strstrip(content), size);
}

struct process_identity process_identity_self(void)
{
	struct process_identity self = {.pid = getpid()};
	struct process process;

	if (process_read(self.pid, &process))
		self.start_time = process.start_time;
	read_boot(self.boot, sizeof(self.boot));
	return self;
}

bool process_identity_is_alive(const struct process_identity *owner)
{
	struct process process;
	char boot[sizeof(owner->boot)];

	read_boot(boot, sizeof(boot));
	if (owner->pid <= 0 || strcmp(boot, owner->boot) != 0)
		return false;
	if (owner->start_time != 0 && process_read(owner->pid, &process))
		return process.is_running && process.start_time == owner->start_time;
	return kill((pid_t)owner->pid, 0) == 0 || errno == EPERM;
}
