#include "environments/podman/podman_runtime.h"

#include <glob.h>
#include <string.h>

#include "environments/program.h"

/* Keys of the instance's record. */
#define RUNTIME "runtime"
#define ROOT "runtime-root"
#define CONTAINER "container"

/* In the instance's folder: how podman has a process started; with other words in place of its
 * own, it is kept beside for each command, of which there are few. */
#define PROCESS "process"

/* Runtimes that execute by `RUNTIME --root FOLDER exec --process FILE CONTAINER`. */
static const char *const known[] = {"crun", "runc", NULL};

/* In a shell of its own, since a shell that is the process itself may treat signals otherwise. Of
 * ignored signals only the first 28 count: the C library ignores two of its own in what it spawns.
 */
const char podman_runtime_self_script[] =
	"(export -p; pwd; umask; cd /proc/self; cat limits cgroup oom_score_adj\n"
	"grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|SigBlk)' status\n"
	"grep '^SigIgn' status | grep -o '.......$'\n"
	"cat attr/current; for name in ns/*; do readlink \"$name\"; done)\n";

/* What podman tells the runtime for a process that it executes; it lies below the container's
 * folder for as long as that runs. Source: podman's libpod/container_exec.go. */
void podman_runtime_copy(const struct instance_record *instance, const char *bundle)
{
	g_autofree char *pattern = g_build_filename(bundle, "*", "exec-process-*", NULL);
	g_autofree char *path = instance_record_path(instance, PROCESS);
	g_autofree char *content = NULL;
	glob_t found = {0};

	if (glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc == 1 &&
	    g_file_get_contents(found.gl_pathv[0], &content, NULL, NULL))
		g_file_set_contents(path, content, -1, NULL);
	globfree(&found);
}

/* `word` as a string of JSON. */
static void append_json_string(GString *text, const char *word)
{
	g_string_append_c(text, '"');
	for (const char *c = word; *c; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(text, '\\');
		if ((unsigned char)*c < ' ')
			g_string_append_printf(text, "\\u%04x", *c);
		else
			g_string_append_c(text, *c);
	}
	g_string_append_c(text, '"');
}

/* `command` as an array of JSON; NULL if it holds what JSON cannot. Owned by the caller. */
static char *json_array(const char *const *command)
{
	GString *text = g_string_new("[");
	bool is_text = true;

	for (const char *const *word = command; *word; word++) {
		is_text &= g_utf8_validate(*word, -1, NULL);
		g_string_append(text, word == command ? "" : ",");
		append_json_string(text, *word);
	}
	g_string_append_c(text, ']');
	return g_string_free(text, !is_text);
}

/* The bracket that ends the array of strings which begins at `array`; NULL if there is none. */
static const char *json_array_end(const char *array)
{
	bool is_in_string = false;

	for (const char *c = array; *c; c++) {
		if (is_in_string && *c == '\\' && c[1])
			c++;
		else if (*c == '"')
			is_in_string = !is_in_string;
		else if (*c == ']' && !is_in_string)
			return c;
	}
	return NULL;
}

/* `process`, which is an object of JSON, with `array` for its words. Quotes in strings have a
 * backslash before them, so the key is found nowhere else. NULL if it has none. */
static char *process_with_words(const char *process, const char *array)
{
	static const char key[] = "\"args\":";
	const char *begin = strstr(process, key);
	const char *end = begin ? json_array_end(begin) : NULL;

	if (!end)
		return NULL;
	int before = (int)(begin - process + (long)strlen(key));
	return g_strdup_printf("%.*s%s%s", before, process, array, end + 1);
}

/* The file that tells the runtime to run `command`. NULL if there can be none. Owned by the
 * caller. */
static char *runtime_process_file(const struct instance_record *instance,
				  const char *const *command)
{
	g_autofree char *pattern = instance_record_path(instance, PROCESS);
	g_autofree char *process = NULL;
	g_autofree char *array = json_array(command);

	if (!array || !g_file_get_contents(pattern, &process, NULL, NULL))
		return NULL;
	g_autofree char *content = process_with_words(process, array);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, array, -1);
	g_autofree char *path = g_strconcat(pattern, "-", hash, NULL);
	bool is_there = g_file_test(path, G_FILE_TEST_EXISTS) ||
			(content && g_file_set_contents(path, content, -1, NULL));
	return is_there ? g_steal_pointer(&path) : NULL;
}

/* Where the runtime called `name` knows `container`: it would look below the XDG_RUNTIME_DIR of
 * whoever executes, which podman has set for it otherwise. NULL if that is in neither of the usual
 * places. Owned by the caller. */
static char *runtime_root(const char *name, const char *container)
{
	const char *const parents[] = {g_get_user_runtime_dir(), "/run"};

	for (size_t i = 0; i < G_N_ELEMENTS(parents); i++) {
		g_autofree char *root = g_build_filename(parents[i], name, NULL);
		g_autofree char *known_as = g_build_filename(root, container, NULL);
		if (g_file_test(known_as, G_FILE_TEST_IS_DIR))
			return g_steal_pointer(&root);
	}
	return NULL;
}

static GPtrArray *runtime_exec_words(const struct instance_record *instance, const char *runtime,
				     const char *root, const char *container,
				     const char *const *command)
{
	g_autofree char *file = runtime_process_file(instance, command);

	return file ? program_words(runtime, "--root", root, "exec", "--process", file, container,
				    NULL)
		    : NULL;
}

bool podman_runtime_try(struct instance_record *instance, const char *runtime,
			const char *container, const char *expected, GError **error)
{
	const char *const command[] = {"/bin/sh", "-c", podman_runtime_self_script, NULL};
	g_autofree char *path = g_find_program_in_path(runtime);
	g_autofree char *root = runtime_root(runtime, container);
	g_autoptr(GPtrArray) words =
		path && root && g_strv_contains(known, runtime)
			? runtime_exec_words(instance, path, root, container, command)
			: NULL;
	g_autofree char *said = NULL;

	if (!words || !program_run(words, &said, NULL) || strcmp(said, expected) != 0)
		return true;
	return instance_record_set(instance, CONTAINER, container, error) &&
	       instance_record_set(instance, ROOT, root, error) &&
	       instance_record_set(instance, RUNTIME, path, error);
}

GPtrArray *podman_runtime_words(const struct instance_record *instance, const char *const *command)
{
	g_autofree char *runtime = instance_record_get(instance, RUNTIME);
	g_autofree char *root = instance_record_get(instance, ROOT);
	g_autofree char *container = instance_record_get(instance, CONTAINER);

	return runtime && root ? runtime_exec_words(instance, runtime, root, container, command)
			       : NULL;
}

bool podman_runtime_is_known(const struct instance_record *instance)
{
	g_autofree char *runtime = instance_record_get(instance, RUNTIME);

	return runtime != NULL;
}
