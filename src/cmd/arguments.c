#include "cmd/arguments.h"

#include "base/file.h"
#include "base/scoped.h"
#include "cmd/commands.h"
#include "cmd/help_text.h"
#include "report/message.h"
#include "report/output.h"
#include "run/project_folder.h"

/* The options that all commands have. */
struct common_options {
	char *folder;
	char *color;
	gboolean is_quiet;
	gboolean is_verbose;
	gboolean wants_help;
};

static void common_options_clear(struct common_options *common)
{
	g_free(common->folder);
	g_free(common->color);
}

#define COMMON_COUNT 5

static void common_options_entries(struct common_options *common,
				   GOptionEntry entries[COMMON_COUNT + 1])
{
	const GOptionEntry filled[COMMON_COUNT + 1] = {
		{"here", 'd', 0, G_OPTION_ARG_FILENAME, &common->folder,
		 "Work on the project in DIR, not on that in or above the current folder. Paths in "
		 "other options "
		 "are "
		 "not affected.",
		 "DIR"},
		{"quiet", 'q', 0, G_OPTION_ARG_NONE, &common->is_quiet,
		 "Write nothing but the primary output and errors.", NULL},
		{"verbose", 'v', 0, G_OPTION_ARG_NONE, &common->is_verbose,
		 "Show the commands that are run.", NULL},
		{"color", 0, 0, G_OPTION_ARG_FILENAME, &common->color,
		 "Colours: auto (on a terminal, unless NO_COLOR is set), always or never.", "WHEN"},
		{"help", 'h', 0, G_OPTION_ARG_NONE, &common->wants_help, "Show this help.", NULL},
		G_OPTION_ENTRY_NULL,
	};
	memcpy(entries, filled, sizeof filled);
}

/* Splits `argv` at its first `--`, which is in neither part. */
static void split_at_dashes(char **argv, char ***before, char ***after)
{
	size_t length = 0;

	while (argv[length] && strcmp(argv[length], "--") != 0)
		length++;
	*before = g_new0(char *, length + 1);
	for (size_t i = 0; i < length; i++)
		(*before)[i] = g_strdup(argv[i]);
	*after = g_strdupv(argv[length] ? argv + length + 1 : argv + length);
}

static bool parse_options(char ***argv, const GOptionEntry *entries, struct common_options *common,
			  GError **error)
{
	GOptionEntry shared[COMMON_COUNT + 1];
	g_autoptr(GOptionContext) parser = g_option_context_new(NULL);

	common_options_entries(common, shared);
	g_option_context_set_help_enabled(parser, false);
	g_option_context_add_main_entries(parser, entries, NULL);
	g_option_context_add_main_entries(parser, shared, NULL);
	return g_option_context_parse_strv(parser, argv, error);
}

/* `--color`, else NO_COLOR (no-color.org), else what main found out about the terminal. */
static bool choose_style(const char *color, struct context *context)
{
	const char *no_color = g_getenv("NO_COLOR");

	if (!color || strcmp(color, "auto") == 0)
		context->style.is_coloured &= !(no_color && no_color[0] != '\0');
	else if (strcmp(color, "always") == 0)
		context->style.is_coloured = true;
	else if (strcmp(color, "never") == 0)
		context->style.is_coloured = false;
	else
		return false;
	return true;
}

/*
 * Finds the project's folder: the given one, else the current one, or, unless `is_here`, one above
 * it. What is relative is so to a current folder that is still there.
 */
static bool find_folder(const char *given, bool is_here, struct context *context)
{
	const char *folder = given ? given : ".";
	g_autofree char *current = file_current_folder();

	if (!current && !g_path_is_absolute(folder)) {
		message("the current folder has been removed: give the project's with -d, or go "
			"there");
		return false;
	}
	g_free(context->folder);
	g_autofree char *start = g_canonicalize_filename(folder, current ? current : "/");
	context->folder = given || is_here ? g_steal_pointer(&start) : project_folder_find(start);
	return true;
}

static bool use_common(const struct common_options *common, const struct command *command,
		       struct context *context)
{
	if (!choose_style(common->color, context)) {
		message_usage(command->name, "--color is auto, always or never, not '%s'",
			      common->color);
		return false;
	}
	context->is_quiet = common->is_quiet;
	context->is_verbose = common->is_verbose;
	return true;
}

static void show_command_help(const struct context *context, const struct command *command,
			      const GOptionEntry *entries)
{
	struct common_options unused;
	GOptionEntry shared[COMMON_COUNT + 1];
	g_autoptr(GString) text = g_string_new(NULL);

	common_options_entries(&unused, shared);
	help_text_append_command(text, command);
	help_text_append_options(text, entries);
	help_text_append_options(text, shared);
	output_string(context->output, text->str);
}

static bool check_words(const struct command *command, const struct arguments *arguments,
			bool has_dashes)
{
	int count = (int)g_strv_length(arguments->words);

	if (command->words_max != WORDS_ANY && count > command->words_max) {
		message_usage(command->name, "unexpected argument '%s'",
			      arguments->words[command->words_max]);
		return false;
	}
	if (has_dashes && !command->takes_arguments) {
		message_usage(command->name, "unexpected argument '--'");
		return false;
	}
	return true;
}

bool arguments_parse(struct context *context, const GOptionEntry *entries, char **argv,
		     struct arguments *arguments, int *status)
{
	static const GOptionEntry none[] = {G_OPTION_ENTRY_NULL};
	const struct command *command = command_find(argv[0]);
	cleared(common_options) common = {0};
	cleared(arguments) parsed = {0};
	g_autoptr(GError) error = NULL;

	entries = entries ? entries : none;
	split_at_dashes(argv, &parsed.words, &parsed.after);
	*status = EXIT_USAGE;
	if (!parse_options(&parsed.words, entries, &common, &error)) {
		message_usage(command->name, "%s", error->message);
		return false;
	}
	if (!use_common(&common, command, context))
		return false;
	if (common.wants_help) {
		show_command_help(context, command, entries);
		*status = EXIT_PASSED;
		return false;
	}
	if (!find_folder(common.folder, command->is_of_folder, context)) {
		*status = EXIT_CANNOT;
		return false;
	}
	g_free(parsed.words[0]);
	memmove(parsed.words, parsed.words + 1,
		(g_strv_length(parsed.words + 1) + 1) * sizeof *parsed.words);
	if (!check_words(command, &parsed, g_strv_contains((const char *const *)argv, "--")))
		return false;
	*arguments = parsed;
	parsed = (struct arguments){0};
	return true;
}

void arguments_clear(struct arguments *arguments)
{
	g_strfreev(arguments->words);
	g_strfreev(arguments->after);
}

/* True if `word` is an option of all commands whose value is the next word. */
static bool takes_next(const char *word)
{
	return strcmp(word, "-d") == 0 || strcmp(word, "--here") == 0 ||
	       strcmp(word, "--color") == 0;
}

bool arguments_bring_name_forward(char **argv)
{
	size_t at = 1;

	while (argv[at] && argv[at][0] == '-') {
		if (strcmp(argv[at], "--") == 0)
			return false;
		at += takes_next(argv[at]) && argv[at + 1] ? 2 : 1;
	}
	if (!argv[at])
		return false;
	char *name = argv[at];
	memmove(argv + 2, argv + 1, (at - 1) * sizeof *argv);
	argv[1] = name;
	return true;
}
