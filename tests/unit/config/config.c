#include "config/config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config/ini.h"

#define SECOND_US INT64_C(1000000)

static struct config *parse(const char *content)
{
	g_autoptr(GError) error = NULL;
	struct config *config = config_parse("x.conf", content, strlen(content), &error);

	g_assert_no_error(error);
	return config;
}

/* The file is refused with a message that begins with `message`. */
static void assert_refused(const char *content, enum config_error code, const char *message)
{
	g_autoptr(GError) error = NULL;
	scoped(config) config = config_parse("x.conf", content, strlen(content), &error);

	g_assert_null(config);
	g_assert_error(error, CONFIG_ERROR, (int)code);
	if (!g_str_has_prefix(error->message, message))
		g_error("'%s' does not begin with '%s'", error->message, message);
}

/* `lines` behind a test_command are refused. */
static void assert_invalid(const char *lines, const char *message)
{
	g_autofree char *content = g_strconcat("[DEFAULT]\ntest_command=run\n", lines, NULL);

	assert_refused(content, CONFIG_ERROR_INVALID, message);
}

static void test_the_least_config_has_defaults(void)
{
	scoped(config) config = parse("[DEFAULT]\ntest_command=./run\n");

	g_assert_cmpstr(config->path, ==, "x.conf");
	g_assert_cmpstr(config->test_command, ==, "./run");
	g_assert_null(config->test_id_option);
	g_assert_null(config->instance_provision);
	g_assert_null(config->group_regex);
	g_assert_null(config->filter_tags[0]);
	g_assert_cmpint(config->scheduling.schedule, ==, SCHEDULE_DYNAMIC);
	g_assert_cmpint(config->limits.test_timeout_us, ==, 0);
	g_assert_cmpint(config->limits.run_timeout_us, ==, 0);
	g_assert_cmpint(config->limits.dispose_timeout_us, ==, 300 * SECOND_US);
	g_assert_cmpint(config->limits.kill_grace_us, ==, 5 * SECOND_US);
	g_assert_cmpint(config->instances.provision_retries, ==, 0);
	g_assert_cmpint(config->instances.replacements, ==, -1);
	g_assert_cmpuint(config->warnings->len, ==, 0);
}

static void test_every_key_reaches_its_field(void)
{
	scoped(config) config = parse("[DEFAULT]\n"
				      "test_command=run $LISTOPT $IDOPTION\n"
				      "test_id_option=--load $IDFILE\n"
				      "test_list_option=--list\n"
				      "test_id_list_default=all\n"
				      "test_run_concurrency=nproc\n"
				      "instance_provision=foo -c $INSTANCE_COUNT\n"
				      "instance_execute=quux $INSTANCE_ID -- $COMMAND\n"
				      "instance_dispose=bar $INSTANCE_IDS\n"
				      "group_regex=([^.]+[.])+\n"
				      "filter_tags=layer  slow\n  third\n"
				      "schedule=static\n"
				      "test_timeout=90s\n"
				      "no_output_timeout=10m\n"
				      "execute_timeout=1h30m\n"
				      "provision_timeout=2\n"
				      "dispose_timeout=0\n"
				      "run_timeout=1d\n"
				      "kill_grace=250ms\n"
				      "provision_retries=3\n"
				      "instance_replacements=0\n");

	g_assert_cmpuint(config->warnings->len, ==, 0);
	g_assert_cmpstr(config->test_id_option, ==, "--load $IDFILE");
	g_assert_cmpstr(config->test_list_option, ==, "--list");
	g_assert_cmpstr(config->test_id_list_default, ==, "all");
	g_assert_cmpstr(config->test_run_concurrency, ==, "nproc");
	g_assert_cmpstr(config->instance_provision, ==, "foo -c $INSTANCE_COUNT");
	g_assert_cmpstr(config->instance_execute, ==, "quux $INSTANCE_ID -- $COMMAND");
	g_assert_cmpstr(config->instance_dispose, ==, "bar $INSTANCE_IDS");
	g_assert_cmpstr(config->group_regex, ==, "([^.]+[.])+");
	g_assert_cmpuint(g_strv_length(config->filter_tags), ==, 3);
	g_assert_cmpstr(config->filter_tags[2], ==, "third");
	g_assert_cmpint(config->scheduling.schedule, ==, SCHEDULE_STATIC);
	g_assert_cmpint(config->limits.test_timeout_us, ==, 90 * SECOND_US);
	g_assert_cmpint(config->limits.no_output_timeout_us, ==, 600 * SECOND_US);
	g_assert_cmpint(config->limits.execute_timeout_us, ==, 5400 * SECOND_US);
	g_assert_cmpint(config->limits.provision_timeout_us, ==, 2 * SECOND_US);
	g_assert_cmpint(config->limits.dispose_timeout_us, ==, 0);
	g_assert_cmpint(config->limits.run_timeout_us, ==, 86400 * SECOND_US);
	g_assert_cmpint(config->limits.kill_grace_us, ==, 250000);
	g_assert_cmpint(config->instances.provision_retries, ==, 3);
	g_assert_cmpint(config->instances.replacements, ==, 0);
}

static void test_values_are_interpolated_and_other_sections_ignored(void)
{
	scoped(config) config = parse("[other]\ntest_command=no\nx=%\n"
				      "[DEFAULT]\npython=py%%\ntest_command=%(python)s -m t\n");

	g_assert_cmpstr(config->test_command, ==, "py% -m t");
	g_assert_cmpuint(config->warnings->len, ==, 0);
}

static void test_empty_callouts_count_as_absent(void)
{
	scoped(config) config = parse("[DEFAULT]\ntest_command=run $LISTOPT\ntest_list_option=\n"
				      "instance_provision=\ninstance_dispose:\n"
				      "test_run_concurrency=\ngroup_regex=\nfilter_tags=\n");

	g_assert_null(config->instance_provision);
	g_assert_null(config->instance_dispose);
	g_assert_null(config->test_run_concurrency);
	g_assert_null(config->group_regex);
	g_assert_null(config->filter_tags[0]);
	g_assert_cmpstr(config->test_list_option, ==, "");
	g_assert_cmpuint(config->warnings->len, ==, 0);
}

static void test_values_that_cannot_be_used_are_refused_with_their_line(void)
{
	assert_invalid("\nschedule=fast",
		       "x.conf:4: schedule: 'fast' is not 'dynamic' or 'static'");
	assert_invalid(
		"test_timeout=soon",
		"x.conf:3: test_timeout: 'soon' is not a duration such as 90s, 10m or 1h30m");
	assert_invalid("test_timeout=", "x.conf:3: test_timeout: '' is not a duration");
	assert_invalid("kill_grace=-1s", "x.conf:3: kill_grace: '-1s' is not a duration");
	assert_invalid("provision_retries=-1",
		       "x.conf:3: provision_retries: '-1' is not a number from 0 to 1000000");
	assert_invalid("provision_retries=1.5", "x.conf:3: provision_retries: '1.5' is not");
	assert_invalid("instance_replacements=9999999", "x.conf:3: instance_replacements: ");
	assert_invalid("group_regex=(", "x.conf:3: group_regex: cannot use the regular expression "
					"'(': missing terminating )");
}

static void test_what_is_missing_is_named_with_what_to_add(void)
{
	assert_refused("", CONFIG_ERROR_INVALID,
		       "x.conf: there is no test_command in the section [DEFAULT]; add ");
	assert_refused("[DEFAULT]\ntest_command=\n", CONFIG_ERROR_INVALID,
		       "x.conf:2: test_command is empty; give ");
	assert_refused(
		"[DEFAULT]\ntest_command=run $IDOPTION\n", CONFIG_ERROR_INVALID,
		"x.conf:2: test_command uses $IDOPTION but there is no test_id_option; add ");
	assert_refused("[DEFAULT]\n\ntest_command=run $LISTOPT\n", CONFIG_ERROR_INVALID,
		       "x.conf:3: test_command uses $LISTOPT but there is no test_list_option; "
		       "add ");
}

static void test_errors_of_the_file_are_passed_on(void)
{
	g_autoptr(GError) syntax = NULL, reference = NULL;

	g_assert_null(config_parse("x.conf", "test_command=a", 14, &syntax));
	g_assert_error(syntax, INI_ERROR, INI_ERROR_SYNTAX);
	const char *content = "[DEFAULT]\ntest_command=run %(no)s\n";
	g_assert_null(config_parse("x.conf", content, strlen(content), &reference));
	g_assert_error(reference, INI_ERROR, INI_ERROR_INTERPOLATION);
	g_assert_cmpstr(reference->message, ==,
			"x.conf:2: test_command: there is no such key to refer to: 'no'");
}

static void test_whether_tests_can_be_listed_and_chosen_is_known(void)
{
	scoped(config) neither = parse("[DEFAULT]\ntest_command=run\n");
	scoped(config) both = parse("[DEFAULT]\ntest_command=run $LISTOPT $IDOPTION\n"
				    "test_id_option=$IDLIST\ntest_list_option=-l\n");
	scoped(config) direct = parse("[DEFAULT]\ntest_command=run $IDFILE\n");
	scoped(config) mute = parse("[DEFAULT]\ntest_command=run $IDOPTION\ntest_id_option=-x\n");

	g_assert_false(config_can_list(neither));
	g_assert_false(config_can_choose(neither));
	g_assert_true(config_can_list(both));
	g_assert_true(config_can_choose(both));
	g_assert_false(config_can_list(direct));
	g_assert_true(config_can_choose(direct));
	g_assert_false(config_can_choose(mute));
}

struct file {
	char *folder, *path;
};

static void set_up(struct file *file, const void *data)
{
	(void)data;
	file->folder = g_dir_make_tmp("testr-config-XXXXXX", NULL);
	file->path = g_build_filename(file->folder, ".testr.conf", NULL);
}

static void tear_down(struct file *file, const void *data)
{
	(void)data;
	g_remove(file->path);
	g_rmdir(file->folder);
	g_free(file->path);
	g_free(file->folder);
}

static void assert_unreadable(const struct file *file, enum config_error code, const char *why)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *message = g_strdup_printf("cannot read '%s': %s", file->path, why);

	g_assert_null(config_read(file->path, &error));
	g_assert_error(error, CONFIG_ERROR, (int)code);
	g_assert_true(g_str_has_prefix(error->message, message));
}

static void test_a_file_is_read(struct file *file, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(file->path, "[DEFAULT]\ntest_command=run\n", -1, NULL));
	scoped(config) config = config_read(file->path, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(config->test_command, ==, "run");
}

static void test_a_missing_file_is_told_with_an_example(struct file *file, const void *data)
{
	(void)data;
	assert_unreadable(file, CONFIG_ERROR_MISSING,
			  "No such file or directory\nWrite into it how your tests are run, for "
			  "example:\n  [DEFAULT]\n  test_command=");
}

static void test_what_is_no_plain_file_is_not_read(struct file *file, const void *data)
{
	(void)data;
	g_assert_cmpint(mkfifo(file->path, 0600), ==, 0); /* reading it would never end */
	assert_unreadable(file, CONFIG_ERROR_UNREADABLE, "it is not a plain file");
	g_assert_cmpint(g_remove(file->path), ==, 0);
	g_assert_cmpint(g_mkdir(file->path, 0700), ==, 0);
	assert_unreadable(file, CONFIG_ERROR_UNREADABLE, "it is not a plain file");
}

static void test_a_huge_file_is_not_read(struct file *file, const void *data)
{
	(void)data;
	g_assert_true(g_file_set_contents(file->path, "", 0, NULL));
	g_assert_cmpint(truncate(file->path, (16 << 20) + 1), ==, 0);
	assert_unreadable(file, CONFIG_ERROR_UNREADABLE, "it is larger than 16 MiB");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config/the_least_config_has_defaults",
			test_the_least_config_has_defaults);
	g_test_add_func("/config/every_key_reaches_its_field", test_every_key_reaches_its_field);
	g_test_add_func("/config/values_are_interpolated",
			test_values_are_interpolated_and_other_sections_ignored);
	g_test_add_func("/config/empty_callouts_count_as_absent",
			test_empty_callouts_count_as_absent);
	g_test_add_func("/config/values_that_cannot_be_used_are_refused",
			test_values_that_cannot_be_used_are_refused_with_their_line);
	g_test_add_func("/config/what_is_missing_is_named",
			test_what_is_missing_is_named_with_what_to_add);
	g_test_add_func("/config/errors_of_the_file_are_passed_on",
			test_errors_of_the_file_are_passed_on);
	g_test_add_func("/config/can_be_listed_and_chosen",
			test_whether_tests_can_be_listed_and_chosen_is_known);
	g_test_add("/config/a_file_is_read", struct file, NULL, set_up, test_a_file_is_read,
		   tear_down);
	g_test_add("/config/a_missing_file_is_told_with_an_example", struct file, NULL, set_up,
		   test_a_missing_file_is_told_with_an_example, tear_down);
	g_test_add("/config/what_is_no_plain_file_is_not_read", struct file, NULL, set_up,
		   test_what_is_no_plain_file_is_not_read, tear_down);
	g_test_add("/config/a_huge_file_is_not_read", struct file, NULL, set_up,
		   test_a_huge_file_is_not_read, tear_down);
	return g_test_run();
}
