#include "engine/runner_formats.h"

#include "base/excerpt.h"

static bool has_results(const struct format *format)
{
	return format->new_results;
}

static bool has_listings(const struct format *format)
{
	return format->new_listing;
}

/* The names of all formats that `is_fit`, for messages. Owned by the caller. */
static char *names_of_fit_formats(bool (*is_fit)(const struct format *format))
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const struct format *const *each = formats(); *each; each++)
		if (is_fit(*each))
			g_ptr_array_add(names, (char *)(*each)->name);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(", ", (char **)names->pdata);
}

/* The format that `key` of the file `path` names by `name`; NULL with `error` if it is not fit. */
static const struct format *find_fit_format(const char *path, const char *key, const char *name,
					    bool (*is_fit)(const struct format *format),
					    GError **error)
{
	const struct format *format =
		name && name[0] != '\0' ? format_find(name) : format_default();

	if (format && is_fit(format))
		return format;
	g_autofree char *shown = excerpt(text_of(name));
	g_autofree char *names = names_of_fit_formats(is_fit);
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "%s: %s: '%s' is not one of %s",
		    path, key, shown, names);
	return NULL;
}

bool runner_formats_find(struct runner_formats *formats, const struct config *config,
			 GError **error)
{
	struct runner_formats found;

	found.results = find_fit_format(config->path, "test_format", config->test_format,
					has_results, error);
	if (!found.results)
		return false;
	found.listing = find_fit_format(config->path, "test_list_format", config->test_list_format,
					has_listings, error);
	if (!found.listing)
		return false;
	*formats = found;
	return true;
}
