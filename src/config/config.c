#include "config/config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/excerpt.h"
#include "config/environment_key.h"
#include "config/id_parts.h"
#include "config/ini.h"
#include "config/preset.h"
#include "config/setting_type.h"
#include "config/validation.h"

#define FILE_MAX_BYTES (16 << 20)
#define ADVICE                                                                                     \
	"\nWrite into it how your tests are run, for example:\n"                                   \
	"  [DEFAULT]\n"                                                                            \
	"  test_command=./run-tests $LISTOPT $IDOPTION\n"                                          \
	"  test_id_option=--load-list $IDFILE\n"                                                   \
	"  test_list_option=--list"

G_DEFINE_QUARK(testr_config_error, config_error)

static void *field_of(struct config *config, const struct setting *setting)
{
	return (char *)config + setting->offset;
}

static bool read_key(struct config *config, const struct ini *ini, const struct setting *setting,
		     GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *value = ini_get(ini, CONFIG_SECTION, setting->key, &why);

	if (why) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	if (!value || setting_parse(setting, value, field_of(config, setting)))
		return true;
	g_autofree char *shown = excerpt(text_of(value));
	g_autofree char *expected = setting_expected(setting);
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "%s:%d: %s: '%s' is not %s",
		    ini_path(ini, CONFIG_SECTION, setting->key),
		    ini_line(ini, CONFIG_SECTION, setting->key), setting->key, shown, expected);
	return false;
}

/* A number that has no default is -1 until it is given. */
static void set_initial(struct config *config, const struct setting *setting)
{
	if (setting->initial &&
	    !setting_parse(setting, setting->initial, field_of(config, setting)))
		g_error("the default of a setting is none: %s", setting->initial);
	if (!setting->initial && setting->type == SETTING_NUMBER)
		*(int *)field_of(config, setting) = -1;
}

struct config *config_new(void)
{
	struct config *config = g_new0(struct config, 1);
	size_t count;
	const struct setting *settings = settings_all(&count);

	config->filter_tags = g_new0(char *, 1);
	config->warnings = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < count; i++)
		set_initial(config, &settings[i]);
	return config;
}

/* Adds to `ini` what the preset that it names has, if it names one. */
static bool use_preset(struct ini *ini, const char *path, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = ini_get(ini, CONFIG_SECTION, "preset", &why);

	if (!why && (!name || name[0] == '\0'))
		return true;
	scoped(preset) preset = why ? NULL : preset_find(folder, name, &why);
	if (!preset) {
		g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "%s:%d: preset: %s", path,
			    ini_line(ini, CONFIG_SECTION, "preset"), why->message);
		return false;
	}
	scoped(ini) fallback = preset_ini(preset, error);
	if (fallback)
		ini_fall_back(ini, fallback);
	return fallback;
}

struct config *config_parse(const char *path, const char *content, size_t length, GError **error)
{
	scoped(ini) ini = ini_parse(path, content, length, error);
	scoped(config) config = config_new();
	size_t count;
	const struct setting *settings = settings_all(&count);

	if (!ini || !use_preset(ini, path, error))
		return NULL;
	config->path = g_strdup(path);
	for (size_t i = 0; i < count; i++)
		if (settings[i].key && !read_key(config, ini, &settings[i], error))
			return NULL;
	environment_key_expand(config, NULL);
	if (!config_validate(config, ini, error))
		return NULL;
	return g_steal_pointer(&config);
}

static bool fail_to_read_config(const char *path, enum config_error code, const char *why,
				const char *advice, GError **error)
{
	g_set_error(error, CONFIG_ERROR, (int)code, "cannot read '%s': %s%s", path, why, advice);
	return false;
}

/* A pipe would hang, and a device might never end. */
static bool is_readable(const char *path, GError **error)
{
	GStatBuf status;

	if (g_stat(path, &status) != 0) {
		bool is_missing = errno == ENOENT || errno == ENOTDIR;
		return fail_to_read_config(
			path, is_missing ? CONFIG_ERROR_MISSING : CONFIG_ERROR_UNREADABLE,
			g_strerror(errno), is_missing ? ADVICE : "", error);
	}
	if (!S_ISREG(status.st_mode))
		return fail_to_read_config(path, CONFIG_ERROR_UNREADABLE, "it is not a plain file",
					   "", error);
	if (status.st_size > FILE_MAX_BYTES)
		return fail_to_read_config(path, CONFIG_ERROR_UNREADABLE,
					   "it is larger than 16 MiB", "", error);
	return true;
}

struct config *config_read(const char *path, GError **error)
{
	g_autofree char *content = NULL;
	g_autoptr(GError) why = NULL;
	size_t length;

	if (!is_readable(path, error))
		return NULL;
	if (!g_file_get_contents(path, &content, &length, &why)) {
		fail_to_read_config(path, CONFIG_ERROR_UNREADABLE, why->message, "", error);
		return NULL;
	}
	return config_parse(path, content, length, error);
}

bool config_can_list(const struct config *config)
{
	return config->test_list_command || strstr(config->test_command, "$LISTOPT");
}

static bool holds_ids(const struct config *config, const char *template)
{
	return strstr(template, "$IDFILE") || strstr(template, "$IDLIST") ||
	       (config->test_id_pattern != DIALECT_NONE && strstr(template, "$IDPATTERN"));
}

bool config_can_choose(const struct config *config)
{
	return holds_ids(config, config->test_command) ||
	       (strstr(config->test_command, "$IDOPTION") &&
		holds_ids(config, config->test_id_option));
}

bool config_is_piecewise(const struct config *config)
{
	return config->test_unit == UNIT_FILE || id_parts_has_groups(config);
}

bool config_names_all(const struct config *config)
{
	bool names_list = config->test_list_command && !config->test_id_list_default &&
			  strstr(config->test_command, "$IDLIST");

	return config_is_piecewise(config) || names_list ||
	       (config->test_id_pattern != DIALECT_NONE &&
		strstr(config->test_command, "$IDPATTERN"));
}

bool config_set(struct config *config, const struct setting *setting, const char *value,
		GError **error)
{
	g_autofree char *environment = g_strdup(config->environment);

	if (setting_parse(setting, value, field_of(config, setting))) {
		environment_key_expand(config, environment);
		return true;
	}
	g_autofree char *shown = excerpt(text_of(value));
	g_autofree char *expected = setting_expected(setting);
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "must be %s, not '%s'", expected,
		    shown);
	return false;
}

void config_free(struct config *config)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	if (!config)
		return;
	for (size_t i = 0; i < count; i++)
		setting_clear(&settings[i], field_of(config, &settings[i]));
	g_clear_pointer(&config->id_parts, g_regex_unref);
	g_ptr_array_unref(config->warnings);
	g_free(config->path);
	g_free(config);
}
