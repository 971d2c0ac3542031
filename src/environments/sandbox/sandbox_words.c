/* What a sandbox consists of, as arguments of bubblewrap, which carries them out in their order:
 * what comes later lies on top. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "environments/instance_tree.h"
#include "environments/program.h"
#include "environments/sandbox/sandbox.h"

static void add_namespaces(GPtrArray *words, const struct instance_record *instance, int report)
{
	program_append(words, "bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
		       "--unshare-cgroup-try", "--hostname", instance->id, "--new-session",
		       "--die-with-parent", "--json-status-fd", NULL);
	program_add(words, g_strdup_printf("%d", report));
	if (strcmp(option_values_get(instance->options, "network"), "private") == 0)
		program_append(words, "--unshare-net", NULL);
}

/* Shows the folder `name` of the instance's own at `place`. */
static void add_private_folder(GPtrArray *words, const struct instance_record *instance,
			       const char *name, const char *place)
{
	program_append(words, "--bind", NULL);
	program_add(words, instance_record_path(instance, name));
	program_append(words, place, NULL);
}

static bool is_path_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* The network of this machine may need the resolver's file, which often is a link into /run. */
static void add_resolver(GPtrArray *words)
{
	char path[PATH_MAX];

	if (realpath("/etc/resolv.conf", path) && is_path_below(path, "/run"))
		program_append(words, "--ro-bind", path, path, NULL);
}

static void add_run_folder(GPtrArray *words, const struct instance_record *instance)
{
	const char *user_folder = g_getenv("XDG_RUNTIME_DIR");

	program_append(words, "--tmpfs", "/run", NULL);
	if (user_folder && is_path_below(user_folder, "/run"))
		program_append(words, "--perms", "0700", "--dir", user_folder, NULL);
	if (strcmp(option_values_get(instance->options, "network"), "host") == 0)
		add_resolver(words);
}

/* Instances are not to find each other by the folders that hold them. */
static void hide_instances(GPtrArray *words, const struct instance_record *instance)
{
	static const char *const hidden[] = {"/tmp", "/var/tmp", "/run"};
	g_autofree char *parent = g_path_get_dirname(instance->folder);

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		if (is_path_below(parent, hidden[i]))
			return;
	if (!is_path_below(parent, g_get_home_dir()))
		program_append(words, "--tmpfs", parent, NULL);
}

static void add_system_folders(GPtrArray *words, const struct instance_record *instance)
{
	const char *home = g_get_home_dir();

	program_append(words, "--ro-bind", "/", "/", "--dev", "/dev", "--perms", "1777", "--tmpfs",
		       "/dev/shm", "--proc", "/proc", NULL);
	add_private_folder(words, instance, SANDBOX_TMP, "/tmp");
	add_private_folder(words, instance, SANDBOX_VAR_TMP, "/var/tmp");
	add_run_folder(words, instance);
	if (strcmp(home, "/") != 0 && g_file_test(home, G_FILE_TEST_IS_DIR))
		add_private_folder(words, instance, SANDBOX_HOME, home);
	hide_instances(words, instance);
}

static void add_project(GPtrArray *words, const struct instance_record *instance)
{
	const char *source = option_values_get(instance->options, "source");
	g_autofree char *tree = instance_tree(instance);

	if (strcmp(source, "copy") == 0)
		add_private_folder(words, instance, SANDBOX_SOURCE, tree);
	else
		program_append(words, strcmp(source, "shared") == 0 ? "--bind" : "--ro-bind", tree,
			       tree, NULL);
	program_append(words, "--chdir", instance->project, NULL);
}

/* Shows `paths` of this machine at their own place, the way that `how` says. */
static void add_shown_paths(GPtrArray *words, const char *how, const char *const *paths)
{
	for (; *paths; paths++) {
		g_autofree char *path = g_canonicalize_filename(*paths, NULL);
		program_append(words, how, path, path, NULL);
	}
}

GPtrArray *sandbox_words(const struct instance_record *instance, const struct request *request,
			 int report)
{
	GPtrArray *words = program_words(NULL, NULL);

	add_namespaces(words, instance, report);
	add_system_folders(words, instance);
	add_project(words, instance);
	add_shown_paths(words, "--ro-bind", option_values_all(instance->options, "keep"));
	add_shown_paths(words, "--bind", option_values_all(instance->options, "read-write"));
	add_shown_paths(words, "--dev-bind", option_values_all(instance->options, "device"));
	add_shown_paths(words, "--ro-bind", request->files);
	if (g_getenv("TMPDIR")) /* it may name a folder that is read-only inside */
		program_append(words, "--setenv", "TMPDIR", "/tmp", NULL);
	/* By way of a shell, since bubblewrap has no status of its own for "no such command". */
	program_append(words, "--", "/bin/sh", "-c", "exec \"$@\"", "sh", NULL);
	program_append_all(words, request->words);
	return words;
}
