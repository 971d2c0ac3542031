#include "base/cpus.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <stdbool.h>

/* A root folder with the files that a test puts there. */
struct fixture {
	char *root;
	GPtrArray *paths; /* of what has been made in it, in that order */
};

static void set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->root = g_dir_make_tmp(NULL, NULL);
	fixture->paths = g_ptr_array_new_with_free_func(g_free);
}

static void tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	for (size_t i = fixture->paths->len; i > 0; i--)
		g_remove(fixture->paths->pdata[i - 1]);
	g_ptr_array_unref(fixture->paths);
	g_rmdir(fixture->root);
	g_free(fixture->root);
}

static void put(struct fixture *fixture, const char *path, const char *content)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);
	g_autofree char *folder = g_strdup(fixture->root);

	for (size_t i = 0; names[i + 1]; i++) {
		char *next = g_build_filename(folder, names[i], NULL);
		g_free(folder);
		folder = next;
		if (g_mkdir(folder, 0700) == 0)
			g_ptr_array_add(fixture->paths, g_strdup(folder));
	}
	char *file = g_build_filename(fixture->root, path, NULL);
	g_assert_true(g_file_set_contents(file, content, -1, NULL));
	g_ptr_array_add(fixture->paths, file);
}

static void test_without_control_groups_the_affinity_counts(struct fixture *fixture,
							    const void *data)
{
	cpu_set_t all;
	cpu_set_t one;

	(void)data;
	g_assert_cmpint(sched_getaffinity(0, sizeof all, &all), ==, 0);
	g_assert_cmpint(cpus_usable(fixture->root), ==, CPU_COUNT(&all));
	int first = 0;
	while (!CPU_ISSET(first, &all))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	g_assert_cmpint(sched_setaffinity(0, sizeof one, &one), ==, 0);
	g_assert_cmpint(cpus_usable(fixture->root), ==, 1);
	g_assert_cmpint(sched_setaffinity(0, sizeof all, &all), ==, 0);
}

static void test_half_a_cpu_is_one(struct fixture *fixture, const void *data)
{
	(void)data;
	put(fixture, "proc/self/cgroup", "0::/a/b\n");
	put(fixture, "sys/fs/cgroup/a/b/cpu.max", "50000 100000\n");
	g_assert_cmpint(cpus_usable(fixture->root), ==, 1);
}

static void test_the_quota_of_a_group_around_counts_too(struct fixture *fixture, const void *data)
{
	(void)data;
	put(fixture, "proc/self/cgroup", "0::/a/b\n");
	put(fixture, "sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
	put(fixture, "sys/fs/cgroup/a/cpu.max", "100000 100000\n");
	g_assert_cmpint(cpus_usable(fixture->root), ==, 1);
}

static void test_version_1_is_understood(struct fixture *fixture, const void *data)
{
	(void)data;
	put(fixture, "proc/self/cgroup", "5:memory:/\n4:cpu,cpuacct:/a\n0::/\n");
	put(fixture, "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "100000\n");
	put(fixture, "sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
	g_assert_cmpint(cpus_usable(fixture->root), ==, 1);
}

static void test_no_limit_and_nonsense_leave_the_affinity(struct fixture *fixture, const void *data)
{
	(void)data;
	int affinity = cpus_usable(fixture->root);
	put(fixture, "proc/self/cgroup", "nonsense\n0::/a\n4:cpu:/b\n");
	put(fixture, "sys/fs/cgroup/a/cpu.max", "max 100000\n");
	put(fixture, "sys/fs/cgroup/cpu/b/cpu.cfs_quota_us", "-1\n");
	put(fixture, "sys/fs/cgroup/cpu/b/cpu.cfs_period_us", "100000\n");
	put(fixture, "sys/fs/cgroup/cpu.max", "9223372036854775807 1\n");
	g_assert_cmpint(cpus_usable(fixture->root), ==, affinity);
}

#define ADD(path, test) g_test_add(path, struct fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/cpus/without-control-groups-the-affinity-counts",
	    test_without_control_groups_the_affinity_counts);
	ADD("/cpus/half-a-cpu-is-one", test_half_a_cpu_is_one);
	ADD("/cpus/the-quota-of-a-group-around-counts-too",
	    test_the_quota_of_a_group_around_counts_too);
	ADD("/cpus/version-1-is-understood", test_version_1_is_understood);
	ADD("/cpus/no-limit-and-nonsense-leave-the-affinity",
	    test_no_limit_and_nonsense_leave_the_affinity);
	return g_test_run();
}
