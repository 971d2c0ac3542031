#include "config/validation.h"

#include <string.h>

#include "base/excerpt.h"
#include "base/pattern.h"
#include "config/id_parts.h"
#include "config/nearest_key.h"

/* So that a file of nonsense does not flood the terminal. */
#define UNKNOWN_KEYS_SHOWN 10
#define KEY_LENGTH_COMPARED 64

/* Variables have no border: $IDFILEX is $IDFILE and an X, as in Python's testr. */
static bool uses_variable(const char *template, const char *variable)
{
	return template && strstr(template, variable);
}

static bool refuse_key(const struct ini *ini, const char *key, GError **error, const char *why)
{
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID, "%s:%d: %s",
		    ini_path(ini, CONFIG_SECTION, key), ini_line(ini, CONFIG_SECTION, key), why);
	return false;
}

static bool validate_test_command(const struct config *config, const struct ini *ini,
				  GError **error)
{
	if (!config->test_command) {
		g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_INVALID,
			    "%s: there is no test_command in the section [DEFAULT]; "
			    "add the command that runs your tests, as test_command=COMMAND",
			    config->path);
		return false;
	}
	if (config->test_command[0] == '\0')
		return refuse_key(ini, "test_command", error,
				  "test_command is empty; give the command that runs your tests");
	if (uses_variable(config->test_command, "$IDOPTION") && !config->test_id_option)
		return refuse_key(ini, "test_command", error,
				  "test_command uses $IDOPTION but there is no test_id_option; "
				  "add one, such as test_id_option=--load-list $IDFILE");
	if (uses_variable(config->test_command, "$LISTOPT") && !config->test_list_option)
		return refuse_key(ini, "test_command", error,
				  "test_command uses $LISTOPT but there is no test_list_option; "
				  "add one, such as test_list_option=--list");
	return true;
}

static bool validate_group_regex(const struct config *config, const struct ini *ini, GError **error)
{
	if (!config->group_regex)
		return true;
	g_autoptr(GError) why = NULL;
	g_autoptr(GRegex) regex = pattern_compile(config->group_regex, &why);
	if (regex)
		return true;
	g_autofree char *message = g_strconcat("group_regex: ", why->message, NULL);
	return refuse_key(ini, "group_regex", error, message);
}

/* Compiles what is asked for again and again. */
static bool compile_id_parts(struct config *config, const struct ini *ini, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!config->test_id_parts)
		return true;
	config->id_parts = id_parts_compile(config->test_id_parts, &why);
	if (config->id_parts)
		return true;
	g_autofree char *message = g_strconcat("test_id_parts: ", why->message, NULL);
	return refuse_key(ini, "test_id_parts", error, message);
}

static void warn_of_key(struct config *config, const struct ini *ini, const char *key,
			const char *why)
{
	g_ptr_array_add(config->warnings,
			g_strdup_printf("%s:%d: %s: %s", ini_path(ini, CONFIG_SECTION, key),
					ini_line(ini, CONFIG_SECTION, key), key, why));
}

static void warn_of_idle_options(struct config *config, const struct ini *ini)
{
	bool uses_option = uses_variable(config->test_command, "$IDOPTION");

	if (config->test_id_option && !uses_option)
		warn_of_key(config, ini, "test_id_option",
			    "has no effect because test_command does not use $IDOPTION");
	if (uses_option && !config_can_choose(config))
		warn_of_key(config, ini, "test_id_option",
			    "holds neither $IDFILE nor $IDLIST, so the runner is not told "
			    "which tests to run");
	if (config->test_list_option && !config_can_list(config))
		warn_of_key(config, ini, "test_list_option",
			    "has no effect because test_command does not use $LISTOPT");
}

static void warn_of_idle_callouts(struct config *config, const struct ini *ini)
{
	if (config->instance_execute && !uses_variable(config->instance_execute, "$COMMAND"))
		warn_of_key(config, ini, "instance_execute",
			    "does not use $COMMAND, so testr does not tell it what to run");
	if (config->instance_provision && !config->instance_dispose)
		warn_of_key(config, ini, "instance_provision",
			    "there is no instance_dispose, so instances stay when the run is over");
	if (config->instance_provision)
		return;
	if (config->instance_execute)
		warn_of_key(config, ini, "instance_execute",
			    "has no effect because there is no instance_provision");
	if (config->instance_dispose)
		warn_of_key(config, ini, "instance_dispose",
			    "has no effect because there is no instance_provision");
}

static void warn_of_unknown_key(struct config *config, const struct ini *ini, const char *key)
{
	g_autofree char *shown = excerpt(text_of(key));
	GString *warning = g_string_new(NULL);

	g_string_printf(warning, "%s:%d: unknown key '%s' has no effect", config->path,
			ini_line(ini, CONFIG_SECTION, key), shown);
	if (strlen(key) <= KEY_LENGTH_COMPARED)
		g_string_append_printf(warning, "; the nearest known key is '%s'",
				       nearest_key(key));
	g_ptr_array_add(config->warnings, g_string_free(warning, FALSE));
}

/* A key that other values refer to as %(key)s has its use. */
static void warn_of_unknown_keys(struct config *config, const struct ini *ini)
{
	g_auto(GStrv) keys = ini_keys(ini, CONFIG_SECTION);
	g_autoptr(GHashTable) references = ini_references(ini);
	int count = 0;

	for (size_t i = 0; keys[i]; i++) {
		if (settings_find_key(keys[i]) || g_hash_table_contains(references, keys[i]))
			continue;
		if (++count <= UNKNOWN_KEYS_SHOWN)
			warn_of_unknown_key(config, ini, keys[i]);
	}
	if (count > UNKNOWN_KEYS_SHOWN)
		g_ptr_array_add(config->warnings,
				g_strdup_printf("%s: %d more unknown keys have no effect",
						config->path, count - UNKNOWN_KEYS_SHOWN));
}

bool config_validate(struct config *config, const struct ini *ini, GError **error)
{
	if (!validate_test_command(config, ini, error) ||
	    !validate_group_regex(config, ini, error) || !compile_id_parts(config, ini, error))
		return false;
	warn_of_idle_options(config, ini);
	warn_of_idle_callouts(config, ini);
	warn_of_unknown_keys(config, ini);
	return true;
}
