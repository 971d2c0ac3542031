#include "config/command_template.h"

#include <string.h>

#include "support/shell.h"

/* A config whose section DEFAULT holds `lines`. */
static struct config *config_of(const char *lines)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *content = g_strconcat("[DEFAULT]\n", lines, NULL);
	struct config *config = config_parse("x.conf", content, strlen(content), &error);

	g_assert_no_error(error);
	return config;
}

static void assert_test_command(const char *lines, const struct test_command_request *request,
				const char *expected)
{
	g_autoptr(GError) error = NULL;
	scoped(config) config = config_of(lines);
	g_autofree char *command = command_template_fill_test(config, request, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(command, ==, expected);
}

static const char *const two_ids[] = {"a.b", "c d"};
static const char *const two_arguments[] = {"-x", "y z", NULL};

static const struct test_command_request everything = {0};
static const struct test_command_request listing = {.is_listing = true};
static const struct test_command_request chosen = {
	.ids = two_ids, .id_count = 2, .id_file = "/t/ids"};

#define FULL                                                                                       \
	"test_command=run $LISTOPT $IDOPTION\n"                                                    \
	"test_id_option=--load $IDFILE\n"                                                          \
	"test_list_option=--list\n"

static void test_options_are_filled_in_as_asked(void)
{
	assert_test_command(FULL, &everything, "run  ");
	assert_test_command(FULL, &listing, "run --list ");
	assert_test_command(FULL, &chosen, "run  --load /t/ids");
	assert_test_command("test_command=run $IDFILE", &chosen, "run /t/ids");
	assert_test_command("test_command=run $IDFILE", &listing, "run ");
	assert_test_command("test_command=run $IDLIST", &chosen, "run a.b 'c d'");
	assert_test_command("test_command=run $IDLIST", &everything, "run ");
	assert_test_command("test_command=run $IDOPTION\ntest_id_option=-t $IDLIST", &chosen,
			    "run -t a.b 'c d'");
}

static void test_an_empty_choice_is_no_default(void)
{
	const struct test_command_request none = {
		.ids = two_ids, .id_count = 0, .id_file = "/t/ids"};

	assert_test_command("test_command=run $IDLIST\ntest_id_list_default=all", &none, "run ");
}

static void test_the_default_list_stands_where_nothing_is_chosen(void)
{
	const char *direct = "test_command=run $IDLIST\ntest_id_list_default=p.q $(cat all)";
	const char *by_list = "test_command=run $IDOPTION\ntest_id_option=-t $IDLIST\n"
			      "test_id_list_default=p.q r";
	const char *by_file = FULL "test_id_list_default=p.q r";
	const struct test_command_request with_file = {.id_file = "/t/all"};

	assert_test_command(direct, &everything, "run p.q $(cat all)");
	assert_test_command(direct, &listing, "run p.q $(cat all)");
	assert_test_command(direct, &chosen, "run a.b 'c d'");
	assert_test_command(by_list, &everything, "run -t p.q r");
	assert_test_command(by_list, &listing, "run ");
	assert_test_command(by_file, &everything, "run  ");
	assert_test_command(by_file, &with_file, "run  --load /t/all");
	assert_test_command(FULL, &with_file, "run  ");

	scoped(config) config = config_of(by_file);
	g_auto(GStrv) ids = command_template_default_ids(config);
	g_assert_true(
		g_strv_equal((const char *const *)ids, (const char *const[]){"p.q", "r", NULL}));
	scoped(config) without = config_of(FULL);
	g_assert_null(command_template_default_ids(without));
}

static void test_test_arguments_are_appended_and_quoted(void)
{
	struct test_command_request request = {.arguments = two_arguments};

	assert_test_command("test_command=run", &request, "run -x 'y z'");
	assert_test_command("test_command=run \"a", &everything, "run \"a");
	request.arguments = (const char *const[]){NULL};
	assert_test_command("test_command=run", &request, "run");
	request.arguments = (const char *const[]){"$IDFILE", "$(x)", NULL};
	assert_test_command("test_command=run", &request, "run '$IDFILE' '$(x)'");
}

static void test_names_have_no_border_and_others_are_the_shells(void)
{
	assert_test_command("test_command=run $IDFILEX ${IDFILE} $idfile $HOME $ID $", &chosen,
			    "run /t/idsX ${IDFILE} $idfile $HOME $ID $");
	assert_test_command("test_command=run $COMMAND $INSTANCE_ID $FILES", &chosen,
			    "run $COMMAND $INSTANCE_ID $FILES");
}

static void test_what_was_filled_in_is_not_filled_in_again(void)
{
	const char *const ids[] = {"$IDFILE", "$LISTOPT"};
	const struct test_command_request request = {
		.ids = ids, .id_count = 2, .id_file = "/t/$IDLIST"};

	assert_test_command("test_command=run $IDLIST $IDFILE", &request,
			    "run '$IDFILE' '$LISTOPT' '/t/$IDLIST'");
	/* In test_id_option they are filled in; itself and $LISTOPT stand for nothing there. */
	assert_test_command("test_command=run $IDOPTION\n"
			    "test_id_option=[$IDLIST|$IDOPTION|$LISTOPT]",
			    &chosen, "run [a.b 'c d'||]");
	assert_test_command("test_command=run $LISTOPT\ntest_list_option=--list $IDFILE", &listing,
			    "run --list $IDFILE");
}

static void test_the_need_for_an_id_file_is_known(void)
{
	scoped(config) by_option = config_of(FULL);
	scoped(config) by_command = config_of("test_command=run $IDFILE");
	scoped(config) by_list = config_of("test_command=r $IDOPTION\ntest_id_option=$IDLIST");
	scoped(config) idle = config_of("test_command=run\ntest_id_option=$IDFILE");

	g_assert_true(command_template_needs_id_file(by_option));
	g_assert_true(command_template_needs_id_file(by_command));
	g_assert_false(command_template_needs_id_file(by_list));
	g_assert_false(command_template_needs_id_file(idle));
}

#define INSTANCES                                                                                  \
	"test_command=run\n"                                                                       \
	"instance_provision=foo -c $INSTANCE_COUNT\n"                                              \
	"instance_execute=quux $INSTANCE_ID $FILES -- $COMMAND\n"                                  \
	"instance_dispose=bar $INSTANCE_IDS\n"

static void assert_execute(const char *instance, const char *file, const char *command,
			   const char *expected)
{
	scoped(config) config = config_of(INSTANCES);
	g_autoptr(GError) error = NULL;
	g_autofree char *result = command_template_fill_execute(
		config, instance, (const char *const[]){file, NULL}, command, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(result, ==, expected);
}

static void test_callouts_are_filled_in(void)
{
	scoped(config) config = config_of(INSTANCES);
	g_autofree char *provision = command_template_fill_provision(config, 3);
	g_autofree char *dispose = command_template_fill_dispose(
		config, (const char *const[]){"vm-1", "a;b", NULL}, NULL);

	g_assert_cmpstr(provision, ==, "foo -c 3");
	g_assert_cmpstr(dispose, ==, "bar vm-1 'a;b'");
	assert_execute("vm-1", "/t/ids", "run --load /t/ids",
		       "quux vm-1 /t/ids -- run --load /t/ids");
	assert_execute("vm-1", NULL, "run --list", "quux vm-1  -- run --list");
	assert_execute("$COMMAND", "/t/$FILES", "run '$INSTANCE_ID'",
		       "quux '$COMMAND' '/t/$FILES' -- run '$INSTANCE_ID'");
	assert_execute("i", NULL, "cd x && run", "quux i  -- sh -c 'cd x && run'");
	assert_execute("i", NULL, "A=1 run", "quux i  -- sh -c 'A=1 run'");
}

static void test_without_execute_the_command_runs_as_it_is(void)
{
	scoped(config) config = config_of("test_command=run");
	g_autofree char *command = command_template_fill_execute(
		config, "i", (const char *const[]){NULL}, "cd x && run", NULL);

	g_assert_cmpstr(command, ==, "cd x && run");
}

static void test_refusals_name_the_key(void)
{
	scoped(config) config = config_of("test_command=run # $IDLIST\n"
					  "instance_provision=foo\n"
					  "instance_execute=$COMMAND # $INSTANCE_ID\n"
					  "instance_dispose=bar # $INSTANCE_IDS\n");
	const char *const none[] = {NULL};
	g_autoptr(GError) test_error = NULL, execute_error = NULL, dispose_error = NULL;

	g_assert_null(command_template_fill_test(config, &chosen, &test_error));
	g_assert_null(command_template_fill_execute(config, "a;b", none, "run", &execute_error));
	g_assert_null(command_template_fill_dispose(config, (const char *const[]){"c;d", NULL},
						    &dispose_error));
	g_assert_true(g_str_has_prefix(test_error->message, "test_command: cannot quote 'c d' "));
	g_assert_true(
		g_str_has_prefix(execute_error->message, "instance_execute: cannot quote 'a;b' "));
	g_assert_true(
		g_str_has_prefix(dispose_error->message, "instance_dispose: cannot quote 'c;d' "));
}

/* The command that gives the test `id` to `show` by the callout `execute`, in an instance. */
static char *command_for_id(const char *execute, const char *const *id)
{
	scoped(config) tests = config_of("test_command=cd . && show $IDOPTION\n"
					 "test_id_option=--ids $IDLIST\n");
	g_autofree char *lines = g_strconcat("test_command=run\ninstance_provision=foo\n"
					     "instance_execute=",
					     execute, NULL);
	scoped(config) config = config_of(lines);
	const struct test_command_request request = {.ids = id, .id_count = 1};
	g_autofree char *inner = command_template_fill_test(tests, &request, NULL);
	g_autofree char *outer = command_template_fill_execute(
		config, **id ? *id : "x", (const char *const[]){NULL}, inner, NULL);

	return g_strconcat(shell_without_processes, outer, NULL);
}

/* The whole way, from a test id to what the runner in the instance is given. */
static void test_hostile_ids_reach_the_runner_byte_for_byte(void)
{
	static const char *const executes[] = {
		"env x=$INSTANCE_ID $COMMAND",
		"sh -c \"$COMMAND\"",
		"sh -c 'x=$INSTANCE_ID; $COMMAND'",
		"case \"$INSTANCE_ID\" in '') ;; *) eval \"$COMMAND\";; esac",
	};
	const size_t id_count = g_strv_length((char **)hostile_strings);
	g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func(g_free);
	struct shell shell;

	g_assert_true(shell_init(&shell, "/bin/sh"));
	for (size_t i = 0; i < G_N_ELEMENTS(executes); i++)
		for (size_t j = 0; j < id_count; j++)
			g_ptr_array_add(commands, command_for_id(executes[i], &hostile_strings[j]));
	g_autoptr(GArray) readings = shell_read(&shell, commands);
	for (size_t i = 0; i < commands->len; i++) {
		const struct shell_reading *reading = shell_reading_at(readings, i);
		g_assert_cmpstr(reading->shown[0], ==, "--ids");
		g_assert_cmpstr(reading->shown[1], ==, hostile_strings[i % id_count]);
		g_assert_cmpstr(reading->shown[2], ==, "end");
		g_assert_false(reading->has_run_hostile);
	}
	shell_clear(&shell);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/command_template/options_are_filled_in_as_asked",
			test_options_are_filled_in_as_asked);
	g_test_add_func("/command_template/an_empty_choice_is_no_default",
			test_an_empty_choice_is_no_default);
	g_test_add_func("/command_template/the_default_list_stands_where_nothing_is_chosen",
			test_the_default_list_stands_where_nothing_is_chosen);
	g_test_add_func("/command_template/test_arguments_are_appended_and_quoted",
			test_test_arguments_are_appended_and_quoted);
	g_test_add_func("/command_template/names_have_no_border",
			test_names_have_no_border_and_others_are_the_shells);
	g_test_add_func("/command_template/what_was_filled_in_is_not_filled_in_again",
			test_what_was_filled_in_is_not_filled_in_again);
	g_test_add_func("/command_template/the_need_for_an_id_file_is_known",
			test_the_need_for_an_id_file_is_known);
	g_test_add_func("/command_template/callouts_are_filled_in", test_callouts_are_filled_in);
	g_test_add_func("/command_template/without_execute_the_command_runs_as_it_is",
			test_without_execute_the_command_runs_as_it_is);
	g_test_add_func("/command_template/refusals_name_the_key", test_refusals_name_the_key);
	g_test_add_func("/command_template/hostile_ids_reach_the_runner",
			test_hostile_ids_reach_the_runner_byte_for_byte);
	return g_test_run();
}
