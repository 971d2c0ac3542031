#include "cmd/setting_options.h"

#include "config/setting_type.h"

/* `text`, owned by the options from now on. */
static const char *keep_text(struct setting_options *options, char *text)
{
	g_ptr_array_add(options->texts, text);
	return text;
}

static void append_entry(GArray *entries, struct setting_options *options,
			 const struct setting *setting, struct given_option *given)
{
	bool is_flag = setting->type == SETTING_FLAG;
	const GOptionEntry entry = {
		.long_name = setting->option,
		.arg = is_flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_FILENAME_ARRAY,
		.arg_data = is_flag ? (void *)&given->is_set : (void *)&given->values,
		.description = keep_text(options, setting_describe(setting)),
		.arg_description = keep_text(options, setting_argument(setting)),
	};

	g_array_append_val(entries, entry);
}

void setting_options_append(GArray *entries, struct setting_options *options,
			    const enum setting_part *part)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	options->given = g_new0(struct given_option, count);
	options->texts = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < count; i++)
		if (settings[i].option && (!part || settings[i].part == *part))
			append_entry(entries, options, &settings[i], &options->given[i]);
}

static bool apply_given(const struct given_option *given, const struct setting *setting,
			struct config *config, GError **error)
{
	if (given->is_set)
		return config_set(config, setting, "", error);
	for (char **value = given->values; value && *value; value++)
		if (!config_set(config, setting, *value, error))
			return false;
	return true;
}

bool setting_options_apply(const struct setting_options *options, struct config *config,
			   GError **error)
{
	size_t count;
	const struct setting *settings = settings_all(&count);

	for (size_t i = 0; i < count; i++) {
		if (apply_given(&options->given[i], &settings[i], config, error))
			continue;
		g_prefix_error(error, "--%s ", settings[i].option);
		return false;
	}
	return true;
}

bool setting_options_settle(struct setting_options *options, GError **error)
{
	options->asked = config_new();
	return setting_options_apply(options, options->asked, error);
}

bool setting_options_has(const struct setting_options *options, const char *name)
{
	size_t count;
	const struct setting *settings = settings_all(&count);
	const struct given_option *given = &options->given[settings_find_option(name) - settings];

	return given->is_set || given->values;
}

void setting_options_clear(struct setting_options *options)
{
	size_t count;

	settings_all(&count);
	for (size_t i = 0; options->given && i < count; i++)
		g_strfreev(options->given[i].values);
	g_free(options->given);
	g_clear_pointer(&options->texts, g_ptr_array_unref);
	g_clear_pointer(&options->asked, config_free);
}
