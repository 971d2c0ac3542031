#include "run/project_files.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 3
#define FILES_MAX 20000

struct file_walk {
	GPtrArray *paths;
	const char *folder;
};

/* `relative` is "" or ends with a slash. */
static void walk_folder(struct file_walk *walk, const char *relative, int depth);

static bool is_of_others(const char *name)
{
	static const char *const names[] = {"node_modules", "vendor", "target", NULL};

	return name[0] == '.' || g_strv_contains(names, name);
}

static void take_entry(struct file_walk *walk, const char *relative, const char *name, int depth)
{
	g_autofree char *path = g_strconcat(relative, name, NULL);
	g_autofree char *full = g_build_filename(walk->folder, path, NULL);
	struct stat status;

	if (lstat(full, &status) != 0)
		return;
	if (S_ISDIR(status.st_mode) && depth < DEPTH_MAX && !is_of_others(name)) {
		g_autofree char *below = g_strconcat(path, "/", NULL);
		walk_folder(walk, below, depth + 1);
	} else if (S_ISREG(status.st_mode) && (depth == 0 || name[0] != '.')) {
		g_ptr_array_add(walk->paths, g_steal_pointer(&path));
	}
}

static void walk_folder(struct file_walk *walk, const char *relative, int depth)
{
	g_autofree char *path = g_build_filename(walk->folder, relative, NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && walk->paths->len < FILES_MAX && (name = g_dir_read_name(folder)))
		take_entry(walk, relative, name, depth);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *project_files_list(const char *folder)
{
	struct file_walk walk = {g_ptr_array_new_with_free_func(g_free), folder};

	walk_folder(&walk, "", 0);
	g_ptr_array_sort(walk.paths, compare_paths);
	return walk.paths;
}
