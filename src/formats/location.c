#include "formats/location.h"

#include <glib.h>

#include "formats/lines.h"

/* Longest line that is looked at. */
#define LOCATION_LINE_MAX 1024

/* What stands before the file, between file and line, and right behind the line. */
struct location_shape {
	const char *before;
	const char *between;
	const char *behind; /* "" at the end of the text */
};

static const struct location_shape location_shapes[] = {
	{"in test file ", ", line ", ")"},
	{"at ", " line ", "."},
	{"", " @ ", ""},
};

/* `text` must be NUL-terminated. */
static char *location_match(const char *text, const struct location_shape *shape)
{
	const char *file = strstr(text, shape->before);
	const char *between = file ? strstr(file, shape->between) : NULL;

	if (!between)
		return NULL;
	file += strlen(shape->before);
	const char *line = between + strlen(shape->between);
	size_t digits = strspn(line, "0123456789");
	const char *behind = line + digits;
	bool is_whole = shape->behind[0] == '\0' ? behind[0] == '\0'
						 : g_str_has_prefix(behind, shape->behind);
	if (digits == 0 || !is_whole || between <= file)
		return NULL;
	return g_strdup_printf("%.*s:%.*s", (int)(between - file), file, (int)digits, line);
}

char *location_find(struct text line)
{
	if (line.length > LOCATION_LINE_MAX)
		return NULL;
	line = text_strip(line);
	g_autofree char *text = g_strndup(line.data, line.length);
	for (size_t i = 0; i < G_N_ELEMENTS(location_shapes); i++) {
		char *location = location_match(text, &location_shapes[i]);

		if (location)
			return location;
	}
	return NULL;
}
