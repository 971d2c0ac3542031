/* Reading an ini file line by line: sections, keys, values and their continuation lines. */
#include "config/ini.h"

#include <stdbool.h>
#include <string.h>

#include "base/excerpt.h"
#include "config/ini_data.h"
#include "config/python_text.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Where reading has come to. */
struct ini_reading {
	struct ini *ini;
	struct ini_section *section; /* the current one; NULL before the first */
	struct ini_entry *entry;     /* the one that may be continued; NULL if there is none */
	size_t indentation;          /* of the line that began it, in characters */
	int line;
};

/* Sets `error` to `why` at the current line. Returns false, for `return`. */
static bool fail_to_parse_ini(const struct ini_reading *reading, GError **error, const char *why)
{
	g_set_error(error, INI_ERROR, INI_ERROR_SYNTAX, "%s:%d: %s", reading->ini->path,
		    reading->line, why);
	return false;
}

/* The same for what may stand only once and was already on line `former`. */
static bool fail_as_repeated_name(const struct ini_reading *reading, GError **error,
				  const char *what, const char *name, int former)
{
	g_autofree char *shown = excerpt(text_of(name));
	g_autofree char *why =
		g_strdup_printf("%s '%s' was already on line %d", what, shown, former);

	return fail_to_parse_ini(reading, error, why);
}

/* `[name]`: everything between the first character and the last bracket; what follows is
 * ignored. `name` is left alone if `line` is no header. */
static bool is_section_header(struct text line, struct text *name)
{
	const char *end = memrchr(line.data, ']', line.length);

	if (line.data[0] != '[' || !end || end < line.data + 2)
		return false;
	*name = (struct text){line.data + 1, (size_t)(end - line.data - 1)};
	return true;
}

static bool read_section_header(struct ini_reading *reading, struct text name, GError **error)
{
	struct ini *ini = reading->ini;

	reading->entry = NULL;
	if (text_is(name, INI_DEFAULT_SECTION)) {
		reading->section = ini->defaults;
		return true;
	}
	g_autofree char *copy = g_strndup(name.data, name.length);
	const struct ini_section *former = g_hash_table_lookup(ini->by_name, copy);
	if (former)
		return fail_as_repeated_name(reading, error, "section", copy, former->line);
	reading->section = ini_add_section(ini, name, reading->line);
	return true;
}

static size_t find_delimiter(struct text line)
{
	size_t at = 0;

	while (at < line.length && line.data[at] != '=' && line.data[at] != ':')
		at++;
	return at;
}

static bool fail_as_no_option(const struct ini_reading *reading, GError **error, struct text line)
{
	g_autofree char *shown = excerpt(line);
	g_autofree char *why = g_strdup_printf("'%s' is neither [section] nor key=value", shown);

	return fail_to_parse_ini(reading, error, why);
}

static bool read_ini_option(struct ini_reading *reading, struct text line, GError **error)
{
	size_t delimiter = find_delimiter(line);

	if (delimiter == line.length)
		return fail_as_no_option(reading, error, line);
	if (delimiter == 0)
		return fail_to_parse_ini(reading, error, "there is no key before the delimiter");

	g_autofree char *key = python_lower(python_strip_end((struct text){line.data, delimiter}));
	const struct ini_entry *former = g_hash_table_lookup(reading->section->by_key, key);
	if (former)
		return fail_as_repeated_name(reading, error, "key", key, former->line);

	struct text value =
		python_strip((struct text){line.data + delimiter + 1, line.length - delimiter - 1});
	reading->entry = ini_section_add(reading->section, g_steal_pointer(&key), reading->line);
	g_string_append_len(reading->entry->value, value.data, (gssize)value.length);
	return true;
}

/* Takes one line, without its end. */
static bool read_ini_line(struct ini_reading *reading, struct text line, GError **error)
{
	struct text content = python_strip(line);
	struct text name;

	if (content.length == 0) {
		if (reading->entry)
			g_string_append_c(reading->entry->value, '\n');
		return true;
	}
	if (content.data[0] == '#' || content.data[0] == ';')
		return true;

	size_t indentation = python_indentation(line);
	if (reading->entry && indentation > reading->indentation) {
		g_string_append_c(reading->entry->value, '\n');
		g_string_append_len(reading->entry->value, content.data, (gssize)content.length);
		return true;
	}
	reading->indentation = indentation;
	if (is_section_header(content, &name))
		return read_section_header(reading, name, error);
	if (!reading->section)
		return fail_to_parse_ini(reading, error,
					 "there is no section header before this line; "
					 "put [DEFAULT] on a line before it");
	return read_ini_option(reading, content, error);
}

/* The length of the line that `rest` begins with, and in `*skip` that of its end. */
static size_t line_length(struct text rest, size_t *skip)
{
	size_t length = 0;

	while (length < rest.length && rest.data[length] != '\n' && rest.data[length] != '\r')
		length++;
	bool is_pair = rest.length - length >= 2 && memcmp(rest.data + length, "\r\n", 2) == 0;
	*skip = is_pair ? 2 : length < rest.length ? 1 : 0;
	return length;
}

static bool read_ini_lines(struct ini_reading *reading, struct text rest, GError **error)
{
	while (rest.length > 0) {
		size_t skip;
		size_t length = line_length(rest, &skip);
		reading->line++;
		if (!read_ini_line(reading, (struct text){rest.data, length}, error))
			return false;
		rest.data += length + skip;
		rest.length -= length + skip;
	}
	return true;
}

static void strip_values(struct ini_section *section)
{
	for (unsigned int i = 0; i < section->entries->len; i++) {
		struct ini_entry *entry = g_ptr_array_index(section->entries, i);
		struct text value = {entry->value->str, entry->value->len};
		g_string_truncate(entry->value, python_strip_end(value).length);
	}
}

/* How many lines end within `length` bytes of `content`. */
static int count_line_ends(const char *content, size_t length)
{
	struct text rest = {content, length};
	int count = 0;

	while (rest.length > 0) {
		size_t skip;
		size_t line = line_length(rest, &skip);
		count += skip > 0;
		rest.data += line + skip;
		rest.length -= line + skip;
	}
	return count;
}

/* Text that C strings and Python can hold alike. */
static bool validate_encoding(struct ini_reading *reading, const char *content, size_t length,
			      GError **error)
{
	const char *bad = memchr(content, '\0', length);

	if (bad) {
		reading->line = count_line_ends(content, (size_t)(bad - content)) + 1;
		return fail_to_parse_ini(reading, error, "there is a NUL byte");
	}
	if (!g_utf8_validate_len(content, length, &bad)) {
		g_set_error(error, INI_ERROR, INI_ERROR_ENCODING, "%s:%d: this line is not UTF-8",
			    reading->ini->path,
			    count_line_ends(content, (size_t)(bad - content)) + 1);
		return false;
	}
	if (length >= 3 && memcmp(content, BYTE_ORDER_MARK, 3) == 0) {
		reading->line = 1;
		return fail_to_parse_ini(reading, error,
					 "there is a byte order mark; save the file without it");
	}
	return true;
}

struct ini *ini_parse(const char *path, const char *content, size_t length, GError **error)
{
	scoped(ini) ini = ini_new(path);
	struct ini_reading reading = {.ini = ini};
	if (!validate_encoding(&reading, content, length, error) ||
	    !read_ini_lines(&reading, (struct text){content, length}, error))
		return NULL;

	strip_values(ini->defaults);
	for (unsigned int i = 0; i < ini->sections->len; i++)
		strip_values(g_ptr_array_index(ini->sections, i));
	return g_steal_pointer(&ini);
}
