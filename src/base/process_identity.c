#include "base/process_identity.h"

#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 10 };

/* Fields of /proc/PID/stat, counted after the name in parentheses, which may itself hold blanks and
 * parentheses. Source: proc(5), fields 3, 4 and 22. */
enum { STATE_AFTER_NAME = 1, PARENT_AFTER_NAME = 2, START_TIME_AFTER_NAME = 20 };

/* Field `wanted` of the living process `pid`; NULL if there is none. */
static char *field_of(pid_t pid, unsigned wanted)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
	g_autofree char *line = NULL;

	if (!g_file_get_contents(path, &line, NULL, NULL) || !strrchr(line, ')'))
		return NULL;
	g_auto(GStrv) fields = g_strsplit(strrchr(line, ')') + 1, " ", START_TIME_AFTER_NAME + 2);
	if (g_strv_length(fields) <= START_TIME_AFTER_NAME || fields[STATE_AFTER_NAME][0] == 'Z')
		return NULL;
	return g_strdup(fields[wanted]);
}

char *process_identity_text(pid_t pid)
{
	g_autofree char *started = field_of(pid, START_TIME_AFTER_NAME);
	g_autofree char *boot = NULL;

	if (!started)
		return NULL;
	if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
		boot = g_strdup("unknown");
	return g_strdup_printf("%d %s %s", (int)pid, started, g_strstrip(boot));
}

static bool runs_this_program(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/exe", (int)pid);
	struct stat its;
	struct stat ours;

	return stat(path, &its) == 0 && stat("/proc/self/exe", &ours) == 0 &&
	       its.st_dev == ours.st_dev && its.st_ino == ours.st_ino;
}

char *process_identity_text_of_ancestor(void)
{
	pid_t ancestor = getppid();

	while (ancestor > 1 && !runs_this_program(ancestor)) {
		g_autofree char *parent = field_of(ancestor, PARENT_AFTER_NAME);
		ancestor = parent ? atoi(parent) : 0;
	}
	return ancestor > 1 ? process_identity_text(ancestor) : NULL;
}

bool process_identity_text_is_alive(const char *identity)
{
	if (!identity)
		return false;
	g_autofree char *now = process_identity_text((pid_t)atoi(identity));
	return g_strcmp0(now, identity) == 0;
}

static void wait_for_end(const char *identity, int limit_ms)
{
	for (int waited_ms = 0; waited_ms < limit_ms && process_identity_text_is_alive(identity);
	     waited_ms += LOOK_EVERY_MS)
		g_usleep(LOOK_EVERY_MS * 1000);
}

void process_identity_text_end(const char *identity, int grace_ms)
{
	static const int signals[] = {SIGTERM, SIGKILL};

	for (size_t i = 0; i < G_N_ELEMENTS(signals) && process_identity_text_is_alive(identity);
	     i++) {
		kill((pid_t)atoi(identity), signals[i]);
		wait_for_end(identity, grace_ms);
	}
}
