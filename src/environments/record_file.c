#include "environments/record_file.h"

#include "base/excerpt.h"
#include "base/file.h"
#include "environments/instance_record.h"

#define RECORD "record"
#define COPY "record.copy"

/* The name of the last group, which is empty. */
#define END "end"

bool record_file_can_hold(const char *text, GError **error)
{
	if (g_utf8_validate(text, -1, NULL))
		return true;
	g_autofree char *shown = excerpt(text_of(text));
	g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
		    "'%s' is not UTF-8: the record of an instance cannot hold it", shown);
	return false;
}

bool record_file_save(const char *folder, GKeyFile *record, bool is_lease, GError **error)
{
	g_autofree char *path = g_build_filename(folder, RECORD, NULL);
	g_autofree char *copy = g_build_filename(folder, COPY, NULL);
	g_autofree char *content = g_key_file_to_data(record, NULL, NULL);
	g_autofree char *marked = g_strconcat(content, "\n[" END "]\n", NULL);
	const struct bytes bytes = {(const uint8_t *)marked, strlen(marked)};

	if (is_lease)
		return file_replace_quickly(path, bytes, error);
	/* The copy is needed only when the record, which is on the disk, has come to harm. */
	return file_replace(path, bytes, error) && file_replace_quickly(copy, bytes, error);
}

static bool load_marked(const char *path, GKeyFile *record, GError **error)
{
	if (!g_key_file_load_from_file(record, path, G_KEY_FILE_NONE, error))
		return false;
	if (g_key_file_remove_group(record, END, NULL))
		return true;
	g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "it has been cut short");
	return false;
}

bool record_file_load(const char *folder, GKeyFile *record, GError **error)
{
	g_autofree char *path = g_build_filename(folder, RECORD, NULL);

	return load_marked(path, record, error);
}

bool record_file_load_copy(const char *folder, GKeyFile *record, GError **error)
{
	g_autofree char *path = g_build_filename(folder, COPY, NULL);

	return load_marked(path, record, error);
}
