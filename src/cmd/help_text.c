#include "cmd/help_text.h"

#include "config/setting_type.h"

#define COLUMNS 79
#define OPTION_INDENT 2
#define HELP_INDENT 24

/* Appends the words of `text` in lines of COLUMNS, each but the first after `indent` blanks. */
static void append_wrapped_words(GString *out, const char *text, int indent, int column)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (size_t i = 0; words[i]; i++) {
		int width = (int)g_utf8_strlen(words[i], -1);
		if (i > 0 && column + 1 + width > COLUMNS) {
			g_string_append_printf(out, "\n%*s", indent, "");
			column = indent;
		} else if (i > 0) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, words[i]);
		column += width;
	}
	g_string_append_c(out, '\n');
}

/* Appends paragraphs, which an empty line separates; their other line ends are blanks. */
static void append_paragraphs(GString *out, const char *text)
{
	g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);

	for (size_t i = 0; paragraphs[i]; i++) {
		g_string_append(out, i > 0 ? "\n" : "");
		append_wrapped_words(out, g_strdelimit(paragraphs[i], "\n", ' '), 0, 0);
	}
}

void help_text_append_command(GString *out, const struct command *command)
{
	g_string_append_printf(out, "Usage: testr %s %s\n\n", command->name, command->usage);
	append_paragraphs(out, command->description);
	if (command->describe)
		command->describe(out);
	g_string_append(out, "\nOptions:\n");
}

/* "-d, --here=DIR" */
static char *option_label(const GOptionEntry *entry)
{
	GString *name = g_string_new(NULL);

	if (entry->short_name)
		g_string_append_printf(name, "-%c, ", entry->short_name);
	g_string_append_printf(name, "--%s", entry->long_name);
	if (entry->arg_description)
		g_string_append_printf(name, "=%s", entry->arg_description);
	return g_string_free(name, false);
}

/* `name` indented, then `help` in the column of help, on the next line if `name` is too long. */
static void append_item(GString *out, const char *name, const char *help)
{
	g_string_append_printf(out, "%*s%-*s", OPTION_INDENT, "", HELP_INDENT - OPTION_INDENT,
			       name);
	if ((int)strlen(name) > HELP_INDENT - OPTION_INDENT - 2)
		g_string_append_printf(out, "\n%*s", HELP_INDENT, "");
	append_wrapped_words(out, help, HELP_INDENT, HELP_INDENT);
}

void help_text_append_options(GString *out, const GOptionEntry *entries)
{
	for (; entries->long_name; entries++) {
		g_autofree char *name = option_label(entries);
		if (!(entries->flags & G_OPTION_FLAG_HIDDEN))
			append_item(out, name, entries->description);
	}
}

static const struct {
	const char *name;
	const char *help;
} variables[] = {
	{"$IDOPTION", "The value of test_id_option when chosen tests are run, otherwise nothing."},
	{"$IDFILE", "A file with the ids of the tests to run, one per line; removed afterwards."},
	{"$IDLIST", "The ids of the tests to run, quoted for the shell."},
	{"$LISTOPT", "The value of test_list_option when tests are listed, otherwise nothing."},
	{"$INSTANCE_COUNT", "The number of instances to provision."},
	{"$INSTANCE_ID", "The instance to run a command in."},
	{"$FILES", "The files that the command needs: the id file, or nothing."},
	{"$COMMAND", "The command to run in the instance."},
	{"$INSTANCE_IDS", "The instances to dispose of."},
};

void help_text_append_config(GString *out)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	g_string_append(out, "\nThe project is described in its .testr.conf:\n\n"
			     "  [DEFAULT]\n"
			     "  test_command=./run-tests $LISTOPT $IDOPTION\n"
			     "  test_id_option=--load-list $IDFILE\n"
			     "  test_list_option=--list\n"
			     "\nKeys of .testr.conf:\n");
	for (size_t i = 0; i < count; i++) {
		g_autofree char *help = setting_describe(&settings[i]);
		if (settings[i].key)
			append_item(out, settings[i].key, help);
	}
	g_string_append(out, "\nVariables in its commands:\n");
	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++)
		append_item(out, variables[i].name, variables[i].help);
}
