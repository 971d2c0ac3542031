/*
 * podman (or docker): an instance is a container that runs for as long as the instance lives, its
 * name the instance's id; commands run in it by exec, of the engine or of the OCI runtime below it.
 *
 * exec forwards no signals, killing its client leaves the command running, and its own failures
 * look like statuses of the command: so commands run under the wrapper of remote.h, which leaves
 * the true status in a file. No pseudo-terminal, which would rewrite bytes.
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/callout_child.h"
#include "environments/environments.h"
#include "environments/error_hints.h"
#include "environments/file_tree.h"
#include "environments/instance_tree.h"
#include "environments/podman/podman_container.h"
#include "environments/podman/podman_runtime.h"
#include "environments/program.h"
#include "environments/remote.h"
#include "environments/stdio_relay.h"

/* In the container; holds what belongs to testr. */
#define CONTAINER_FOLDER "/.testr"

/* In the instance's folder; what the container sees as the project. */
#define SOURCE "source"

/* From here on a status of exec may be that of whoever executes: of podman, which has 125 and more
 * for what it could not do, and of a runtime, which has 1 and more. */
enum { STATUS_DOUBTFUL = 125, STATUS_DOUBTFUL_OF_RUNTIME = 1 };

static const struct option podman_options[] = {
	{"image", OPTION_TEXT, "IMAGE", NULL,
	 "The image that containers are made of. It needs /bin/sh, tar, grep and setsid."},
	{"engine", OPTION_CHOICE, "podman|docker", "podman", "The program that runs containers."},
	{"source", OPTION_CHOICE, "volume|copy", "volume",
	 "How the private copy of the project gets to its own path in the container: as a volume, "
	 "for which the engine must be on this machine, or sent into it."},
	{"device", OPTION_TEXT, "PATH", NULL,
	 "Give containers the device PATH of this machine. May be repeated."},
	{"run-option", OPTION_TEXT, "OPTION", NULL,
	 "An option for the engine's command run, as in --run-option=--memory=1g. May be "
	 "repeated."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

/* What engines say, and what helps. */
static const struct error_hint hints[] = {
	{"annot connect to", "start the engine's service"},
	{"connect: permission denied", "let the user use docker: usermod -aG docker USER"},
	{"no subuid ranges", "give the user ids for containers: usermod --add-subuids, subuid(5)"},
	{"newuidmap", "install the package 'uidmap', and see subuid(5)"},
	{"short-name", "write the image's full name, as in docker.io/library/debian:12"},
	{"unknown", "there is no such image: see --image"},
	{"image not known", "there is no such image here: see --image"},
	{"initializing source", "the image cannot be fetched: see --image"},
	{"not exist", "there is no such image: see --image"},
	{"cgroup",
	 "in a container: mount cgroup2 on /sys/fs/cgroup, and set cgroups=\"disabled\" in "
	 "containers.conf(5)"},
	{"executable file", "the image needs /bin/sh"},
	{"setsid is missing", "the image needs setsid, of util-linux or busybox"},
	{"No space left on device", "the disk that holds containers is full"},
	{"", "run the same command manually"},
};

/* What keeps the container running, and waits for processes that others left behind. */
static const char idle_script[] = "trap 'exit 0' TERM; while :; do sleep 86400 & wait $!; done";

/* Makes testr's folder in the container, tells of its own process by the script $2, and writes down
 * the wrapper's text, which comes on stdin. */
static const char prepare_script[] =
	"command -v setsid >/dev/null || { echo 'setsid is missing' >&2; exit 1; }\n"
	"mkdir -p " CONTAINER_FOLDER "/files \"$1\" || exit 1\n"
	"eval \"$2\"; printf '\\n.\\n'\n"
	"exec cat >" CONTAINER_FOLDER "/" REMOTE_WRAPPER_FILE "\n";

/* Empties the folder that it is given. */
static const char empty_script[] = "cd \"$1\" && rm -rf -- * .[!.]* ..?*\n";

static const char *podman_engine(const struct option_values *given)
{
	return option_values_get(given, "engine");
}

/* Runs `words`, of the engine, with `input`. Errors say what helps. */
static bool podman_run(const GPtrArray *words, const char *input, char **output, GError **error)
{
	bool is_done = program_feed(words, input, output, error);

	if (!is_done)
		error_hints_add(hints, error);
	return is_done;
}

static bool podman_is_usable(const struct option_values *given, GError **error)
{
	g_autoptr(GPtrArray) words =
		program_words(podman_engine(given), "ps", "--quiet", "--last", "1", NULL);

	if (!option_values_has(given, "image")) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "no image is named: give --image");
		return false;
	}
	for (const char *const *device = option_values_all(given, "device"); *device; device++) {
		g_autofree char *path = g_strndup(*device, strcspn(*device, ":"));
		if (access(path, F_OK) == 0)
			continue;
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "--device '%s': %s", *device, g_strerror(errno));
		return false;
	}
	return program_find(podman_engine(given), "install it", error) &&
	       podman_run(words, "", NULL, error);
}

static GPtrArray *podman_engine_exec_words(const struct instance_record *instance,
					   const char *const *command)
{
	GPtrArray *words = program_words(podman_engine(instance->options), "exec", "--interactive",
					 instance->id, NULL);

	program_append_all(words, command);
	return words;
}

static GPtrArray *podman_exec_words(const struct instance_record *instance,
				    const char *const *command)
{
	GPtrArray *words = podman_runtime_words(instance, command);

	return words ? words : podman_engine_exec_words(instance, command);
}

static void podman_add_label(GPtrArray *words, const char *name, const char *value)
{
	program_append(words, "--label", NULL);
	program_add(words, g_strdup_printf("testr.%s=%s", name, value));
}

static bool podman_uses_volume(const struct instance_record *instance)
{
	return strcmp(option_values_get(instance->options, "source"), "volume") == 0;
}

/* Starts the container; its name and labels are there from its beginning. */
static bool podman_start(const struct instance_record *instance, GError **error)
{
	g_autoptr(GPtrArray) words =
		program_words(podman_engine(instance->options), "run", "--detach", "--name",
			      instance->id, "--hostname", instance->id, NULL);

	podman_add_label(words, "instance", instance->id);
	podman_add_label(words, "project", instance->project);
	podman_add_label(words, "run", instance->run);
	if (podman_uses_volume(instance)) {
		g_autofree char *source = instance_record_path(instance, SOURCE);
		program_append(words, "--security-opt", "label=disable", "--volume", NULL);
		g_autofree char *tree = instance_tree(instance);
		program_add(words, g_strconcat(source, ":", tree, NULL));
	}
	for (const char *const *device = option_values_all(instance->options, "device"); *device;
	     device++)
		program_append(words, "--device", *device, NULL);
	program_append(words, "--entrypoint", "/bin/sh", NULL);
	program_append_all(words, option_values_all(instance->options, "run-option"));
	program_append(words, option_values_get(instance->options, "image"), "-c", idle_script,
		       NULL);
	return podman_run(words, "", NULL, error);
}

/* What remote.h needs to know. */
static struct remote podman_remote(const struct instance_record *instance)
{
	return (struct remote){.instance = instance,
			       .folder = CONTAINER_FOLDER,
			       .source = instance->project,
			       .words = podman_exec_words};
}

/* Runs `script` in the container, with the path of what is copied as its argument. */
static bool podman_run_script(const struct instance_record *instance, const char *script,
			      const char *input, GError **error)
{
	g_autofree char *tree = instance_tree(instance);
	const char *const command[] = {"/bin/sh", "-c", script, "sh", tree, NULL};
	g_autoptr(GPtrArray) words = podman_exec_words(instance, command);

	return podman_run(words, input, NULL, error);
}

static bool podman_send_source(const struct instance_record *instance, GError **error)
{
	struct remote remote = podman_remote(instance);
	g_autofree char *tree = instance_tree(instance);
	bool is_sent = remote_send_project(&remote, tree, error);
	if (!is_sent)
		error_hints_add(hints, error);
	return is_sent;
}

/* What is kept while prepare_script runs. */
struct preparation {
	const struct instance_record *instance;
	const struct podman_container *container;
	char *said;
};

static void podman_look(const char *said, void *data)
{
	struct preparation *preparation = data;

	preparation->said = g_strdup(said);
	podman_runtime_copy(preparation->instance, preparation->container->bundle);
}

/* Prepares the container, by its engine, and looks for a quicker way to execute in it. */
static bool podman_prepare(struct instance_record *instance,
			   const struct podman_container *container, GError **error)
{
	const char *const command[] = {"/bin/sh",
				       "-c",
				       prepare_script,
				       "sh",
				       instance->project,
				       podman_runtime_self_script,
				       NULL};
	g_autoptr(GPtrArray) words = podman_engine_exec_words(instance, command);
	struct preparation preparation = {.instance = instance, .container = container};
	bool is_done = program_hold(words, remote_wrapper(), podman_look, &preparation, error);
	g_autofree char *said = preparation.said;

	if (!is_done)
		error_hints_add(hints, error);
	return is_done &&
	       (!said || !*container->bundle ||
		podman_runtime_try(instance, container->runtime, container->id, said, error));
}

static bool podman_provision(struct instance_record *instance, GError **error)
{
	g_autofree char *source = instance_record_path(instance, SOURCE);
	g_autofree char *tree = instance_tree(instance);
	const char *place = instance_tree_place(instance);

	if ((podman_uses_volume(instance) && !file_tree_copy(tree, place, source, error)) ||
	    !podman_container_begin(instance, error) || !podman_start(instance, error))
		return false;
	scoped(podman_container) container = podman_container_learn(instance, error);
	return container && podman_prepare(instance, container, error) &&
	       (podman_uses_volume(instance) || podman_send_source(instance, error));
}

static bool podman_refresh(const struct instance_record *instance, GError **error)
{
	g_autofree char *source = instance_record_path(instance, SOURCE);
	g_autofree char *tree = instance_tree(instance);

	if (!podman_container_is_running(instance, error) ||
	    !podman_container_is_quiet(instance, error) ||
	    !podman_container_has_its_image(instance, error))
		return false;
	if (podman_uses_volume(instance))
		return file_tree_renew(tree, instance_tree_place(instance), source, error);
	return podman_run_script(instance, empty_script, "", error) &&
	       podman_send_source(instance, error);
}

/* Runs `request` by the engine, or, with pipes of our own, by the runtime. */
static bool podman_run_request(const struct instance_record *instance,
			       const struct request *request, const char *token, int *wait_status,
			       GError **error)
{
	struct remote remote = podman_remote(instance);
	struct request piped = *request;

	if (!podman_runtime_is_known(instance))
		return remote_execute(&remote, request, token, wait_status, error);
	scoped(stdio_relay) output = stdio_relay_open(request->output, error);
	scoped(stdio_relay) errors = output ? stdio_relay_open(STDERR_FILENO, error) : NULL;
	if (!errors)
		return false;
	piped.output = output->input;
	remote.error = errors->input;
	return remote_execute(&remote, &piped, token, wait_status, error);
}

static int podman_execute(const struct instance_record *instance, const struct request *request,
			  GError **error)
{
	struct remote remote = podman_remote(instance);
	g_autofree char *token = g_strdup_printf("%x%x", g_random_int(), g_random_int());
	int doubtful =
		podman_runtime_is_known(instance) ? STATUS_DOUBTFUL_OF_RUNTIME : STATUS_DOUBTFUL;
	int wait_status = 0;

	if (!podman_run_request(instance, request, token, &wait_status, error)) {
		error_hints_add(hints, error);
		return STATUS_LOST;
	}
	int status = callout_child_status(wait_status);
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == status &&
	    (status < doubtful || remote_confirms(&remote, token, status)))
		return status;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the container '%s' was lost while it executed, or before", instance->id);
	return STATUS_LOST;
}

/* True if the engine knows a container of the instance's name. */
static bool podman_knows_container(const struct instance_record *instance)
{
	g_autoptr(GPtrArray) words = program_words(podman_engine(instance->options), "container",
						   "inspect", instance->id, NULL);

	return program_run(words, NULL, NULL);
}

static bool podman_dispose(const struct instance_record *instance, GError **error)
{
	g_autoptr(GPtrArray) words = program_words(podman_engine(instance->options), "rm",
						   "--force", "--volumes", instance->id, NULL);
	g_autoptr(GError) reason = NULL;

	/* Some engines take it for a failure that there is none. */
	if (podman_run(words, "", NULL, &reason) || !podman_knows_container(instance))
		return true;
	g_propagate_error(error, g_steal_pointer(&reason));
	return false;
}

extern const struct environment environment_podman;
const struct environment environment_podman = {
	.name = "podman",
	.summary = "containers, by podman or docker",
	.description = "Each instance is a container that runs until it is disposed of, with a\n"
		       "private copy of the project at the same path. Commands run in it by exec,\n"
		       "as the image's user, and what they leave running is killed.\n",
	.options = podman_options,
	.at_once = 4,
	.is_usable = podman_is_usable,
	.provision = podman_provision,
	.execute = podman_execute,
	.refresh = podman_refresh,
	.dispose = podman_dispose,
};
