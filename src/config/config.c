#include "config/config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/duration.h"
#include "base/excerpt.h"
#include "config/environment_key.h"
#include "config/ini.h"
#include "config/python_text.h"
#include "config/validation.h"

#define FILE_MAX_BYTES (16 << 20)
#define COUNT_MAX 1000000
#define ADVICE                                                                                     \
	"\nWrite into it how your tests are run, for example:\n"                                   \
	"  [DEFAULT]\n"                                                                            \
	"  test_command=./run-tests $LISTOPT $IDOPTION\n"                                          \
	"  test_id_option=--load-list $IDFILE\n"                                                   \
	"  test_list_option=--list"

G_DEFINE_QUARK(testr_config_error, config_error)

static void *field_of(struct config *config, const struct config_key *key)
{
	return (char *)config + key->offset;
}

static void set_text(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static void set_words(char ***field, const char *value)
{
	g_strfreev(*field);
	*field = python_split(text_of(value));
}

static bool set_schedule(enum schedule *field, const char *value)
{
	*field = strcmp(value, "static") == 0 ? SCHEDULE_STATIC : SCHEDULE_DYNAMIC;
	return *field == SCHEDULE_STATIC || strcmp(value, "dynamic") == 0;
}

static bool set_flaky(bool *field, const char *value)
{
	*field = strcmp(value, "fail") == 0;
	return *field || strcmp(value, "pass") == 0;
}

static bool set_count(int64_t *field, const char *value)
{
	guint64 count;

	if (!g_ascii_string_to_unsigned(value, 10, 0, COUNT_MAX, &count, NULL))
		return false;
	*field = (int64_t)count;
	return true;
}

static bool is_string(enum config_type type)
{
	return type == CONFIG_TEXT || type == CONFIG_CALLOUT || type == CONFIG_REGEX ||
	       type == CONFIG_ENVIRONMENT;
}

/* What `type` must look like, for messages. */
static const char *expectation(enum config_type type)
{
	switch (type) {
	case CONFIG_SCHEDULE:
		return "'dynamic' or 'static'";
	case CONFIG_ORDER:
		return "'listed', 'slowest', 'failed-first', 'random' or 'random:SEED'";
	case CONFIG_FLAKY:
		return "'pass' or 'fail'";
	case CONFIG_DURATION:
		return "a duration such as 90s, 10m or 1h30m";
	case CONFIG_COUNT:
		return "a number from 0 to 1000000";
	case CONFIG_TEXT:
	case CONFIG_CALLOUT:
	case CONFIG_REGEX:
	case CONFIG_ENVIRONMENT:
	case CONFIG_WORDS:
		break;
	}
	return "text";
}

/* Sets the field of `key`. Returns false if `value` is nothing for its type. */
static bool set_field(struct config *config, const struct config_key *key, const char *value)
{
	switch (key->type) {
	case CONFIG_TEXT:
		set_text(field_of(config, key), value);
		return true;
	case CONFIG_CALLOUT:
	case CONFIG_REGEX:
		if (value[0] != '\0')
			set_text(field_of(config, key), value);
		return true;
	case CONFIG_ENVIRONMENT:
		set_text(field_of(config, key), value[0] != '\0' ? value : NULL);
		return true;
	case CONFIG_WORDS:
		set_words(field_of(config, key), value);
		return true;
	case CONFIG_SCHEDULE:
		return set_schedule(field_of(config, key), value);
	case CONFIG_ORDER:
		return order_parse(value, field_of(config, key));
	case CONFIG_FLAKY:
		return set_flaky(field_of(config, key), value);
	case CONFIG_DURATION:
		return duration_parse(value, field_of(config, key));
	case CONFIG_COUNT:
		return set_count(field_of(config, key), value);
	}
	return false;
}

static bool read_key(struct config *config, const struct ini *ini, const struct config_key *key,
		     GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *value = ini_get(ini, CONFIG_SECTION, key->name, &why);

	if (why) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	if (!value || set_field(config, key, value))
		return true;
	g_autofree char *shown = excerpt(text_of(value));
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "%s:%d: %s: '%s' is not %s",
		    config->path, ini_line(ini, CONFIG_SECTION, key->name), key->name, shown,
		    expectation(key->type));
	return false;
}

static struct config *config_new(const char *path)
{
	struct config *config = g_new0(struct config, 1);

	config->path = g_strdup(path);
	config->filter_tags = g_new0(char *, 1);
	config->schedule = SCHEDULE_DYNAMIC;
	config->dispose_timeout_us = INT64_C(5) * 60 * 1000000;
	config->kill_grace_us = INT64_C(5) * 1000000;
	config->instance_replacements = -1;
	config->warnings = g_ptr_array_new_with_free_func(g_free);
	return config;
}

struct config *config_parse(const char *path, const char *content, size_t length, GError **error)
{
	scoped(ini) ini = ini_parse(path, content, length, error);
	scoped(config) config = config_new(path);
	size_t count;
	const struct config_key *keys = config_keys(&count);

	if (!ini)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!read_key(config, ini, &keys[i], error))
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
	return strstr(config->test_command, "$LISTOPT");
}

static bool holds_ids(const char *template)
{
	return strstr(template, "$IDFILE") || strstr(template, "$IDLIST");
}

bool config_can_choose(const struct config *config)
{
	return holds_ids(config->test_command) ||
	       (strstr(config->test_command, "$IDOPTION") && holds_ids(config->test_id_option));
}

bool config_override(struct config *config, const char *name, const char *value, GError **error)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);
	g_autofree char *environment = g_strdup(config->environment);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (set_field(config, &keys[i], value)) {
			environment_key_expand(config, environment);
			return true;
		}
		g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "'%s' is not %s", value,
			    expectation(keys[i].type));
	}
	return false;
}

void config_free(struct config *config)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);

	if (!config)
		return;
	for (size_t i = 0; i < count; i++)
		if (is_string(keys[i].type))
			g_free(*(char **)field_of(config, &keys[i]));
	g_strfreev(config->filter_tags);
	g_ptr_array_unref(config->warnings);
	g_free(config->path);
	g_free(config);
}
