#include "run/project.h"

#include "config/ini.h"
#include "engine/runner_formats.h"
#include "report/message.h"
#include "run/preset_detection.h"

static char *config_path(const struct context *context)
{
	return g_build_filename(context->folder, ".testr.conf", NULL);
}

/* In place of a `.testr.conf` that is missing: the one preset that fits; NULL with a message. */
static struct config *detect_config(const struct context *context, const char *path,
				    const GError *missing)
{
	g_autoptr(GPtrArray) matches = preset_detection_run(context->folder);
	g_autofree char *why = NULL;
	g_autoptr(GError) error = NULL;
	const struct preset_match *match = preset_detection_choose(matches, &why);

	if (!match && matches->len > 0)
		message("there is no '%s', and %s", path, why);
	else if (!match)
		message_error(missing);
	if (!match)
		return NULL;
	if (!context->is_quiet)
		message("%s: preset=%s", match->why, match->name);
	const char *text = match->configuration;
	struct config *config = config_parse(path, text, strlen(text), &error);
	if (!config)
		message_error(error);
	return config;
}

struct config *project_config(const struct context *context)
{
	g_autofree char *path = config_path(context);
	g_autoptr(GError) error = NULL;
	scoped(config) config = config_read(path, &error);
	struct runner_formats formats;

	if (!config && g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISSING))
		return detect_config(context, path, error);
	if (!config || !runner_formats_find(&formats, config, &error)) {
		message_error(error);
		return NULL;
	}
	for (size_t i = 0; i < config->warnings->len; i++)
		message("%s", (const char *)config->warnings->pdata[i]);
	return g_steal_pointer(&config);
}

/* The words of `value`, which may be NULL. */
static char **split_words(const char *value)
{
	g_auto(GStrv) parts = g_strsplit_set(value ? value : "", " \t\r\n\f\v", -1);
	GPtrArray *words = g_ptr_array_new();

	for (size_t i = 0; parts[i]; i++)
		if (parts[i][0] != '\0')
			g_ptr_array_add(words, g_strdup(parts[i]));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, false);
}

static char **read_filter_tags(const char *path, GError **error)
{
	g_autofree char *content = NULL;
	size_t length;
	g_autoptr(GError) why = NULL;

	/* A pipe would hang, and a device might never end. */
	if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "cannot read '%s': it is not a plain file", path);
		return NULL;
	}
	if (!g_file_get_contents(path, &content, &length, &why)) {
		if (g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			return split_words(NULL);
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	scoped(ini) ini = ini_parse(path, content, length, error);
	if (!ini)
		return NULL;
	g_autofree char *value = ini_get(ini, "DEFAULT", "filter_tags", &why);
	if (why) {
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	return split_words(value);
}

char **project_filter_tags(const struct context *context)
{
	g_autofree char *path = config_path(context);
	g_autoptr(GError) error = NULL;
	char **tags = read_filter_tags(path, &error);

	if (!tags)
		message_error(error);
	return tags;
}

static bool is_error(const GError *error, enum repository_error code)
{
	return g_error_matches(error, REPOSITORY_ERROR, (int)code);
}

struct repository *project_repository(const struct context *context, enum repository_need need)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	struct repository *repository = repository_open(context->folder, notices, &error);

	if (need == REPOSITORY_FORCED && is_error(error, REPOSITORY_ERROR_MISSING)) {
		g_clear_error(&error);
		if (repository_create(context->folder, &error))
			repository = repository_open(context->folder, notices, &error);
	}
	for (size_t i = 0; i < notices->len; i++)
		message("%s", (const char *)notices->pdata[i]);
	if (need == REPOSITORY_OPTIONAL &&
	    (is_error(error, REPOSITORY_ERROR_MISSING) || is_error(error, REPOSITORY_ERROR_FORMAT)))
		g_clear_error(&error);
	if (error)
		message_error(error);
	return repository;
}
