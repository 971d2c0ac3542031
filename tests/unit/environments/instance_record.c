#include "environments/instance_record.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/environments.h"
#include "environments/file_tree.h"

static const char *const no_words[] = {NULL};

static const struct environment *sandbox(void)
{
	return environment_find("sandbox");
}

static struct instance_record *make(const char *const *words)
{
	size_t used = 0;
	scoped(option_values) options =
		option_values_parse(sandbox()->options, environment_options, words, &used, NULL);
	struct instance_record *instance = instance_record_new(sandbox(), options, NULL);

	g_assert_nonnull(instance);
	return instance;
}

static void another_process_knows_what_was_recorded(void)
{
	const char *const words[] = {"--network", "host", "--env=A=ä;b\n", NULL};
	g_autofree char *project = g_get_current_dir();
	scoped(instance_record) instance = make(words);
	g_assert_true(instance_record_set(instance, "host", "build 1;=\n", NULL));

	scoped(instance_record) again = instance_record_open(sandbox(), instance->id, NULL);

	g_assert_nonnull(again);
	g_autofree char *host = instance_record_get(again, "host");
	g_assert_cmpstr(host, ==, "build 1;=\n");
	g_assert_cmpstr(again->project, ==, project);
	g_assert_cmpstr(again->run, ==, "12");
	g_assert_cmpstr(option_values_get(again->options, "network"), ==, "host");
	g_assert_cmpstr(option_values_get(again->options, "env"), ==, "A=ä;b\n");
	g_assert_null(instance_record_get(again, "nothing"));
}

static void an_id_says_environment_project_and_run_and_is_a_host_name(void)
{
	g_autofree char *before = g_get_current_dir();
	g_assert_cmpint(g_mkdir("Öl & a very long name, Really.d", 0700), ==, 0);
	g_assert_cmpint(chdir("Öl & a very long name, Really.d"), ==, 0);
	scoped(instance_record) instance = make(no_words);
	g_assert_cmpint(chdir(before), ==, 0);

	g_assert_true(g_str_has_prefix(instance->id, "sandbox-l-a-very-long-name-r-12-"));
	g_assert_cmpuint(strlen(instance->id), <=, 63);
}

static void ids_differ(void)
{
	scoped(instance_record) one = make(no_words);
	scoped(instance_record) other = make(no_words);

	g_assert_cmpstr(one->id, !=, other->id);
}

static void what_is_forgotten_is_gone(void)
{
	scoped(instance_record) instance = make(no_words);
	g_autoptr(GError) error = NULL;

	g_assert_true(instance_record_forget(instance->id, NULL));
	g_assert_false(g_file_test(instance->folder, G_FILE_TEST_EXISTS));
	g_assert_true(instance_record_forget(instance->id, NULL));
	g_assert_null(instance_record_open(sandbox(), instance->id, &error));
	g_assert_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE);
}

static void hostile_ids_name_nothing(void)
{
	static const char *const ids[] = {"",  "..",  "a/b", "../../etc", "-rf",
					  "A", "a b", "é",   "a\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(instance_record_open(sandbox(), ids[i], &error));
		g_assert_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE);
		g_assert_true(instance_record_forget(ids[i], NULL));
	}
	g_assert_true(g_file_test(g_getenv("XDG_STATE_HOME"), G_FILE_TEST_IS_DIR));
}

static void a_damaged_record_is_an_error(void)
{
	scoped(instance_record) instance = make(no_words);
	g_autofree char *record = instance_record_path(instance, "record");
	g_autofree char *whole = NULL;
	g_assert_true(g_file_get_contents(record, &whole, NULL, NULL));
	g_autofree char *cut = g_strndup(whole, strlen(whole) - strlen("[end]\n"));
	const char *const contents[] = {"", "[instance]\n", "no group\n", "\xff\xfe", cut};

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_true(g_file_set_contents(record, contents[i], -1, NULL));
		g_assert_null(instance_record_open(sandbox(), instance->id, &error));
		g_assert_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE);
	}
	instance_record_forget(instance->id, NULL);
}

static void one_whose_record_is_damaged_can_be_disposed_of(void)
{
	static const char *const words[] = {"--env", "A=b", NULL};
	scoped(instance_record) instance = make(words);
	g_assert_true(instance_record_set(instance, "host", "build", NULL));
	g_autofree char *record = instance_record_path(instance, "record");
	static const char *const contents[] = {"", "[instance]\nenvironment=ssh\n", "\xff\xfe"};

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		g_assert_true(g_file_set_contents(record, contents[i], -1, NULL));
		scoped(instance_record) again =
			instance_record_open_to_dispose(sandbox(), instance->id, NULL);
		g_assert_nonnull(again);
		g_autofree char *host = instance_record_get(again, "host");
		g_assert_cmpstr(host, ==, "build");
	}
	instance_record_forget(instance->id, NULL);
}

static void what_no_record_can_hold_is_refused_before_anything_is_made(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *here = g_get_current_dir();
	g_autofree char *odd = g_build_filename(here, "odd\xff", NULL);
	g_autofree char *instances =
		g_build_filename(g_getenv("XDG_STATE_HOME"), "testr", "instances", NULL);
	static const char *const none[] = {NULL};
	size_t used;
	struct option_values *options =
		option_values_parse(sandbox()->options, environment_options, none, &used, NULL);

	file_tree_remove(instances, NULL);
	g_assert_cmpint(g_mkdir(odd, 0700), ==, 0);
	g_assert_cmpint(chdir(odd), ==, 0);
	g_assert_null(instance_record_new(sandbox(), options, &error));
	g_assert_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE);
	g_assert_nonnull(strstr(error->message, "odd\\xff' is not UTF-8"));
	g_assert_false(g_file_test(instances, G_FILE_TEST_EXISTS));
	g_assert_cmpint(chdir(here), ==, 0);
	option_values_free(options);
}

static void a_lease_whose_record_is_empty_is_gone(void)
{
	scoped(instance_record) instance = make(no_words);
	g_autofree char *record = instance_record_path(instance, "record");
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(record, "", -1, NULL));
	g_assert_null(instance_record_open(environment_find("pool"), instance->id, &error));
	g_assert_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE);
	instance_record_forget(instance->id, NULL);
}

/* Makes an instance in a process that then ends, and returns its id. */
static char *make_and_die(bool is_ready)
{
	int ends[2];
	char id[64] = "";

	g_assert_cmpint(pipe(ends), ==, 0);
	if (fork() == 0) {
		struct instance_record *instance = make(no_words);
		if (is_ready)
			instance_record_set_ready(instance, NULL);
		_exit(write(ends[1], instance->id, strlen(instance->id)) < 0);
	}
	wait(NULL);
	g_assert_cmpint(read(ends[0], id, sizeof(id) - 1), >, 0);
	return g_strdup(id);
}

static void only_what_a_dead_maker_left_unready_is_abandoned(void)
{
	scoped(instance_record) in_the_making = make(no_words);
	g_autofree char *ready = make_and_die(true);
	g_autofree char *unready = make_and_die(false);

	g_auto(GStrv) abandoned = instance_record_abandoned_ids(sandbox());

	g_assert_true(g_strv_contains((const char *const *)abandoned, unready));
	g_assert_false(g_strv_contains((const char *const *)abandoned, ready));
	g_assert_false(g_strv_contains((const char *const *)abandoned, in_the_making->id));
}

int main(int argc, char **argv)
{
	g_autofree char *folder = g_dir_make_tmp("instance-XXXXXX", NULL);

	g_test_init(&argc, &argv, NULL);
	g_setenv("XDG_STATE_HOME", folder, TRUE);
	g_setenv("TESTR_RUN", "12", TRUE);
	g_assert_cmpint(chdir(folder), ==, 0);
	g_test_add_func("/instance_record/recorded", another_process_knows_what_was_recorded);
	g_test_add_func("/instance_record/id",
			an_id_says_environment_project_and_run_and_is_a_host_name);
	g_test_add_func("/instance_record/ids-differ", ids_differ);
	g_test_add_func("/instance_record/forgotten", what_is_forgotten_is_gone);
	g_test_add_func("/instance_record/hostile", hostile_ids_name_nothing);
	g_test_add_func("/instance_record/damaged", a_damaged_record_is_an_error);
	g_test_add_func("/instance_record/damaged-disposed-of",
			one_whose_record_is_damaged_can_be_disposed_of);
	g_test_add_func("/instance_record/not-utf8",
			what_no_record_can_hold_is_refused_before_anything_is_made);
	g_test_add_func("/instance_record/bygone-lease", a_lease_whose_record_is_empty_is_gone);
	g_test_add_func("/instance_record/abandoned",
			only_what_a_dead_maker_left_unready_is_abandoned);
	int status = g_test_run();
	g_assert_cmpint(chdir("/"), ==, 0);
	file_tree_remove(folder, NULL);
	return status;
}
