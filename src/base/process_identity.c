#include "base/process_identity.h"

#include <dirent.h>
#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often to look whether a process that was told to end has ended. */
#define LOOK_EVERY_MS 10

/* How texts call a boot without a name. */
#define UNKNOWN_BOOT "unknown"

/* ---- processes as /proc shows them ---- */

/* Of /proc/PID/stat, counted as proc(5) does less 2: it is split where field 2 ends. */
enum field {
	FIELD_STATE = 1,
	FIELD_PARENT = 2,
	FIELD_GROUP = 3,
	FIELD_SESSION = 4,
	FIELD_START_TIME = 20,
};

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
		.parent = g_ascii_strtoll(fields[FIELD_PARENT], NULL, 10),
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

/* ---- identities ---- */

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

enum presence { PRESENCE_GONE, PRESENCE_UNCLEAR, PRESENCE_RUNNING };

static bool has_a_process(int64_t pid)
{
	return kill((pid_t)pid, 0) == 0 || errno == EPERM;
}

/* The rule of this module. */
static enum presence presence_of(const struct process_identity *identity)
{
	struct process process;
	char boot[sizeof(identity->boot)];

	if (identity->pid <= 0 || identity->pid > G_MAXINT32)
		return PRESENCE_GONE;
	read_boot(boot, sizeof(boot));
	bool is_same_boot = strcmp(boot, identity->boot) == 0;
	if (!is_same_boot && *boot && *identity->boot)
		return PRESENCE_GONE;
	if (!process_read(identity->pid, &process))
		return has_a_process(identity->pid) ? PRESENCE_UNCLEAR : PRESENCE_GONE;
	if (!process.is_running ||
	    !process_identity_fits(identity, process.pid, process.start_time))
		return PRESENCE_GONE;
	return is_same_boot && identity->start_time != 0 ? PRESENCE_RUNNING : PRESENCE_UNCLEAR;
}

bool process_identity_is_alive(const struct process_identity *identity)
{
	return presence_of(identity) != PRESENCE_GONE;
}

bool process_identity_fits(const struct process_identity *identity, int64_t pid, int64_t start_time)
{
	return identity->pid == pid &&
	       (identity->start_time == start_time || identity->start_time == 0 || start_time == 0);
}

/* ---- identities as text ---- */

/* PID START-TIME BOOT, as versions before this module have written it, too. */
static char *identity_format(const struct process_identity *identity)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", identity->pid,
			       identity->start_time,
			       *identity->boot ? identity->boot : UNKNOWN_BOOT);
}

/* Reads what identity_format() has written. False for anything else. */
static bool identity_parse(const char *text, struct process_identity *identity)
{
	g_auto(GStrv) words = g_strsplit(text ? text : "", " ", -1);

	if (g_strv_length(words) != 3 || strlen(words[2]) >= sizeof(identity->boot) ||
	    !g_ascii_string_to_signed(words[0], 10, 1, G_MAXINT32, &identity->pid, NULL) ||
	    !g_ascii_string_to_signed(words[1], 10, 0, G_MAXINT64, &identity->start_time, NULL))
		return false;
	g_strlcpy(identity->boot, strcmp(words[2], UNKNOWN_BOOT) == 0 ? "" : words[2],
		  sizeof(identity->boot));
	return true;
}

char *process_identity_text(pid_t pid)
{
	struct process_identity identity = process_identity_self();
	struct process process;

	if (pid != getpid()) {
		if (!process_read(pid, &process) || !process.is_running)
			return NULL;
		identity.pid = pid;
		identity.start_time = process.start_time;
	}
	return identity_format(&identity);
}

static bool runs_this_program(int64_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/exe", pid);
	struct stat its;
	struct stat ours;

	return stat(path, &its) == 0 && stat("/proc/self/exe", &ours) == 0 &&
	       its.st_dev == ours.st_dev && its.st_ino == ours.st_ino;
}

char *process_identity_text_of_ancestor(void)
{
	int64_t ancestor = getppid();
	struct process process;

	while (ancestor > 1 && !runs_this_program(ancestor))
		ancestor = process_read(ancestor, &process) ? process.parent : 0;
	return ancestor > 1 ? process_identity_text((pid_t)ancestor) : NULL;
}

bool process_identity_text_is_alive(const char *text)
{
	struct process_identity identity;

	return identity_parse(text, &identity) && process_identity_is_alive(&identity);
}

static void wait_for_end(const struct process_identity *identity, int limit_ms)
{
	for (int waited_ms = 0; waited_ms < limit_ms && presence_of(identity) == PRESENCE_RUNNING;
	     waited_ms += LOOK_EVERY_MS)
		g_usleep(LOOK_EVERY_MS * 1000);
}

void process_identity_text_end(const char *text, int grace_ms)
{
	static const int signals[] = {SIGTERM, SIGKILL};
	struct process_identity identity;

	if (!identity_parse(text, &identity))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(signals) && presence_of(&identity) == PRESENCE_RUNNING;
	     i++) {
		kill((pid_t)identity.pid, signals[i]);
		wait_for_end(&identity, grace_ms);
	}
}
