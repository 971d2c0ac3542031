/* `testr help --settings`: the table of settings for programs, from which the manual is made. */
#include "cmd/setting_table.h"

#include "config/setting_type.h"

static void append_field(GString *out, const char *text)
{
	g_string_append_printf(out, "\t%s", text ? text : "-");
}

void setting_table_append(GString *out)
{
	static const char *const parts[] = {
		[PART_PROJECT] = "project",   [PART_SELECTION] = "selection",
		[PART_RUN] = "run",           [PART_SCHEDULING] = "scheduling",
		[PART_FAILURES] = "failures", [PART_INSTANCES] = "instances",
		[PART_LIMITS] = "limits",
	};
	size_t count;
	const struct setting *settings = settings_all(&count);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *argument = setting_argument(&settings[i]);
		g_string_append(out, parts[settings[i].part]);
		append_field(out, settings[i].key);
		append_field(out, settings[i].option);
		append_field(out, argument);
		append_field(out, setting_default(&settings[i]));
		append_field(out, settings[i].help);
		g_string_append_c(out, '\n');
	}
}
