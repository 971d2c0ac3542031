#include "config/environment_key.h"

#include <string.h>

#include "base/quote.h"

/* How one callout is written. */
struct callout_form {
	size_t offset; /* of its field in struct config */
	const char *action;
	bool takes_options; /* an instance remembers them, so only provisioning does */
	const char *operands;
};

static const struct callout_form forms[] = {
	{offsetof(struct config, instance_provision), "provision", true, "$INSTANCE_COUNT"},
	{offsetof(struct config, instance_execute), "execute", false,
	 "$INSTANCE_ID $FILES -- $COMMAND"},
	{offsetof(struct config, instance_dispose), "dispose", false, "$INSTANCE_IDS"},
};

/* This program, as a word of a shell command. */
static char *program_word(void)
{
	g_autofree char *path = g_file_read_link("/proc/self/exe", NULL);

	return quote_word(path ? path : "testr");
}

/* The callout of `form` for `environment`: NAME and its options, which may be on several lines. */
static char *callout_of_environment(const struct callout_form *form, const char *environment)
{
	g_autofree char *line = g_strstrip(g_strdelimit(g_strdup(environment), "\r\n", ' '));
	size_t name_length = strcspn(line, " \t");
	g_autofree char *name = g_strndup(line, name_length);
	g_autofree char *program = program_word();
	const char *options = form->takes_options ? line + name_length : "";

	return g_strdup_printf("%s environment %s %s%s %s", program, name, form->action, options,
			       form->operands);
}

void environment_key_expand(struct config *config, const char *before)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		char **field = (char **)(void *)((char *)config + forms[i].offset);
		g_autofree char *former = before ? callout_of_environment(&forms[i], before) : NULL;
		if (*field && g_strcmp0(*field, former) != 0)
			continue;
		g_free(*field);
		*field = config->environment
				 ? callout_of_environment(&forms[i], config->environment)
				 : NULL;
	}
}

void environment_key_impose(struct config *config, const char *environment)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		g_clear_pointer((char **)(void *)((char *)config + forms[i].offset), g_free);
	g_free(config->environment);
	config->environment = g_strdup(environment);
	environment_key_expand(config, NULL);
}

bool environment_key_disposes(const struct config *config)
{
	const struct callout_form *form = &forms[G_N_ELEMENTS(forms) - 1];
	g_autofree char *callout =
		config->environment ? callout_of_environment(form, config->environment) : NULL;

	return callout && g_strcmp0(callout, config->instance_dispose) == 0;
}

void environment_key_substitute(struct config *substitute, const struct config *config,
				const char *environment)
{
	*substitute = *config;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		char **field = (char **)(void *)((char *)substitute + forms[i].offset);
		*field = callout_of_environment(&forms[i], environment);
	}
}

void environment_key_clear_substitute(struct config *substitute)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		g_free(*(char **)(void *)((char *)substitute + forms[i].offset));
}
