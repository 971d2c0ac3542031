#include "config/nearest_key.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "config/settings.h"

/* Levenshtein's: how many characters (bytes here) must be inserted, removed or changed. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t width = strlen(b) + 1;
	g_autofree size_t *row = g_new(size_t, width);

	for (size_t i = 0; i < width; i++)
		row[i] = i;
	for (; *a; a++) {
		size_t diagonal = row[0]++;
		for (size_t i = 1; i < width; i++) {
			size_t changed = diagonal + (*a != b[i - 1]);
			diagonal = row[i];
			row[i] = MIN(changed, MIN(row[i], row[i - 1]) + 1);
		}
	}
	return row[width - 1];
}

const char *nearest_key(const char *name)
{
	const char *nearest = NULL;
	size_t least = SIZE_MAX;
	size_t count;
	const struct setting *settings = settings_all(&count);

	for (size_t i = 0; i < count; i++) {
		if (!settings[i].key)
			continue;
		bool is_begun = g_str_has_prefix(settings[i].key, name);
		size_t distance = is_begun ? 1 : edit_distance(name, settings[i].key);
		if (distance < least) {
			least = distance;
			nearest = settings[i].key;
		}
	}
	return nearest;
}
