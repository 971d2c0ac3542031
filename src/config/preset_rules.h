/* What a preset says of itself, in its section `preset`: when it fits a project. */
#ifndef TESTR_CONFIG_PRESET_RULES_H
#define TESTR_CONFIG_PRESET_RULES_H

#include <glib.h>

#include "base/scoped.h"
#include "config/ini.h"

/* A sign that a project has such tests: a file of that name, with that content. */
struct preset_sign {
	char *glob;         /* of its path below the project: `*` ends at a slash, `**` does not */
	char *content;      /* text that it holds; NULL: whatever it holds */
	bool is_executable; /* only if it is that */
};

struct preset_rules {
	char *summary;    /* one line; never NULL */
	char *tool;       /* the program that has to be on PATH; NULL: none */
	char *folder_key; /* the key that is the folder of the file that was found; NULL: none */
	char **yields_to; /* the presets, of which none may fit; `*`: any; NULL-terminated */
	GPtrArray *signs; /* of struct preset_sign * */
};

/* Reads the section of `ini`; what it lacks is empty. NULL with INI_ERROR. Owned by the caller. */
struct preset_rules *preset_rules_read(const struct ini *ini, GError **error);
void preset_rules_free(struct preset_rules *rules);
SCOPED(preset_rules)

/* True if `path` matches `glob` of a sign. */
bool preset_sign_matches(const struct preset_sign *sign, const char *path);

#endif
