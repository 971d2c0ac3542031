#include "config/preset.h"

#include <string.h>
#include <sys/stat.h>

#include "base/excerpt.h"
#include "config/built_in_presets.h"

#define SUFFIX ".conf"

G_DEFINE_QUARK(testr_preset_error, preset_error)

static char *user_presets_path(void)
{
	return g_build_filename(g_get_user_config_dir(), "testr", "presets", NULL);
}

static bool is_preset_name(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && !strchr(name, '/');
}

static struct preset *preset_read(const char *folder, const char *name, GError **error)
{
	g_autofree char *file = g_strconcat(name, SUFFIX, NULL);
	g_autofree char *path = g_build_filename(folder, file, NULL);
	scoped(preset) preset = g_new0(struct preset, 1);

	/* A pipe would hang, and a device might never end. */
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
	    !g_file_get_contents(path, &preset->content, &preset->length, error))
		return NULL;
	preset->name = g_strdup(name);
	preset->path = g_steal_pointer(&path);
	return g_steal_pointer(&preset);
}

static struct preset *preset_of_program(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(built_in_presets); i++) {
		if (strcmp(built_in_presets[i].name, name) != 0)
			continue;
		struct preset *preset = g_new(struct preset, 1);
		*preset = (struct preset){
			.name = g_strdup(name),
			.path = g_strdup_printf("preset %s", name),
			.is_built_in = true,
			.content = g_strdup(built_in_presets[i].content),
			.length = strlen(built_in_presets[i].content),
		};
		return preset;
	}
	return NULL;
}

static void fail_as_unknown(const char *folder, const char *name, GError **error)
{
	g_autofree char *shown = excerpt(text_of(name));
	g_auto(GStrv) names = preset_names(folder);
	g_autofree char *known = g_strjoinv(", ", names);

	g_set_error(error, PRESET_ERROR, PRESET_ERROR_UNKNOWN,
		    "there is no preset '%s'; there are %s", shown, known);
}

struct preset *preset_find(const char *folder, const char *name, GError **error)
{
	g_autofree char *projects = g_build_filename(folder, PRESETS_FOLDER, NULL);
	g_autofree char *users = user_presets_path();
	const char *const folders[] = {projects, users};
	g_autoptr(GError) why = NULL;
	struct preset *preset = NULL;

	for (size_t i = 0; is_preset_name(name) && i < G_N_ELEMENTS(folders) && !preset; i++) {
		preset = preset_read(folders[i], name, &why);
		if (why) {
			g_propagate_error(error, g_steal_pointer(&why));
			return NULL;
		}
	}
	if (!preset)
		preset = preset_of_program(name);
	if (!preset)
		fail_as_unknown(folder, name, error);
	return preset;
}

/* ---- all of them ---- */

/* `name` becomes the set's. */
static void add_preset_name(GHashTable *names, char *name)
{
	if (g_hash_table_contains(names, name))
		g_free(name);
	else
		g_hash_table_add(names, name);
}

static void add_names_in(GHashTable *names, const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *file;

	while (folder && (file = g_dir_read_name(folder)))
		if (g_str_has_suffix(file, SUFFIX) && file[0] != '.')
			add_preset_name(names, g_strndup(file, strlen(file) - strlen(SUFFIX)));
}

static int compare_preset_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **preset_names(const char *folder)
{
	g_autofree char *projects = g_build_filename(folder, PRESETS_FOLDER, NULL);
	g_autofree char *users = user_presets_path();
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, NULL);
	unsigned int count;

	for (size_t i = 0; i < G_N_ELEMENTS(built_in_presets); i++)
		add_preset_name(names, g_strdup(built_in_presets[i].name));
	add_names_in(names, projects);
	add_names_in(names, users);
	char **sorted = (char **)g_hash_table_get_keys_as_array(names, &count);
	qsort(sorted, count, sizeof *sorted, compare_preset_names);
	return sorted;
}

/* ---- one of them ---- */

struct ini *preset_ini(const struct preset *preset, GError **error)
{
	return ini_parse(preset->path, preset->content, preset->length, error);
}

char *preset_body(const struct preset *preset)
{
	g_auto(GStrv) lines = g_strsplit(preset->content, "\n", -1);
	GString *body = g_string_new(NULL);
	bool is_in = false;

	for (size_t i = 0; lines[i]; i++) {
		if (lines[i][0] == '[')
			is_in = g_str_has_prefix(lines[i], "[DEFAULT]");
		if (is_in && (lines[i][0] != '\0' || lines[i + 1]))
			g_string_append_printf(body, "%s\n", lines[i]);
	}
	return g_string_free(body, FALSE);
}

void preset_free(struct preset *preset)
{
	if (!preset)
		return;
	g_free(preset->name);
	g_free(preset->path);
	g_free(preset->content);
	g_free(preset);
}
