#include "run/preset_detection.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "config/preset.h"
#include "config/preset_rules.h"
#include "report/message.h"
#include "run/project_files.h"

/* Most bytes of a file in which a sign is looked for. */
#define SEARCHED_BYTES ((size_t)256 << 10)

/* A preset that is looked at. */
struct candidate {
	const char *name;
	struct preset_rules *rules;
	const char *found; /* the file that is its sign; NULL: none is */
	const struct preset_sign *sign;
};

struct detection {
	const char *folder;
	GPtrArray *files;
	GPtrArray *candidates;
};

static void candidate_free(void *data)
{
	struct candidate *candidate = data;

	preset_rules_free(candidate->rules);
	g_free(candidate);
}

static void preset_match_free(void *data)
{
	struct preset_match *match = data;

	g_free(match->name);
	g_free(match->why);
	g_free(match->tool);
	g_free(match->configuration);
	g_free(match);
}

static bool file_holds(const char *path, const char *content)
{
	g_autofree char *text = g_malloc(SEARCHED_BYTES + 1);
	FILE *file = fopen(path, "re");
	size_t length = file ? fread(text, 1, SEARCHED_BYTES, file) : 0;

	if (file)
		(void)fclose(file);
	return memmem(text, length, content, strlen(content));
}

static bool is_sign(const struct detection *detection, const struct preset_sign *sign,
		    const char *file)
{
	if (!preset_sign_matches(sign, file))
		return false;
	g_autofree char *path = g_build_filename(detection->folder, file, NULL);
	if (sign->is_executable)
		return access(path, X_OK) == 0;
	return !sign->content || file_holds(path, sign->content);
}

static void look_for_sign(const struct detection *detection, struct candidate *candidate,
			  const struct preset_sign *sign)
{
	for (size_t i = 0; !candidate->found && i < detection->files->len; i++) {
		if (!is_sign(detection, sign, detection->files->pdata[i]))
			continue;
		candidate->found = detection->files->pdata[i];
		candidate->sign = sign;
	}
}

static void look_at(struct detection *detection, const char *name)
{
	g_autoptr(GError) error = NULL;
	scoped(preset) preset = preset_find(detection->folder, name, &error);
	scoped(ini) ini = preset ? preset_ini(preset, &error) : NULL;
	struct preset_rules *rules = ini ? preset_rules_read(ini, &error) : NULL;

	if (!rules) {
		message("preset %s: %s", name, error->message);
		return;
	}
	struct candidate *candidate = g_new0(struct candidate, 1);
	candidate->name = name;
	candidate->rules = rules;
	for (size_t i = 0; i < rules->signs->len; i++)
		look_for_sign(detection, candidate, rules->signs->pdata[i]);
	g_ptr_array_add(detection->candidates, candidate);
}

static bool is_yielding(const struct detection *detection, const struct candidate *candidate)
{
	const char *const *yields_to = (const char *const *)candidate->rules->yields_to;

	for (size_t i = 0; i < detection->candidates->len; i++) {
		const struct candidate *other = detection->candidates->pdata[i];
		if (other != candidate && other->found &&
		    (g_strv_contains(yields_to, "*") || g_strv_contains(yields_to, other->name)))
			return true;
	}
	return false;
}

/* Two or three lines. */
static char *write_configuration(const struct candidate *candidate)
{
	const char *key = candidate->rules->folder_key;
	g_autofree char *folder = g_path_get_dirname(candidate->found);

	if (!key)
		return g_strdup_printf("[DEFAULT]\npreset=%s\n", candidate->name);
	return g_strdup_printf("[DEFAULT]\npreset=%s\n%s=%s\n", candidate->name, key, folder);
}

static struct preset_match *preset_match_new(const struct candidate *candidate)
{
	struct preset_match *match = g_new0(struct preset_match, 1);
	const char *tool = candidate->rules->tool;
	g_autofree char *program = tool ? g_find_program_in_path(tool) : NULL;
	const char *content = candidate->sign->content;

	match->name = g_strdup(candidate->name);
	match->why = g_strdup_printf("found %s%s%s%s", candidate->found, content ? " with '" : "",
				     content ? content : "", content ? "'" : "");
	match->tool = program ? NULL : g_strdup(tool);
	match->configuration = write_configuration(candidate);
	return match;
}

GPtrArray *preset_detection_run(const char *folder)
{
	g_auto(GStrv) names = preset_names(folder);
	g_autoptr(GPtrArray) files = project_files_list(folder);
	g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(candidate_free);
	struct detection detection = {folder, files, candidates};
	GPtrArray *matches = g_ptr_array_new_with_free_func(preset_match_free);

	for (size_t i = 0; names[i]; i++)
		look_at(&detection, names[i]);
	for (size_t i = 0; i < candidates->len; i++) {
		const struct candidate *candidate = candidates->pdata[i];
		if (candidate->found && !is_yielding(&detection, candidate))
			g_ptr_array_add(matches, preset_match_new(candidate));
	}
	return matches;
}

static char *describe_matches(const GPtrArray *matches)
{
	GString *lines = g_string_new("several presets fit: write one of these lines into "
				      ".testr.conf, below [DEFAULT]:");

	for (size_t i = 0; i < matches->len; i++) {
		const struct preset_match *match = matches->pdata[i];
		g_string_append_printf(lines, "\n  preset=%s  (%s%s%s%s)", match->name, match->why,
				       match->tool ? "; '" : "", match->tool ? match->tool : "",
				       match->tool ? "' is not on PATH" : "");
	}
	return g_string_free(lines, FALSE);
}

const struct preset_match *preset_detection_choose(const GPtrArray *matches, char **why)
{
	const struct preset_match *match = matches->len == 1 ? matches->pdata[0] : NULL;

	if (match && !match->tool)
		return match;
	if (match)
		*why = g_strdup_printf("%s: preset=%s, but its program '%s' is not on PATH",
				       match->why, match->name, match->tool);
	else if (matches->len > 1)
		*why = describe_matches(matches);
	else
		*why = g_strdup("no preset fits this project");
	return NULL;
}
