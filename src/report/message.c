#include "report/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "report/terminal.h"

static void print(const char *text)
{
	g_autoptr(GString) line = g_string_new("testr: ");

	terminal_append_harmless(line, text_of(text));
	g_string_append_c(line, '\n');
	/* In one piece, so that it does not mix with what children write there. */
	fputs(line->str, stderr);
	fflush(stderr);
}

void message(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	print(text);
}

void message_error(const GError *error)
{
	print(error->message);
}

void message_usage(const char *command, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *why = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (command)
		message("%s: %s\nTry 'testr help %s'.", command, why, command);
	else
		message("%s\nTry 'testr help'.", why);
}
