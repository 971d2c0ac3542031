#include "formats/id_template.h"

#include <glib.h>
#include <string.h>

static const char *id_template_value(const char **fields, const char *name, size_t length)
{
	for (; *fields; fields += 2)
		if (strncmp(fields[0], name, length) == 0 && fields[0][length] == '\0')
			return fields[1];
	return "";
}

char *id_template_fill(const char *template, const char **fields)
{
	GString *id = g_string_new(NULL);

	for (const char *at = template; *at;) {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;

		if (end) {
			g_string_append(id,
					id_template_value(fields, at + 1, (size_t)(end - at) - 1));
			at = end + 1;
		} else {
			g_string_append_c(id, *at++);
		}
	}
	return g_string_free(id, FALSE);
}
