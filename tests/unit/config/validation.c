#include "config/validation.h"

#include <string.h>

/* The warnings about a file whose section DEFAULT holds `lines`, which begin on line 2, are
 * `expected`, one a line. */
static void assert_warnings(const char *lines, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *content = g_strconcat("[DEFAULT]\n", lines, NULL);
	scoped(config) config = config_parse("x", content, strlen(content), &error);
	g_autoptr(GString) warnings = g_string_new(NULL);

	g_assert_no_error(error);
	for (unsigned int i = 0; i < config->warnings->len; i++)
		g_string_append_printf(warnings, "%s\n",
				       (const char *)g_ptr_array_index(config->warnings, i));
	g_assert_cmpstr(warnings->str, ==, expected);
}

static void test_an_unknown_key_is_told_with_the_nearest(void)
{
	assert_warnings("test_comand=x\ntest_command=run\n",
			"x:2: unknown key 'test_comand' has no effect; "
			"the nearest known key is 'test_command'\n");
	assert_warnings("test_command=run\nInstance_Despose=x\n",
			"x:3: unknown key 'instance_despose' has no effect; "
			"the nearest known key is 'instance_dispose'\n");
	assert_warnings("test_command=run\ngroup=x\n[s]\nother=y\n",
			"x:3: unknown key 'group' has no effect; "
			"the nearest known key is 'group_regex'\n");
}

static void test_a_key_that_others_refer_to_is_no_mistake(void)
{
	assert_warnings("python=python3\nbase=%(python)s -m\ntest_command=%(base)s t\n", "");
	assert_warnings("python=python3\ntest_command=run\n[s]\nx=%(Python)s\n", "");
}

static void test_nonsense_does_not_flood_the_terminal(void)
{
	g_autoptr(GString) lines = g_string_new("test_command=run\n");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(lines, "k%d\x1b[31m%*d=1\n", i, 70, 0);
	g_string_prepend(lines, "[DEFAULT]\n");
	scoped(config) config = config_parse("x", lines->str, lines->len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(config->warnings->len, ==, 11);
	const char *first = g_ptr_array_index(config->warnings, 0);
	g_assert_true(g_str_has_prefix(first, "x:3: unknown key 'k0\\x1b[31m "));
	g_assert_true(g_str_has_suffix(first, "' has no effect")); /* nothing is near it */
	g_assert_cmpstr(g_ptr_array_index(config->warnings, 10), ==,
			"x: 990 more unknown keys have no effect");
}

static void test_options_without_effect_are_told(void)
{
	assert_warnings("test_command=run\ntest_id_option=$IDFILE\ntest_list_option=-l\n",
			"x:3: test_id_option: has no effect because test_command does not use "
			"$IDOPTION\n"
			"x:4: test_list_option: has no effect because test_command does not use "
			"$LISTOPT\n");
	assert_warnings("test_command=run $IDOPTION\ntest_id_option=--failing\n",
			"x:3: test_id_option: holds neither $IDFILE nor $IDLIST, so the runner is "
			"not told which tests to run\n");
	/* As long as the ids reach the command in another way, there is nothing to say. */
	assert_warnings("test_command=run $IDOPTION $IDFILE\ntest_id_option=--only\n", "");
}

static void test_callouts_without_effect_are_told(void)
{
	assert_warnings("test_command=run\ninstance_provision=p\n",
			"x:3: instance_provision: there is no instance_dispose, so instances stay "
			"when the run is over\n");
	assert_warnings("test_command=run\ninstance_execute=e $COMMAND\ninstance_dispose=d\n",
			"x:3: instance_execute: has no effect because there is no "
			"instance_provision\n"
			"x:4: instance_dispose: has no effect because there is no "
			"instance_provision\n");
	assert_warnings("test_command=run\ninstance_provision=p\ninstance_execute=e\n"
			"instance_dispose=d\n",
			"x:4: instance_execute: does not use $COMMAND, so testr does not tell it "
			"what to run\n");
}

static void test_configs_of_the_field_raise_no_warning(void)
{
	assert_warnings("test_command=foo $IDOPTION\ntest_id_option=--bar $IDFILE\n", "");
	assert_warnings("test_command=OS_STDOUT=${OS_STDOUT:-1} \\\n"
			"             ${PYTHON:-python} -m subunit.run discover -t ./ . "
			"$LISTOPT $IDOPTION\n"
			"test_id_option=--load-list $IDFILE\n"
			"test_list_option=--list\n"
			"group_regex=([^\\.]+\\.)+\n",
			"");
	assert_warnings("test_command=foo $IDLIST\ntest_id_list_default=all\nfilter_tags=a b\n",
			"");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/validation/an_unknown_key_is_told_with_the_nearest",
			test_an_unknown_key_is_told_with_the_nearest);
	g_test_add_func("/validation/a_key_that_others_refer_to_is_no_mistake",
			test_a_key_that_others_refer_to_is_no_mistake);
	g_test_add_func("/validation/nonsense_does_not_flood_the_terminal",
			test_nonsense_does_not_flood_the_terminal);
	g_test_add_func("/validation/options_without_effect_are_told",
			test_options_without_effect_are_told);
	g_test_add_func("/validation/callouts_without_effect_are_told",
			test_callouts_without_effect_are_told);
	g_test_add_func("/validation/configs_of_the_field_raise_no_warning",
			test_configs_of_the_field_raise_no_warning);
	return g_test_run();
}
