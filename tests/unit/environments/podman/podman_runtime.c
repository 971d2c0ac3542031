#include "environments/podman/podman_runtime.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "environments/environments.h"
#include "environments/file_tree.h"

/* An instance that podman has executed `process` in, which is the file that podman gives to the
 * runtime. */
static struct instance_record *make(const char *process)
{
	const char *const no_words[] = {NULL};
	const struct environment *podman = environment_find("podman");
	size_t used = 0;
	scoped(option_values) options =
		option_values_parse(podman->options, environment_options, no_words, &used, NULL);
	struct instance_record *instance = instance_record_new(podman, options, NULL);
	g_autofree char *bundle = instance_record_path(instance, "bundle");
	g_autofree char *session = g_build_filename(bundle, "session", NULL);
	g_autofree char *path = g_build_filename(session, "exec-process-1", NULL);

	g_assert_cmpint(g_mkdir_with_parents(session, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, process, -1, NULL));
	podman_runtime_copy(instance, bundle);
	g_assert_true(instance_record_set(instance, "container", "c0ffee", NULL));
	g_assert_true(instance_record_set(instance, "runtime-root", "/run/crun", NULL));
	g_assert_true(instance_record_set(instance, "runtime", "/usr/bin/crun", NULL));
	return instance;
}

/* What the runtime is told for `command`. NULL if it is not to be asked. Owned by the caller. */
static char *told(const struct instance_record *instance, const char *const *command)
{
	g_autoptr(GPtrArray) words = podman_runtime_words(instance, command);
	char *content = NULL;

	if (!words)
		return NULL;
	const char *const *argv = (const char *const *)words->pdata;
	g_assert_cmpstr(argv[0], ==, "/usr/bin/crun");
	g_assert_cmpstr(argv[4], ==, "--process");
	g_assert_cmpstr(argv[6], ==, "c0ffee");
	g_assert_true(g_file_get_contents(argv[5], &content, NULL, NULL));
	return content;
}

static void other_words_replace_those_of_podman_and_nothing_else(void)
{
	static const char *const command[] = {"cat", "file", NULL};
	static const struct {
		const char *process, *expected;
	} cases[] = {
		{"{\"user\":{\"uid\":1},\"args\":[\"sh\"],\"cwd\":\"/\"}",
		 "{\"user\":{\"uid\":1},\"args\":[\"cat\",\"file\"],\"cwd\":\"/\"}"},
		{"{\"args\":[\"]\",\"\\\"]\",\"\\\\\"],\"env\":[\"A=]\"]}",
		 "{\"args\":[\"cat\",\"file\"],\"env\":[\"A=]\"]}"},
		{"{\"env\":[\"A=\\\"args\\\":[]\"],\"args\":[],\"cwd\":\"/\"}",
		 "{\"env\":[\"A=\\\"args\\\":[]\"],\"args\":[\"cat\",\"file\"],\"cwd\":\"/\"}"},
		{"{\"env\":[\"args\"],\"args\": [ \"sh\" ] }",
		 "{\"env\":[\"args\"],\"args\":[\"cat\",\"file\"] }"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		scoped(instance_record) instance = make(cases[i].process);
		g_autofree char *content = told(instance, command);
		g_assert_cmpstr(content, ==, cases[i].expected);
		instance_record_forget(instance->id, NULL);
	}
}

static void any_words_are_strings_of_json(void)
{
	static const char *const command[] = {"\"\\", "a\nb\t\x1f\x7f", "", "ä]", NULL};
	scoped(instance_record) instance = make("{\"args\":[]}");
	g_autofree char *content = told(instance, command);

	g_assert_cmpstr(content, ==,
			"{\"args\":[\"\\\"\\\\\",\"a\\u000ab\\u0009\\u001f\x7f\",\"\",\"ä]\"]}");
	instance_record_forget(instance->id, NULL);
}

static void podman_is_asked_where_there_is_no_other_way(void)
{
	static const char *const plain[] = {"true", NULL};
	static const char *const no_text[] = {"\xff", NULL};
	static const char *const no_process[] = {"", "{}", "{\"args\":[", "{\"args\":[\"\\"};
	scoped(instance_record) instance = make("{\"args\":[]}");

	g_assert_null(told(instance, no_text));
	instance_record_forget(instance->id, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(no_process); i++) {
		scoped(instance_record) other = make(no_process[i]);
		g_assert_null(told(other, plain));
		instance_record_forget(other->id, NULL);
	}
}

int main(int argc, char **argv)
{
	g_autofree char *folder = g_dir_make_tmp("runtime-XXXXXX", NULL);

	g_test_init(&argc, &argv, NULL);
	g_setenv("XDG_STATE_HOME", folder, TRUE);
	g_assert_cmpint(chdir(folder), ==, 0);
	g_test_add_func("/runtime/words", other_words_replace_those_of_podman_and_nothing_else);
	g_test_add_func("/runtime/strings", any_words_are_strings_of_json);
	g_test_add_func("/runtime/no-way", podman_is_asked_where_there_is_no_other_way);
	int status = g_test_run();
	g_assert_cmpint(chdir("/"), ==, 0);
	file_tree_remove(folder, NULL);
	return status;
}
