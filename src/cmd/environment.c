/* `testr environment`: the callouts of the built-in environments. */
#include "environments/environments.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/table.h"
#include "cmd/arguments.h"
#include "report/message.h"
#include "report/output.h"

/* More instances than any machine has; a larger number is a mistake. */
enum { INSTANCES_MAX = 10000 };

static int list_environments(struct context *context, char **argv)
{
	static const char *const headings[] = {"environment", "instances are", NULL};
	cleared(arguments) arguments = {0};
	int status = EXIT_PASSED;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	scoped(table) table = table_new(headings);
	for (const struct environment *const *each = environments(); *each; each++)
		table_add(table, (const char *const[]){(*each)->name, (*each)->summary});
	g_autofree char *text = table_format(table);
	output_string(context->output, text);
	return EXIT_PASSED;
}

static int show_environment_help(struct context *context, const struct environment *environment)
{
	g_autofree char *own = option_table_help(environment->options);
	g_autofree char *common = option_table_help(environment_options);

	output_format(context->output,
		      "environment=%s [options]\n\n"
		      "usage: testr environment %s provision [options] [COUNT]\n"
		      "       testr environment %s execute [options] INSTANCE [FILE...] -- COMMAND "
		      "[ARGUMENT...]\n"
		      "       testr environment %s dispose [options] INSTANCE...\n\n"
		      "Instances are %s.\n\n%s\n"
		      "Instances remember the options they were provisioned with; options given to "
		      "execute\nreplace them for that execution.\n\noptions:\n%s%s",
		      environment->name, environment->name, environment->name, environment->name,
		      environment->summary, environment->description, own, common);
	return EXIT_PASSED;
}

/* Prints an id as soon as its instance is ready. Not by `output`, which takes a reader that has
 * gone away lightly: here it means that nobody will dispose of the instance. */
static bool print_id(const char *id, void *data)
{
	g_autofree char *line = g_strconcat(id, "\n", NULL);
	struct bytes bytes = {(const uint8_t *)line, strlen(line)};

	(void)data;
	return file_write_all(STDOUT_FILENO, "stdout", bytes, NULL);
}

static int provision_callout(const struct environment *environment,
			     const struct option_values *options, char **operands)
{
	const char *wanted = operands[0] ? operands[0] : "1";
	g_autoptr(GError) error = NULL;
	uint64_t count = 0;
	int signal = 0;

	if (!g_ascii_string_to_unsigned(wanted, 10, 1, INSTANCES_MAX, &count, NULL) ||
	    (operands[0] && operands[1])) {
		message_usage("environment", "provision takes one number from 1 to %d",
			      INSTANCES_MAX);
		return EXIT_USAGE;
	}
	if (environment_provision(environment, options, (int)count, print_id, NULL, &signal,
				  &error))
		return EXIT_PASSED;
	message("cannot provision %s: %s", environment->name, error->message);
	return signal ? 128 + signal : EXIT_CANNOT;
}

static int execute_callout(const struct environment *environment,
			   const struct option_values *options, char **operands)
{
	g_autoptr(GError) error = NULL;
	size_t dashes = 0;

	while (operands[dashes] && strcmp(operands[dashes], "--") != 0)
		dashes++;
	if (dashes == 0 || !operands[dashes] || !operands[dashes + 1]) {
		message_usage("environment", "execute takes INSTANCE [FILE...] -- COMMAND");
		return EXIT_USAGE;
	}
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	for (size_t i = 1; i < dashes; i++)
		g_ptr_array_add(files, operands[i]);
	g_ptr_array_add(files, NULL);
	int status = environment_execute(environment, operands[0], options,
					 (const char *const *)files->pdata,
					 (const char *const *)operands + dashes + 1, &error);
	if (error)
		message_error(error);
	return status;
}

static int dispose_callout(const struct environment *environment,
			   const struct option_values *options, char **operands)
{
	g_autoptr(GError) error = NULL;

	(void)options;
	if (environment_dispose(environment, (const char *const *)operands, &error))
		return EXIT_PASSED;
	message_error(error);
	return EXIT_CANNOT;
}

/* Options in place of a callout. */
static int manage_environment(struct context *context, const struct environment *environment,
			      char **words)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	size_t used = 0;
	int signal = 0;
	scoped(option_values) options =
		option_values_parse(environment->options, environment_options,
				    (const char *const *)words, &used, &error);

	if (!options || words[used]) {
		message_usage("environment", "%s: %s", environment->name,
			      error ? error->message : "the action must come first");
		return EXIT_USAGE;
	}
	bool is_done = environment->manage(options, text, &signal, &error);
	output_string(context->output, text->str);
	if (is_done)
		return EXIT_PASSED;
	message("%s: %s", environment->name, error->message);
	return signal ? 128 + signal : EXIT_CANNOT;
}

static const struct {
	const char *name;
	int (*run)(const struct environment *environment, const struct option_values *options,
		   char **operands);
} callouts[] = {
	{"provision", provision_callout},
	{"execute", execute_callout},
	{"dispose", dispose_callout},
};

/* `words` are what follows the environment's name: a callout, its options and operands. */
static int run_callout(const struct environment *environment, char **words)
{
	g_autoptr(GError) error = NULL;
	size_t used = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(callouts); i++) {
		if (g_strcmp0(words[0], callouts[i].name) != 0)
			continue;
		scoped(option_values) options =
			option_values_parse(environment->options, environment_options,
					    (const char *const *)words + 1, &used, &error);
		if (options)
			return callouts[i].run(environment, options, words + 1 + used);
		message_usage("environment", "%s: %s", environment->name, error->message);
		return EXIT_USAGE;
	}
	message_usage("environment", "%s provision, execute or dispose?", environment->name);
	return EXIT_USAGE;
}

static int cmd_environment(struct context *context, char **argv)
{
	if (!argv[1] || argv[1][0] == '-')
		return list_environments(context, argv);
	const struct environment *environment = environment_find(argv[1]);
	if (!environment) {
		message_usage("environment",
			      "there is no environment '%s': `testr environment` lists them",
			      argv[1]);
		return EXIT_USAGE;
	}
	if (g_strcmp0(argv[2], "--help") == 0 || g_strcmp0(argv[2], "-h") == 0)
		return show_environment_help(context, environment);
	if (environment->manage && argv[2] && argv[2][0] == '-')
		return manage_environment(context, environment, argv + 2);
	return run_callout(environment, argv + 2);
}

/* The options that all environments have are the command's. */
static void describe_common_options(GString *out)
{
	g_autofree char *common = option_table_help(environment_options);

	g_string_append_printf(out, "\nOptions of all environments:\n%s", common);
}

const struct command command_environment = {
	.name = "environment",
	.summary = "List the built-in environments; act as one's callouts.",
	.usage = "[NAME [provision|execute|dispose ARGUMENTS...]]",
	.description =
		"Without NAME, list the environments that a project can have in one line of\n"
		".testr.conf (environment=NAME OPTIONS). With --help after NAME, say what\n"
		"its instances are and which options it has. provision, execute and dispose\n"
		"are the three callouts that this line defines.",
	.describe = describe_common_options,
	.words_max = 0,
	.run = cmd_environment,
};
