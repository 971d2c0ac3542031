#include "environments/env_option.h"

#include <string.h>

char **env_option_variables(const struct option_values *options)
{
	GPtrArray *variables = g_ptr_array_new();

	for (const char *const *given = option_values_all(options, "env"); *given; given++) {
		const char *value = g_getenv(*given);
		if (strchr(*given, '='))
			g_ptr_array_add(variables, g_strdup(*given));
		else if (value)
			g_ptr_array_add(variables, g_strconcat(*given, "=", value, NULL));
	}
	g_ptr_array_add(variables, NULL);
	return (char **)g_ptr_array_free(variables, FALSE);
}
