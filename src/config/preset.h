/*
 * Presets: what a test runner needs in `.testr.conf`, under a name. A preset is a file NAME.conf in
 * configuration syntax: the keys in its section DEFAULT are taken where `.testr.conf` does not have
 * them; its section `preset` tells when it fits (config/preset_rules.h). Those of the folder
 * PRESETS_FOLDER beside `.testr.conf` come before those of the user, in $XDG_CONFIG_HOME, and these
 * before the built-in ones, which are the files in presets/ of the source.
 */
#ifndef TESTR_CONFIG_PRESET_H
#define TESTR_CONFIG_PRESET_H

#include <glib.h>

#include "base/scoped.h"
#include "config/ini.h"

#define PRESETS_FOLDER "testr-presets"

struct preset {
	char *name;
	char *path; /* of its file; for a built-in one, what to call it in messages */
	bool is_built_in;
	char *content;
	size_t length;
};

/*
 * The preset called `name` for the project in `folder`. NULL with PRESET_ERROR_UNKNOWN, which
 * names those that there are, or G_FILE_ERROR. Owned by the caller.
 */
struct preset *preset_find(const char *folder, const char *name, GError **error);

/* The names of all, sorted, NULL-terminated. Owned by the caller. */
char **preset_names(const char *folder);

/* As config/ini.h reads it; NULL with INI_ERROR. Owned by the caller. */
struct ini *preset_ini(const struct preset *preset, GError **error);

/* What may be pasted into a `.testr.conf` in place of `preset=`: the section DEFAULT as it is
 * written. Owned by the caller. */
char *preset_body(const struct preset *preset);

void preset_free(struct preset *preset);
SCOPED(preset)

enum preset_error { PRESET_ERROR_UNKNOWN };
GQuark preset_error_quark(void);
#define PRESET_ERROR preset_error_quark()

#endif
