#include "config/command_template.h"

#include <string.h>

#include "config/id_parts.h"
#include "config/python_text.h"
#include "config/shell_text.h"

G_DEFINE_QUARK(testr_command_template_error, command_template_error)

/*
 * What a variable stands for: shell code of the config, in which `variables` are filled in in
 * turn (NULL: none), or words, or a command. A variable with none of them stands for nothing.
 */
struct template_variable {
	const char *name; /* with its dollar sign; NULL ends an array of variables */
	const char *code;
	const struct template_variable *variables;
	const char *const *words;
	const char *command;
};

/* The variable whose name `at` begins with. A name has no border (`$IDFILEX`), as in Python's. */
static const struct template_variable *
find_template_variable(const struct template_variable *variables, const char *at)
{
	for (; variables && variables->name; variables++)
		if (g_str_has_prefix(at, variables->name))
			return variables;
	return NULL;
}

/* Appends `template`, going over it once: what has been filled in is not looked at again. */
static void fill_template(struct shell_text *out, const char *template,
			  const struct template_variable *variables)
{
	while (*template) {
		size_t plain = strcspn(template, "$");
		const struct template_variable *variable =
			find_template_variable(variables, template + plain);
		if (!variable && template[plain])
			plain++;
		shell_text_add(out, template, plain);
		template += plain;
		if (!variable)
			continue;
		if (variable->code)
			fill_template(out, variable->code, variable->variables);
		else if (variable->words)
			shell_text_add_words(out, variable->name, variable->words);
		else if (variable->command)
			shell_text_add_command(out, variable->name, variable->command);
		template += strlen(variable->name);
	}
}

/* `key` is for the message. */
static char *render_for_key(struct shell_text *text, const char *key, GError **error)
{
	char *command = shell_text_render(text, error);

	if (!command)
		g_prefix_error(error, "%s: ", key);
	return command;
}

static bool holds_variable(const char *template, const char *variable)
{
	return template && strstr(template, variable);
}

/* True if there is an id option and the ids that it is for. */
static bool has_choice(const struct config *config, const struct test_command_request *request)
{
	if (request->is_listing)
		return false;
	if (request->ids)
		return true;
	/* The default choice, if it is given in the form that the option asks for. */
	return config->test_id_list_default &&
	       (request->id_file || !holds_variable(config->test_id_option, "$IDFILE"));
}

/* The chosen ids, NULL-terminated and borrowed; only the array is the caller's. */
static const char **chosen_ids(const struct test_command_request *request)
{
	size_t count = request->is_listing || !request->ids ? 0 : request->id_count;
	const char **ids = g_new0(const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		ids[i] = request->ids[i];
	return ids;
}

/* The shell command, with variables to be filled in, for what is requested. */
static const char *template_for(const struct config *config,
				const struct test_command_request *request)
{
	return request->is_listing && config->test_list_command ? config->test_list_command
								: config->test_command;
}

/* The pattern for the chosen tests; NULL if none are, or there is no dialect. */
static char *pattern_of_request(const struct config *config,
				const struct test_command_request *request)
{
	g_autofree const char **ids = chosen_ids(request);

	if (config->test_id_pattern == DIALECT_NONE || request->is_listing || !request->ids)
		return NULL;
	return id_pattern_make(config->test_id_pattern, ids);
}

char *command_template_fill_test(const struct config *config,
				 const struct test_command_request *request, GError **error)
{
	static const char *const no_words[] = {NULL};
	const char *template = template_for(config, request);
	bool has_arguments = request->arguments && request->arguments[0];
	g_autofree char *pattern = pattern_of_request(config, request);
	const char *const patterns[] = {pattern, NULL};
	const char *const groups[] = {request->group, NULL};
	const char *const marks[] = {request->report_mark, NULL};
	bool is_chosen = !request->is_listing && request->ids;
	g_autofree const char **ids = chosen_ids(request);
	const char *const files[] = {request->is_listing ? NULL : request->id_file, NULL};
	const struct template_variable id_file = {.name = "$IDFILE", .words = files};
	const struct template_variable id_list = {
		.name = "$IDLIST",
		.code = is_chosen ? NULL : config->test_id_list_default,
		.words = ids,
	};
	/* Where there is no such thing the variable is the shell's. */
	const struct template_variable id_pattern = {
		.name = config->test_id_pattern != DIALECT_NONE ? "$IDPATTERN" : "$IDLIST",
		.words = patterns,
	};
	const struct template_variable id_group = {
		.name = id_parts_has_groups(config) ? "$IDGROUP" : "$IDLIST",
		.words = groups,
	};
	const struct template_variable in_option[] = {
		id_file, id_list, id_pattern, id_group, {.name = "$IDOPTION"}, {.name = "$LISTOPT"},
		{0},
	};
	const struct template_variable in_command[] = {
		id_file,
		id_list,
		id_pattern,
		id_group,
		{.name = "$REPORTMARK", .words = marks},
		{.name = "$TESTARGS", .words = has_arguments ? request->arguments : no_words},
		{.name = "$IDOPTION",
		 .code = has_choice(config, request) ? config->test_id_option : NULL,
		 .variables = in_option},
		{.name = "$LISTOPT", .code = request->is_listing ? config->test_list_option : NULL},
		{0},
	};
	scoped(shell_text) text = shell_text_new();

	fill_template(text, template, in_command);
	if (has_arguments && template == config->test_command &&
	    !holds_variable(template, "$TESTARGS")) {
		shell_text_add(text, " ", 1);
		shell_text_add_words(text, "TESTARGS", request->arguments);
	}
	return render_for_key(text, "test_command", error);
}

bool command_template_has_report(const struct config *config)
{
	return holds_variable(config->test_command, "$REPORTMARK");
}

/* True if `variable` occurs in the test command, or in the option that it is given for chosen
 * tests.
 */
static bool command_holds(const struct config *config, const char *variable)
{
	return holds_variable(config->test_command, variable) ||
	       (holds_variable(config->test_command, "$IDOPTION") &&
		holds_variable(config->test_id_option, variable));
}

bool command_template_needs_id_file(const struct config *config)
{
	return command_holds(config, "$IDFILE");
}

bool command_template_needs_id_list(const struct config *config)
{
	return command_holds(config, "$IDLIST") ||
	       (config->test_id_pattern != DIALECT_NONE && command_holds(config, "$IDPATTERN"));
}

char **command_template_default_ids(const struct config *config)
{
	if (!config->test_id_list_default)
		return NULL;
	return python_split(text_of(config->test_id_list_default));
}

char *command_template_fill_provision(const struct config *config, int count)
{
	g_autofree char *number = g_strdup_printf("%d", count);
	const struct template_variable variables[] = {{.name = "$INSTANCE_COUNT", .code = number},
						      {0}};
	scoped(shell_text) text = shell_text_new();

	fill_template(text, config->instance_provision, variables);
	return shell_text_render(text, NULL);
}

char *command_template_fill_execute(const struct config *config, const char *instance,
				    const char *const *files, const char *command, GError **error)
{
	const char *const id[] = {instance, NULL};
	const struct template_variable variables[] = {
		{.name = "$INSTANCE_ID", .words = id},
		{.name = "$FILES", .words = files},
		{.name = "$COMMAND", .command = command},
		{0},
	};
	scoped(shell_text) text = shell_text_new();

	if (!config->instance_execute)
		return g_strdup(command);
	fill_template(text, config->instance_execute, variables);
	return render_for_key(text, "instance_execute", error);
}

char *command_template_fill_dispose(const struct config *config, const char *const *instances,
				    GError **error)
{
	const struct template_variable variables[] = {{.name = "$INSTANCE_IDS", .words = instances},
						      {0}};
	scoped(shell_text) text = shell_text_new();

	fill_template(text, config->instance_dispose, variables);
	return render_for_key(text, "instance_dispose", error);
}
