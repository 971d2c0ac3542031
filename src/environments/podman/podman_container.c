#include "environments/podman/podman_container.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process_identity.h"
#include "environments/environments.h"
#include "environments/program.h"

/* Keys of the instance's record: the identity of the container's first process; the id of its
 * image; the file in which podman keeps what images there are. */
#define INIT "init"
#define IMAGE_ID "image"
#define IMAGES "images"

/* How long what was killed may take to be gone. */
enum { QUIET_WITHIN_MS = 1000, LOOK_EVERY_MS = 10 };

/* In the instance's folder; its time is that at which the image was last seen to be the same. */
#define SEEN_FILE "image-seen"

/* What is asked of each engine; docker does not know the last two. */
static const char podman_format[] =
	"{{.Id}}|{{.Image}}|{{.State.Pid}}|{{.OCIRuntime}}|{{.OCIConfigPath}}";
static const char docker_format[] = "{{.Id}}|{{.Image}}|||";

static const char *podman_container_engine(const struct instance_record *instance)
{
	return option_values_get(instance->options, "engine");
}

/* Says in a file's time when this was. */
static bool note_file_time(const struct instance_record *instance, const char *name, GError **error)
{
	g_autofree char *path = instance_record_path(instance, name);

	return g_file_set_contents(path, "", 0, error);
}

bool podman_container_begin(const struct instance_record *instance, GError **error)
{
	return note_file_time(instance, SEEN_FILE, error);
}

/* What the engine says of `object` (a container, an image) by `format`, without the newline. */
static char *ask_engine(const struct instance_record *instance, const char *kind,
			const char *format, const char *object, GError **error)
{
	g_autoptr(GPtrArray) words = program_words(podman_container_engine(instance), kind,
						   "inspect", "--format", format, object, NULL);
	char *said = NULL;

	return program_run(words, &said, error) ? g_strchomp(said) : NULL;
}

/* Records what is on this machine: `config` is a file in podman's store,
 * ROOT/DRIVER-containers/ID/userdata/config.json; images are in ROOT/DRIVER-images. */
static bool record_local_container(struct instance_record *instance, const char *pid,
				   const char *config, GError **error)
{
	g_autofree char *init = process_identity_text((pid_t)atoi(pid));
	g_autofree char *images = g_strdup(config);
	char *end = g_strrstr(images, "-containers/");

	if (!init || !end)
		return true;
	*end = '\0';
	g_autofree char *path = g_strconcat(images, "-images/images.json", NULL);
	return instance_record_set(instance, INIT, init, error) &&
	       instance_record_set(instance, IMAGES, path, error);
}

static struct podman_container *take_description(struct instance_record *instance, const char *said,
						 GError **error)
{
	enum { ID, IMAGE, PID, RUNTIME, CONFIG, FIELDS };
	g_auto(GStrv) fields = g_strsplit(said, "|", FIELDS);

	if (g_strv_length(fields) != FIELDS) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "%s returned no information about container '%s'",
			    podman_container_engine(instance), instance->id);
		return NULL;
	}
	bool is_local = g_file_test(fields[CONFIG], G_FILE_TEST_EXISTS);
	if (!instance_record_set(instance, IMAGE_ID, fields[IMAGE], error) ||
	    (is_local && !record_local_container(instance, fields[PID], fields[CONFIG], error)))
		return NULL;
	struct podman_container *container = g_new(struct podman_container, 1);
	*container = (struct podman_container){
		.id = g_strdup(fields[ID]),
		.runtime = g_strdup(fields[RUNTIME]),
		.bundle = is_local ? g_path_get_dirname(fields[CONFIG]) : g_strdup(""),
	};
	return container;
}

struct podman_container *podman_container_learn(struct instance_record *instance, GError **error)
{
	bool is_podman = strcmp(podman_container_engine(instance), "podman") == 0;
	g_autofree char *said =
		is_podman ? ask_engine(instance, "container", podman_format, instance->id, NULL)
			  : NULL;

	if (!said) /* a podman that does not know all of it is as docker is */
		said = ask_engine(instance, "container", docker_format, instance->id, error);
	return said ? take_description(instance, said, error) : NULL;
}

bool podman_container_is_running(const struct instance_record *instance, GError **error)
{
	g_autofree char *init = instance_record_get(instance, INIT);

	if (init && process_identity_text_is_alive(init))
		return true;
	g_autofree char *said =
		ask_engine(instance, "container", "{{.State.Running}}", instance->id, error);
	if (said && strcmp(said, "true") != 0)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "the container '%s' has stopped", instance->id);
	return said && strcmp(said, "true") == 0;
}

/* What process `pid` (its name in /proc) has for a namespace of processes; NULL if it has ended or
 * is not to be looked at. Owned by the caller. */
static char *pid_namespace(const char *pid)
{
	g_autofree char *path = g_build_filename("/proc", pid, "ns", "pid", NULL);

	return g_file_read_link(path, NULL);
}

/* True if a process in the container is of another session than `init`, the container's first. */
static bool has_process_of_other_session(const char *init)
{
	g_autofree char *inside = pid_namespace(init);
	g_autoptr(GDir) folder = g_dir_open("/proc", 0, NULL);
	pid_t session = getsid((pid_t)atoi(init));
	const char *pid;

	while (folder && (pid = g_dir_read_name(folder))) {
		g_autofree char *its = g_ascii_isdigit(*pid) ? pid_namespace(pid) : NULL;
		if (its && g_strcmp0(its, inside) == 0 && getsid((pid_t)atoi(pid)) != session)
			return true;
	}
	return false;
}

bool podman_container_is_quiet(const struct instance_record *instance, GError **error)
{
	g_autofree char *init = instance_record_get(instance, INIT);
	g_auto(GStrv) parts = g_strsplit(init ? init : "", " ", 2);
	bool is_quiet = !init || !has_process_of_other_session(parts[0]);

	for (int waited_ms = 0; !is_quiet && waited_ms < QUIET_WITHIN_MS;
	     waited_ms += LOOK_EVERY_MS) {
		g_usleep(LOOK_EVERY_MS * 1000);
		is_quiet = !has_process_of_other_session(parts[0]);
	}
	if (!is_quiet)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "something still runs in the container '%s'", instance->id);
	return is_quiet;
}

/* True if podman has written down nothing about images since theirs was seen to be the same. */
static bool have_images_stayed_same(const struct instance_record *instance)
{
	g_autofree char *images = instance_record_get(instance, IMAGES);
	g_autofree char *seen = instance_record_path(instance, SEEN_FILE);
	struct stat change;
	struct stat look;

	if (!images || stat(images, &change) != 0 || stat(seen, &look) != 0)
		return false;
	return change.st_mtim.tv_sec < look.st_mtim.tv_sec ||
	       (change.st_mtim.tv_sec == look.st_mtim.tv_sec &&
		change.st_mtim.tv_nsec < look.st_mtim.tv_nsec);
}

bool podman_container_has_its_image(const struct instance_record *instance, GError **error)
{
	const char *name = option_values_get(instance->options, "image");
	g_autofree char *made_of = instance_record_get(instance, IMAGE_ID);

	if (have_images_stayed_same(instance))
		return true;
	bool can_note = note_file_time(instance, SEEN_FILE ".next", NULL);
	g_autofree char *now = ask_engine(instance, "image", "{{.Id}}", name, NULL);
	if (now && made_of && strcmp(now, made_of) != 0) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "image '%s' has changed", name);
		return false;
	}
	g_autofree char *next = instance_record_path(instance, SEEN_FILE ".next");
	g_autofree char *seen = instance_record_path(instance, SEEN_FILE);
	if (can_note)
		rename(next, seen);
	return true;
}

void podman_container_free(struct podman_container *container)
{
	if (!container)
		return;
	g_free(container->id);
	g_free(container->runtime);
	g_free(container->bundle);
	g_free(container);
}
