#include "base/process.h"

#include <dirent.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

/* Of /proc/PID/stat, counted as proc(5) does less 2: it is split where field 2 ends. */
enum field { FIELD_STATE = 1, FIELD_GROUP = 3, FIELD_SESSION = 4, FIELD_START_TIME = 20 };

bool process_read(int64_t pid, struct process *process)
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
	if (g_strv_length(fields) <= FIELD_START_TIME)
		return false;
	*process = (struct process){
		.pid = pid,
		.group = g_ascii_strtoll(fields[FIELD_GROUP], NULL, 10),
		.session = g_ascii_strtoll(fields[FIELD_SESSION], NULL, 10),
		.start_time = g_ascii_strtoll(fields[FIELD_START_TIME], NULL, 10),
		.is_running = !strchr("ZX", fields[FIELD_STATE][0]),
	};
	return true;
}

void process_each(void (*take)(void *data, const struct process *process), void *data)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		struct process process;
		int64_t pid = g_ascii_strtoll(entry->d_name, NULL, 10);

		if (pid > 0 && process_read(pid, &process))
			take(data, &process);
	}
	if (folder)
		(void)closedir(folder);
}

int64_t process_ticks(int64_t boot_ns)
{
	return boot_ns / (1000000000 / sysconf(_SC_CLK_TCK));
}
