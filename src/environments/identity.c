#include "environments/identity.h"

#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_EVERY_MS = 10 };

/* Where the start time stands in /proc/PID/stat, counted after the name in parentheses, which may
 * itself hold blanks and parentheses. Source: proc(5), field 22. */
enum { START_TIME_AFTER_NAME = 20 };

static char *start_time(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
	g_autofree char *line = NULL;

	if (!g_file_get_contents(path, &line, NULL, NULL) || !strrchr(line, ')'))
		return NULL;
	g_auto(GStrv) fields = g_strsplit(strrchr(line, ')') + 1, " ", START_TIME_AFTER_NAME + 2);
	bool is_zombie = g_strv_length(fields) > 1 && fields[1][0] == 'Z';
	if (is_zombie || g_strv_length(fields) <= START_TIME_AFTER_NAME)
		return NULL;
	return g_strdup(fields[START_TIME_AFTER_NAME]);
}

char *identity_of(pid_t pid)
{
	g_autofree char *started = start_time(pid);
	g_autofree char *boot = NULL;

	if (!started)
		return NULL;
	if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
		boot = g_strdup("unknown");
	return g_strdup_printf("%d %s %s", (int)pid, started, g_strstrip(boot));
}

bool identity_is_alive(const char *identity)
{
	if (!identity)
		return false;
	g_autofree char *now = identity_of((pid_t)atoi(identity));
	return g_strcmp0(now, identity) == 0;
}

static void wait_for_end(const char *identity, int limit_ms)
{
	for (int waited_ms = 0; waited_ms < limit_ms && identity_is_alive(identity);
	     waited_ms += LOOK_EVERY_MS)
		g_usleep(LOOK_EVERY_MS * 1000);
}

void identity_end(const char *identity, int grace_ms)
{
	static const int signals[] = {SIGTERM, SIGKILL};

	for (size_t i = 0; i < G_N_ELEMENTS(signals) && identity_is_alive(identity); i++) {
		kill((pid_t)atoi(identity), signals[i]);
		wait_for_end(identity, grace_ms);
	}
}
