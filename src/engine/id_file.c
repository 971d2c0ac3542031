#include "engine/id_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

static GString *join_id_lines(const char *const *ids)
{
	GString *content = g_string_new(NULL);

	for (; *ids; ids++) {
		g_string_append(content, *ids);
		g_string_append_c(content, '\n');
	}
	return content;
}

static int create_id_file(const char *path, GError **error)
{
	/* What lies there already is not ours to write to: the folder is private, and made anew. */
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (file < 0)
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot write '%s': %s", path, g_strerror(errno));
	return file;
}

char *id_file_write(const char *folder, int execution, const char *const *ids, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/execution-%d.ids", folder, execution);
	int file = create_id_file(path, error);
	if (file < 0)
		return NULL;

	GString *content = join_id_lines(ids);
	struct bytes bytes = {(const uint8_t *)content->str, content->len};
	bool is_written = file_write_all(file, path, bytes, error);
	(void)g_string_free(content, TRUE);
	(void)close(file);
	if (!is_written) {
		(void)unlink(path);
		return NULL;
	}
	return g_steal_pointer(&path);
}

void id_file_remove(char **path)
{
	if (*path)
		(void)unlink(*path);
	g_clear_pointer(path, g_free);
}
