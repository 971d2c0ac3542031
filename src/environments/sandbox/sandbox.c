/*
 * The sandbox: instances in namespaces of this machine, by bubblewrap.
 *
 * Nothing of an instance runs between executions: it is a folder that holds its private copy of
 * the project, its home and its /tmp, and each execution sets up namespaces around them. So an
 * instance costs what its copy costs, and disposing of it is removing the folder.
 */
#include "environments/sandbox/sandbox.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environments/error_hints.h"
#include "environments/file_tree.h"
#include "environments/instance_tree.h"
#include "environments/program.h"

static const struct option sandbox_options[] = {
	{"network", OPTION_CHOICE, "private|host", "private",
	 "private: a network of its own with nothing but a loopback, so that every instance can "
	 "have "
	 "port 8080. host: this machine's network."},
	{"source", OPTION_CHOICE, "copy|shared|read-only", "copy",
	 "The project's folder, at its own path: a private copy, the folder itself, or the folder "
	 "itself without permission to write."},
	{"read-write", OPTION_TEXT, "PATH", NULL,
	 "Let commands write to PATH of this machine. May be repeated."},
	{"keep", OPTION_TEXT, "PATH", NULL,
	 "Show PATH of this machine, read-only, where a private folder would hide it (in /tmp, "
	 "/run or "
	 "the home). May be repeated."},
	{"device", OPTION_TEXT, "PATH", NULL,
	 "Show the device, or folder of devices, PATH of this machine (/dev/kvm, /dev/dri), with "
	 "the "
	 "permissions that it has. May be repeated."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

/* What bubblewrap says when the machine does not let it work, and what helps. */
static const struct error_hint hints[] = {
	{"No permissions to create", "allow user namespaces: sysctl -w "
				     "kernel.unprivileged_userns_clone=1 (in a container: start "
				     "it with permission to make namespaces)"},
	{"setting up uid map",
	 "allow user namespaces: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or give "
	 "bwrap an AppArmor profile with 'userns,'"},
	{"RTM_NEWADDR",
	 "allow user namespaces: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or use "
	 "--network host"},
	{"No space left on device",
	 "raise the limits in /proc/sys/user/max_*_namespaces, which are used up or 0"},
	{"Can't mount proc",
	 "in a container: start it with /proc unmasked (podman: --security-opt unmask=/proc/*)"},
	{"", "see bwrap(1) for what it needs of the machine"},
};

/* bubblewrap would find that a path is missing only when something is executed. */
static bool sandbox_has_paths(const struct option_values *given, GError **error)
{
	static const char *const names[] = {"keep", "read-write", "device"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		for (const char *const *path = option_values_all(given, names[i]); *path; path++)
			if (access(*path, F_OK) != 0) {
				g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
					    "--%s '%s': %s", names[i], *path, g_strerror(errno));
				return false;
			}
	return true;
}

/* Sets up a sandbox of the kind that is asked for, around nothing. */
static bool sandbox_is_usable(const struct option_values *given, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GPtrArray) words =
		program_words("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
			      "--tmpfs", "/run", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
			      "--die-with-parent", NULL);

	if (!sandbox_has_paths(given, error) ||
	    !program_find("bwrap", "install the package 'bubblewrap'", error))
		return false;
	if (strcmp(option_values_get(given, "network"), "private") == 0)
		program_append(words, "--unshare-net", NULL);
	program_append(words, "--", "true", NULL);
	if (program_run(words, NULL, &reason))
		return true;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
		    "no sandbox can be set up here: %s\n  %s", reason->message,
		    error_hint_for(hints, reason->message));
	return false;
}

static bool sandbox_make_folder(const struct instance_record *instance, const char *name,
				mode_t mode, GError **error)
{
	g_autofree char *path = instance_record_path(instance, name);

	if (mkdir(path, mode) == 0 && chmod(path, mode) == 0) /* whatever the umask is */
		return true;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "cannot make '%s': %s",
		    path, g_strerror(errno));
	return false;
}

static bool sandbox_copy_source(const struct instance_record *instance, GError **error)
{
	g_autofree char *copy = instance_record_path(instance, SANDBOX_SOURCE);
	g_autofree char *tree = instance_tree(instance);
	g_autofree char *in_tree = g_strconcat(tree, "/", NULL);

	if (g_str_has_prefix(instance->folder, in_tree)) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "the project '%s' holds the state of instances ('%s'), which cannot be "
			    "copied into itself: set XDG_STATE_HOME to a folder outside the "
			    "project, or use --source shared",
			    tree, instance->folder);
		return false;
	}
	return file_tree_copy(tree, instance_tree_place(instance), copy, error);
}

static bool sandbox_is_copied(const struct instance_record *instance)
{
	return strcmp(option_values_get(instance->options, "source"), "copy") == 0;
}

static bool sandbox_provision(struct instance_record *instance, GError **error)
{
	return sandbox_make_folder(instance, SANDBOX_TMP, 01777, error) &&
	       sandbox_make_folder(instance, SANDBOX_VAR_TMP, 01777, error) &&
	       sandbox_make_folder(instance, SANDBOX_HOME, 0700, error) &&
	       (!sandbox_is_copied(instance) || sandbox_copy_source(instance, error));
}

/* Nothing of a sandbox runs between executions, so there is nothing that could have ended. */
static bool sandbox_refresh(const struct instance_record *instance, GError **error)
{
	g_autofree char *copy = instance_record_path(instance, SANDBOX_SOURCE);
	g_autofree char *tree = instance_tree(instance);

	return !sandbox_is_copied(instance) ||
	       file_tree_renew(tree, instance_tree_place(instance), copy, error);
}

static bool sandbox_dispose(const struct instance_record *instance, GError **error)
{
	(void)error;
	sandbox_end_execution(instance);
	return true;
}

extern const struct environment environment_sandbox;
const struct environment environment_sandbox = {
	.name = "sandbox",
	.summary = "namespaces of this machine, by bubblewrap; needs no root",
	.description = "Each instance has a private network with its own loopback, private process "
		       "ids and host\n"
		       "name, a private /tmp, /var/tmp, /dev/shm, /run and home, and a private "
		       "copy of the\n"
		       "project at the same path. All else of this machine is there, read-only.\n",
	.options = sandbox_options,
	.at_once = 4,
	.is_usable = sandbox_is_usable,
	.provision = sandbox_provision,
	.execute = sandbox_execute,
	.refresh = sandbox_refresh,
	.dispose = sandbox_dispose,
};
