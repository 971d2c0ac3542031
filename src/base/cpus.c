#include "base/cpus.h"

#include <glib.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

/* Where the groups of a version lie, and how a group tells its quota. */
struct hierarchy {
	const char *mount;
	const char *quota_file;  /* "QUOTA PERIOD", or "QUOTA" when there is a period_file */
	const char *period_file; /* NULL: the period follows the quota */
};

static const struct hierarchy version_1 = {"sys/fs/cgroup/cpu", "cpu.cfs_quota_us",
					   "cpu.cfs_period_us"};
static const struct hierarchy version_2 = {"sys/fs/cgroup", "cpu.max", NULL};

/* The content of the file whose path is made of `parts` (NULL-terminated), or "". */
static char *read_file(const char *const *parts)
{
	g_autofree char *path = g_build_filenamev((char **)parts);
	char *content = NULL;

	return g_file_get_contents(path, &content, NULL, NULL) ? content : g_strdup("");
}

/* The CPUs that `group` allows, rounded up; G_MAXINT if it sets no limit. */
static int quota_of(const char *root, const struct hierarchy *hierarchy, const char *group)
{
	g_autofree char *quota_text = read_file(
		(const char *const[]){root, hierarchy->mount, group, hierarchy->quota_file, NULL});
	char *rest;
	gint64 quota = g_ascii_strtoll(quota_text, &rest, 10);
	g_autofree char *period_text =
		hierarchy->period_file
			? read_file((const char *const[]){root, hierarchy->mount, group,
							  hierarchy->period_file, NULL})
			: g_strdup(rest);
	gint64 period = g_ascii_strtoll(period_text, NULL, 10);

	/* "max" and -1 are no limit. */
	if (quota <= 0 || period <= 0)
		return G_MAXINT;
	return (int)MIN((quota - 1) / period + 1, G_MAXINT);
}

/* The least quota of `group` and of those it is in. */
static int least_quota(const char *root, const struct hierarchy *hierarchy, const char *group)
{
	g_autofree char *path = g_strdup(group);
	int least = quota_of(root, hierarchy, path);
	char *slash;

	while ((slash = strrchr(path, '/'))) {
		*slash = '\0';
		least = MIN(least, quota_of(root, hierarchy, path));
	}
	return least;
}

/* True if `controllers`, "cpu,cpuacct" say, has `cpu` among them. */
static bool has_cpu(const char *controllers)
{
	g_auto(GStrv) names = g_strsplit(controllers, ",", -1);

	return g_strv_contains((const char *const *)names, "cpu");
}

/* The least quota of the groups that /proc/self/cgroup names, "ID:CONTROLLERS:GROUP" each. */
static int group_quota(const char *root)
{
	g_autofree char *content = read_file((const char *const[]){root, "proc/self/cgroup", NULL});
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	int least = G_MAXINT;

	for (size_t i = 0; lines[i]; i++) {
		g_auto(GStrv) fields = g_strsplit(lines[i], ":", 3);
		if (g_strv_length(fields) != 3)
			continue;
		if (fields[1][0] == '\0')
			least = MIN(least, least_quota(root, &version_2, fields[2]));
		else if (has_cpu(fields[1]))
			least = MIN(least, least_quota(root, &version_1, fields[2]));
	}
	return least;
}

static int affinity(void)
{
#ifdef __linux__
	cpu_set_t set;

	/* Fails where there are more CPUs than the set has bits for. */
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set);
#endif
	return (int)g_get_num_processors();
}

int cpus_usable(const char *root)
{
	return MAX(1, MIN(affinity(), group_quota(root)));
}
