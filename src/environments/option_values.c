#include "environments/option_values.h"

#include <string.h>

#include "base/byte_size.h"
#include "base/duration.h"
#include "environments/environments.h"

enum {
	COUNT_MAX = 1000000,
	HELP_WIDTH = 79, /* columns */
};

struct option_values {
	const struct option *own;
	const struct option *common;
	GHashTable *values; /* name -> GPtrArray of values, NULL-terminated; both borrowed names */
	char **words;
};

G_DEFINE_QUARK(testr_options, option_error)

static const struct option *find_option_in(const struct option *table, const char *name)
{
	for (; table && table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static const struct option *find_option(const struct option_values *options, const char *name)
{
	const struct option *option = find_option_in(options->own, name);
	return option ? option : find_option_in(options->common, name);
}

static bool is_choice_of(const char *choices, const char *value)
{
	g_auto(GStrv) each = g_strsplit(choices, "|", -1);
	return g_strv_contains((const char *const *)each, value);
}

static bool is_option_count(const char *value)
{
	return g_ascii_string_to_unsigned(value, 10, 1, COUNT_MAX, NULL, NULL);
}

static bool is_option_value_valid(const struct option *option, const char *value, GError **error)
{
	const char *wanted = NULL;
	int64_t duration_us = 0;
	int64_t bytes = 0;

	if (option->kind == OPTION_CHOICE && !is_choice_of(option->argument, value))
		wanted = option->argument;
	if (option->kind == OPTION_COUNT && !is_option_count(value))
		wanted = "a number from 1 to 1000000";
	if (option->kind == OPTION_DURATION && !duration_parse(value, &duration_us))
		wanted = "a duration such as 90s or 2h";
	if (option->kind == OPTION_SIZE && !byte_size_parse(value, &bytes))
		wanted = "a size such as 500M or 1GiB";
	if (!wanted)
		return true;
	g_set_error(error, OPTION_ERROR, OPTION_ERROR_INVALID, "--%s takes %s, not '%s'",
		    option->name, wanted, value);
	return false;
}

static void keep_option_value(struct option_values *options, const struct option *option,
			      const char *value)
{
	GPtrArray *values = g_hash_table_lookup(options->values, option->name);

	if (!values) {
		values = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(values, NULL);
		g_hash_table_insert(options->values, (char *)option->name, values);
	}
	g_ptr_array_insert(values, (int)values->len - 1, g_strdup(value));
}

/* Reads `-- NAME OPTIONS` at `words[0]`. Returns as parse_option(). */
static size_t parse_inner_environment(struct option_values *options, const struct option *option,
				      const char *const *words, GError **error)
{
	const struct environment *environment = words[1] ? environment_find(words[1]) : NULL;
	size_t used = 0;

	if (!environment || find_option_in(environment->options, option->name)) {
		g_set_error(error, OPTION_ERROR, OPTION_ERROR_INVALID,
			    "-- takes %s, and there is no such environment '%s'", option->argument,
			    words[1] ? words[1] : "");
		return 0;
	}
	scoped(option_values) inner =
		option_values_parse(environment->options, options->common, words + 2, &used, error);
	if (!inner) {
		g_prefix_error(error, "%s: ", environment->name);
		return 0;
	}
	for (size_t i = 1; i < 2 + used; i++)
		keep_option_value(options, option, words[i]);
	for (const struct option *common = options->common; common && common->name; common++)
		for (const char *const *value = option_values_all(inner, common->name); *value;
		     value++)
			keep_option_value(options, common, *value);
	return 2 + used;
}

/* Reads the option at `words[0]`. Returns how many words it took; 0 with `error` set. */
static size_t parse_option(struct option_values *options, const char *const *words, GError **error)
{
	const char *equals = strchr(words[0], '=');
	size_t length = equals ? (size_t)(equals - words[0]) : strlen(words[0]);
	g_autofree char *dashed = g_strndup(words[0], length);
	const struct option *option =
		g_str_has_prefix(dashed, "--") ? find_option(options, dashed + 2) : NULL;

	if (!option) {
		g_set_error(error, OPTION_ERROR, OPTION_ERROR_UNKNOWN, "there is no option %s",
			    dashed);
		return 0;
	}
	if (option->kind == OPTION_ENVIRONMENT && !equals)
		return parse_inner_environment(options, option, words, error);
	if (option->kind == OPTION_FLAG && equals) {
		g_set_error(error, OPTION_ERROR, OPTION_ERROR_INVALID, "%s takes no argument",
			    dashed);
		return 0;
	}
	const char *value = option->kind == OPTION_FLAG ? "" : equals ? equals + 1 : words[1];
	if (!value) {
		g_set_error(error, OPTION_ERROR, OPTION_ERROR_MISSING, "%s needs %s after it",
			    dashed, option->argument);
		return 0;
	}
	if (!is_option_value_valid(option, value, error))
		return 0;
	keep_option_value(options, option, value);
	return option->kind == OPTION_FLAG || equals ? 1 : 2;
}

struct option_values *option_values_parse(const struct option *own, const struct option *common,
					  const char *const *words, size_t *used, GError **error)
{
	scoped(option_values) options = g_new0(struct option_values, 1);
	g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(g_free);
	size_t at = 0;

	options->own = own;
	options->common = common;
	options->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						(GDestroyNotify)g_ptr_array_unref);
	while (words[at] && words[at][0] == '-' &&
	       (strcmp(words[at], "--") != 0 || find_option_in(own, ""))) {
		size_t taken = parse_option(options, words + at, error);
		if (taken == 0)
			return NULL;
		for (size_t end = at + taken; at < end; at++)
			g_ptr_array_add(copies, g_strdup(words[at]));
	}
	g_ptr_array_add(copies, NULL);
	options->words = (char **)g_ptr_array_free(g_steal_pointer(&copies), FALSE);
	*used = at;
	return g_steal_pointer(&options);
}

const char *const *option_values_all(const struct option_values *options, const char *name)
{
	static const char *const none[] = {NULL};
	const GPtrArray *values = g_hash_table_lookup(options->values, name);

	g_assert(find_option(options, name));
	return values ? (const char *const *)values->pdata : none;
}

bool option_values_has(const struct option_values *options, const char *name)
{
	return option_values_all(options, name)[0] != NULL;
}

const char *option_values_get(const struct option_values *options, const char *name)
{
	const char *const *values = option_values_all(options, name);
	size_t count = g_strv_length((char **)values);

	return count > 0 ? values[count - 1] : find_option(options, name)->fallback;
}

int option_values_get_count(const struct option_values *options, const char *name)
{
	return (int)g_ascii_strtoull(option_values_get(options, name), NULL, 10);
}

int64_t option_values_get_duration_us(const struct option_values *options, const char *name)
{
	const char *value = option_values_get(options, name);
	int64_t duration_us = 0;

	if (value)
		duration_parse(value, &duration_us);
	return duration_us;
}

int64_t option_values_get_size(const struct option_values *options, const char *name)
{
	int64_t bytes = 0;

	byte_size_parse(option_values_get(options, name), &bytes);
	return bytes;
}

const char *const *option_values_words(const struct option_values *options)
{
	return (const char *const *)options->words;
}

/* Appends `text` in indented lines. */
static void append_option_help(GString *help, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	size_t column = HELP_WIDTH;

	for (char **word = words; *word; word++) {
		bool fits = column + 1 + strlen(*word) <= HELP_WIDTH;
		g_string_append(help, fits ? " " : "\n        ");
		g_string_append(help, *word);
		column = (fits ? column + 1 : 8) + strlen(*word);
	}
}

char *option_table_help(const struct option *table)
{
	GString *help = g_string_new(NULL);

	for (; table->name; table++) {
		g_string_append_printf(help, "  --%s", table->name);
		if (table->argument)
			g_string_append_printf(help, " %s", table->argument);
		append_option_help(help, table->help);
		if (table->fallback)
			g_string_append_printf(help, " [%s]", table->fallback);
		g_string_append_c(help, '\n');
	}
	return g_string_free(help, FALSE);
}

void option_values_free(struct option_values *options)
{
	if (!options)
		return;
	g_hash_table_unref(options->values);
	g_strfreev(options->words);
	g_free(options);
}
