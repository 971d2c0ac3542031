#include "run/ignore_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/file.h"

static bool is_under_git(const char *folder)
{
	g_autofree char *git = g_build_filename(folder, ".git", NULL);
	g_autofree char *parent = g_path_get_dirname(folder);

	return g_file_test(git, G_FILE_TEST_EXISTS) ||
	       (strcmp(parent, folder) != 0 && is_under_git(parent));
}

/* True if a line of `content` names the repository. */
static bool names_repository(const char *content)
{
	static const char *const forms[] = {".testrepository", ".testrepository/",
					    "/.testrepository", "/.testrepository/", NULL};
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);

	for (size_t i = 0; lines[i]; i++)
		if (g_strv_contains(forms, g_strstrip(lines[i])))
			return true;
	return false;
}

bool ignore_file_add(const char *folder, bool *is_added, GError **error)
{
	g_autofree char *path = g_build_filename(folder, ".gitignore", NULL);
	g_autofree char *content = NULL;
	bool is_there = g_file_test(path, G_FILE_TEST_EXISTS);

	*is_added = false;
	if (!is_under_git(folder) || g_file_test(path, G_FILE_TEST_IS_SYMLINK) ||
	    (is_there && !g_file_test(path, G_FILE_TEST_IS_REGULAR)))
		return true;
	if (is_there && !g_file_get_contents(path, &content, NULL, error))
		return false;
	if (content && names_repository(content))
		return true;
	scoped_fd file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (file < 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot write '%s': %s", path, g_strerror(errno));
		return false;
	}
	bool is_open_line = content && content[0] && !g_str_has_suffix(content, "\n");
	const char *line = is_open_line ? "\n.testrepository/\n" : ".testrepository/\n";
	*is_added = file_write_all(file, path, (struct bytes){(const uint8_t *)line, strlen(line)},
				   error);
	return *is_added;
}
