/* An ini file in memory. Only ini_read.c, which reads it, and ini.c, which looks values up, include
 * this. */
#ifndef TESTR_CONFIG_INI_DATA_H
#define TESTR_CONFIG_INI_DATA_H

#include <glib.h>

#include "base/bytes.h"
#include "config/ini.h"

#define INI_DEFAULT_SECTION "DEFAULT"

struct ini_entry {
	char *key;
	GString *value; /* its lines, each stripped, joined by newlines */
	int line;
	char *path; /* of the file that it stands in; NULL: the ini file's own */
};

struct ini_section {
	char *name;
	int line;
	GPtrArray *entries; /* of struct ini_entry *, in file order */
	GHashTable *by_key; /* the same */
};

struct ini {
	char *path;
	struct ini_section *defaults;
	GPtrArray *sections; /* of struct ini_section *, without the defaults, in file order */
	GHashTable *by_name; /* the same */
};

/* A file without content. */
struct ini *ini_new(const char *path);

/* Adds section `name`, which is not there yet and is not the default one. Borrowed from `ini`. */
struct ini_section *ini_add_section(struct ini *ini, struct text name, int line);

/* Adds `key`, which it takes over and which is not there yet, with an empty value. Borrowed. */
struct ini_entry *ini_section_add(struct ini_section *section, char *key, int line);

#endif
