#include "store/owner.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Reads when process `pid` started and whether it still runs. False if /proc does not tell. */
static bool read_process(int64_t pid, int64_t *start_time, bool *is_running)
{
	g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/stat", pid);
	g_autofree char *content = NULL;

	if (!g_file_get_contents(path, &content, NULL, NULL))
		return false;
	/* Field 2 is the name in parentheses and may hold anything, so count from its end. */
	const char *after_name = strrchr(content, ')');
	if (!after_name)
		return false;
	g_auto(GStrv) fields = g_strsplit(after_name + 1, " ", -1);
	/* fields[0] is what precedes the blank, so fields[1] is field 3 and fields[20] field 22. */
	if (g_strv_length(fields) < 21)
		return false;
	*is_running = fields[1][0] != 'Z' && fields[1][0] != 'X';
	*start_time = g_ascii_strtoll(fields[20], NULL, 10);
	return true;
}

static void read_boot(char *boot, size_t size)
{
	g_autofree char *content = NULL;

	boot[0] = '\0';
	if (g_file_get_contents("/proc/sys/kernel/random/boot_id", &content, NULL, NULL))
		g_strlcpy(boot, g_strstrip(content), size);
}

struct owner owner_self(void)
{
	struct owner self = {.pid = getpid()};
	bool is_running;

	read_process(self.pid, &self.start_time, &is_running);
	read_boot(self.boot, sizeof(self.boot));
	return self;
}

bool owner_is_alive(const struct owner *owner)
{
	struct owner now = {.pid = owner->pid};
	bool is_running;

	read_boot(now.boot, sizeof(now.boot));
	if (owner->pid <= 0 || strcmp(now.boot, owner->boot) != 0)
		return false;
	if (owner->start_time != 0 && read_process(owner->pid, &now.start_time, &is_running))
		return is_running && now.start_time == owner->start_time;
	return kill((pid_t)owner->pid, 0) == 0 || errno == EPERM;
}
