#include "config/setting_type.h"

#include <glib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/duration.h"
#include "base/order.h"
#include "config/python_text.h"

static bool text_parse(const struct setting *setting, const char *value, void *field)
{
	(void)setting;
	g_free(*(char **)field);
	*(char **)field = g_strdup(value);
	return true;
}

static bool callout_parse(const struct setting *setting, const char *value, void *field)
{
	return text_parse(setting, value[0] != '\0' ? value : NULL, field);
}

static bool words_parse(const struct setting *setting, const char *value, void *field)
{
	(void)setting;
	g_strfreev(*(char ***)field);
	*(char ***)field = python_split(text_of(value));
	return true;
}

static bool list_parse(const struct setting *setting, const char *value, void *field)
{
	char **list = *(char ***)field;
	size_t count = list ? g_strv_length(list) : 0;

	(void)setting;
	list = g_renew(char *, list, count + 2);
	list[count] = g_strdup(value);
	list[count + 1] = NULL;
	*(char ***)field = list;
	return true;
}

static bool flag_parse(const struct setting *setting, const char *value, void *field)
{
	(void)setting;
	(void)value;
	*(bool *)field = true;
	return true;
}

static bool choice_parse(const struct setting *setting, const char *value, void *field)
{
	for (int i = 0; setting->choices[i]; i++) {
		if (strcmp(setting->choices[i], value) != 0)
			continue;
		*(int *)field = i;
		return true;
	}
	return false;
}

static bool setting_order_parse(const struct setting *setting, const char *value, void *field)
{
	(void)setting;
	return order_parse(value, field);
}

static bool setting_duration_parse(const struct setting *setting, const char *value, void *field)
{
	(void)setting;
	return duration_parse(value, field);
}

static bool number_parse(const struct setting *setting, const char *value, void *field)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(value, 10, (guint64)setting->least, (guint64)setting->most,
					&number, NULL))
		return false;
	*(int *)field = (int)number;
	return true;
}

/* How a value is held. */
enum holding { HOLDS_PLAIN, HOLDS_STRING, HOLDS_STRINGS };

static const struct {
	bool (*parse)(const struct setting *setting, const char *value, void *field);
	enum holding holding;
	const char *argument;
	const char *expected;
} types[] = {
	[SETTING_TEXT] = {text_parse, HOLDS_STRING, "TEXT", "text"},
	[SETTING_CALLOUT] = {callout_parse, HOLDS_STRING, "COMMAND", "a command"},
	[SETTING_WORDS] = {words_parse, HOLDS_STRINGS, "WORDS", "words"},
	[SETTING_LIST] = {list_parse, HOLDS_STRINGS, "TEXT", "text"},
	[SETTING_FLAG] = {flag_parse, HOLDS_PLAIN, NULL, NULL},
	[SETTING_CHOICE] = {choice_parse, HOLDS_PLAIN, NULL, NULL},
	[SETTING_ORDER] = {setting_order_parse, HOLDS_PLAIN, "ORDER",
			   "'listed', 'slowest', 'failed-first', 'random' or 'random:SEED'"},
	[SETTING_DURATION] = {setting_duration_parse, HOLDS_PLAIN, "TIME",
			      "a duration such as 90s, 10m or 1h30m"},
	[SETTING_NUMBER] = {number_parse, HOLDS_PLAIN, "N", NULL},
};

bool setting_parse(const struct setting *setting, const char *value, void *field)
{
	return types[setting->type].parse(setting, value, field);
}

void setting_clear(const struct setting *setting, void *field)
{
	switch (types[setting->type].holding) {
	case HOLDS_STRING:
		g_clear_pointer((char **)field, g_free);
		break;
	case HOLDS_STRINGS:
		g_clear_pointer((char ***)field, g_strfreev);
		break;
	case HOLDS_PLAIN:
		break;
	}
}

/* "'never', 'failed' or 'always'" */
static char *quote_choices(const char *const *choices)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; choices[i]; i++) {
		const char *comma = choices[i + 1] ? ", " : " or ";
		g_string_append_printf(text, "%s'%s'", i > 0 ? comma : "", choices[i]);
	}
	return g_string_free(text, FALSE);
}

char *setting_expected(const struct setting *setting)
{
	if (setting->type == SETTING_CHOICE)
		return quote_choices(setting->choices);
	if (setting->type == SETTING_NUMBER)
		return g_strdup_printf("a number from %d to %d", setting->least, setting->most);
	return g_strdup(types[setting->type].expected);
}

char *setting_argument(const struct setting *setting)
{
	if (setting->argument)
		return g_strdup(setting->argument);
	if (setting->type == SETTING_CHOICE)
		return g_strjoinv("|", (char **)setting->choices);
	return g_strdup(types[setting->type].argument);
}

const char *setting_default(const struct setting *setting)
{
	if (setting->initial_meaning)
		return setting->initial_meaning;
	if (setting->type == SETTING_DURATION && g_strcmp0(setting->initial, "0") == 0)
		return "no limit";
	return setting->initial;
}

char *setting_describe(const struct setting *setting)
{
	const char *initial = setting_default(setting);

	return initial ? g_strdup_printf("%s Default: %s.", setting->help, initial)
		       : g_strdup(setting->help);
}
