#include "engine/error_context.h"

/* Appends the command, and `stderr: ` with `said`, unless that is NULL. */
static void append_command_and_stderr(GError *error, const char *command, const char *said)
{
	g_autofree char *message = g_steal_pointer(&error->message);
	g_auto(GStrv) lines = g_strsplit(command ? command : "", "\n", -1);
	g_autofree char *indented = g_strjoinv("\n    ", lines);

	error->message = g_strconcat(message, command ? "\n  command: " : "", indented,
				     said ? "\n  stderr:" : "", said, NULL);
}

void error_context_append(GError *error, const char *command, const struct tail *errors)
{
	g_autofree char *said = tail_format(errors, "    ");
	g_autofree char *below = said ? g_strconcat("\n", said, NULL) : NULL;

	append_command_and_stderr(error, command, below);
}

void error_context_append_shown(GError *error, const char *command, const struct tail *errors)
{
	g_autofree char *said = tail_format(errors, "");

	append_command_and_stderr(error, command, said ? " shown above" : NULL);
}

void error_context_append_output(GError *error, const struct tail *output)
{
	g_autofree char *said = tail_format(output, "    ");

	if (!said)
		return;
	g_autofree char *message = g_steal_pointer(&error->message);
	error->message = g_strconcat(message, "\n  stdout:\n", said, NULL);
}
