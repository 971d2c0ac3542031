#include "config/interpolate.h"

#include <stdbool.h>
#include <string.h>

#include "base/excerpt.h"
#include "config/ini.h"
#include "config/python_text.h"

#define DEPTH_MAX 10
#define LENGTH_MAX ((size_t)1 << 20)
#define REFERENCES_MAX 100000

struct interpolation {
	interpolate_lookup lookup;
	const void *data;
	GString *out;
	int references; /* so far */
};

static bool expand(struct interpolation *state, const char *value, int depth, GError **error);

/* Sets `error` to `why`, with what stands at `place`. Returns false, for `return`. */
static bool fail_to_interpolate(GError **error, const char *why, const char *place)
{
	g_autofree char *shown = excerpt(text_of(place));

	g_set_error(error, INI_ERROR, INI_ERROR_INTERPOLATION, "%s: '%s'", why, shown);
	return false;
}

/* `*cursor` stands on `%(`; moves it behind `)s`. */
static bool expand_reference(struct interpolation *state, const char **cursor, int depth,
			     GError **error)
{
	const char *name = *cursor + 2;
	size_t length = strcspn(name, ")");

	if (length == 0 || strncmp(name + length, ")s", 2) != 0)
		return fail_to_interpolate(error, "'%(' must begin a reference such as %(name)s",
					   *cursor);
	g_autofree char *key = python_lower((struct text){name, length});
	const char *value = state->lookup(state->data, key);
	if (!value)
		return fail_to_interpolate(error, "there is no such key to refer to", key);
	if (++state->references > REFERENCES_MAX)
		return fail_to_interpolate(error, "too many references", key);
	*cursor = name + length + strlen(")s");
	return expand(state, value, depth + 1, error);
}

/* `*cursor` stands on a percent sign; moves it behind what that begins. */
static bool expand_percent(struct interpolation *state, const char **cursor, int depth,
			   GError **error)
{
	if ((*cursor)[1] == '(')
		return expand_reference(state, cursor, depth, error);
	if ((*cursor)[1] != '%')
		return fail_to_interpolate(error, "write %% for a percent sign", *cursor);
	g_string_append_c(state->out, '%');
	*cursor += 2;
	return true;
}

static bool expand(struct interpolation *state, const char *value, int depth, GError **error)
{
	while (*value) {
		size_t plain = strcspn(value, "%");
		g_string_append_len(state->out, value, (gssize)plain);
		value += plain;
		if (state->out->len > LENGTH_MAX)
			return fail_to_interpolate(error, "the value becomes too large", value);
		/* Only values with a percent sign count as a level, as in Python. */
		if (*value && depth > DEPTH_MAX)
			return fail_to_interpolate(error, "references are nested too deeply",
						   value);
		if (*value && !expand_percent(state, &value, depth, error))
			return false;
	}
	return true;
}

char *interpolate(const char *value, interpolate_lookup lookup, const void *data, GError **error)
{
	struct interpolation state = {lookup, data, g_string_new(NULL), 0};
	bool is_done = expand(&state, value, 1, error);

	return g_string_free(state.out, !is_done);
}

void interpolate_references(const char *value, GHashTable *keys)
{
	while ((value = strchr(value, '%')) && value[1]) {
		bool is_reference = value[1] == '(';
		value += 2;
		if (!is_reference)
			continue;
		size_t length = strcspn(value, ")");
		g_hash_table_add(keys, python_lower((struct text){value, length}));
		value += length;
	}
}
