#include "engine/evidence.h"

void evidence_append(GError *error, const char *command, const struct tail *errors)
{
	g_autofree char *message = g_steal_pointer(&error->message);
	g_autofree char *said = tail_format(errors, "    ");
	g_auto(GStrv) lines = g_strsplit(command ? command : "", "\n", -1);
	g_autofree char *indented = g_strjoinv("\n    ", lines);

	error->message = g_strconcat(message, command ? "\n  command: " : "", indented,
				     said ? "\n  stderr:\n" : "", said, NULL);
}
