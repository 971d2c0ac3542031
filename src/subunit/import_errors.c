#include "subunit/import_errors.h"

#include <string.h>

#include "model/unloadable.h"

/* What each title begins with, and that of a module. */
#define TITLE "Failed to "
#define TITLE_OF_MODULE "Failed to import test module: "

static bool line_begins_with(struct text line, const char *prefix)
{
	size_t length = strlen(prefix);

	return line.length >= length && memcmp(line.data, prefix, length) == 0;
}

bool import_error_begins(struct text line)
{
	return line_begins_with(line, TITLE_OF_MODULE);
}

static void add_module(GPtrArray *unloadables, struct text title)
{
	int length = (int)(title.length - strlen(TITLE_OF_MODULE));
	g_autofree char *id = g_strdup_printf(IMPORT_ERROR_ID_PREFIX "%.*s", length,
					      title.data + strlen(TITLE_OF_MODULE));

	unloadables_add(unloadables, text_of(id));
}

/* Errors that are being taken apart. */
struct import_errors {
	GPtrArray *modules;
	GPtrArray *others; /* at most one, of all that name no module */
	GPtrArray *latest; /* the one of them whose text the lines are */
	size_t other_titles;
};

static void take_import_line(struct import_errors *errors, struct text line)
{
	if (import_error_begins(line)) {
		add_module(errors->modules, line);
		errors->latest = errors->modules;
	} else if (!errors->latest || line_begins_with(line, TITLE)) {
		errors->other_titles++;
		errors->latest = errors->others;
		if (errors->others->len == 0)
			unloadables_add(errors->others, text_of(IMPORT_ERRORS_FILE_NAME));
	}
	unloadables_explain(errors->latest, line);
}

GPtrArray *import_errors_split(struct text errors, size_t listed)
{
	struct import_errors split = {unloadables_new(), unloadables_new(), NULL, 0};

	while (errors.length > 0) {
		const char *newline = memchr(errors.data, '\n', errors.length);
		size_t length = newline ? (size_t)(newline - errors.data) : errors.length;
		size_t used = newline ? length + 1 : length;

		take_import_line(&split, (struct text){errors.data, length});
		errors = (struct text){errors.data + used, errors.length - used};
	}
	if (listed < split.modules->len + split.other_titles)
		g_ptr_array_extend_and_steal(split.modules, split.others);
	else
		g_ptr_array_unref(split.others);
	return split.modules;
}
