#include "select/select.h"

#include <string.h>

#include "base/hash.h"
#include "base/pattern.h"
#include "model/relation.h"

GPtrArray *selection_compile(const char *const *patterns, GError **error)
{
	g_autoptr(GPtrArray) filters =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (; *patterns; patterns++) {
		GRegex *filter = pattern_compile(*patterns, error);
		if (!filter)
			return NULL;
		g_ptr_array_add(filters, filter);
	}
	return g_steal_pointer(&filters);
}

GPtrArray *selection_compile_words(char **words)
{
	GPtrArray *filters = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (; *words; words++) {
		GRegex *filter = pattern_compile(*words, NULL);
		if (!filter) {
			g_autofree char *literal = g_regex_escape_string(*words, -1);
			filter = g_regex_new(literal, 0, 0, NULL);
		}
		/* What is no UTF-8 is neither an expression nor in an id. */
		g_ptr_array_add(filters, filter ? filter : g_regex_new("(?!)", 0, 0, NULL));
	}
	return filters;
}

/* How much of `line` is not comment: up to a `#` at its beginning or after white space. */
static size_t length_without_comment(struct text line)
{
	for (size_t i = 0; i < line.length; i++)
		if (line.data[i] == '#' && (i == 0 || g_ascii_isspace(line.data[i - 1])))
			return i;
	return line.length;
}

bool selection_compile_line(GPtrArray *filters, struct text line, GError **error)
{
	g_autofree char *pattern = g_strstrip(g_strndup(line.data, length_without_comment(line)));

	if (pattern[0] == '\0')
		return true;
	GRegex *filter = pattern_compile(pattern, error);
	if (!filter)
		return false;
	g_ptr_array_add(filters, filter);
	return true;
}

static bool is_given(const GPtrArray *filters)
{
	return filters && filters->len > 0;
}

/* The words that are ids of `listed` tests: for each whether it is one. */
static GArray *find_exact_words(char **words, GHashTable *listed)
{
	GArray *is_exact = g_array_new(false, false, sizeof(bool));

	for (; words && *words; words++) {
		bool is_listed = g_hash_table_contains(listed, *words);
		g_array_append_val(is_exact, is_listed);
	}
	return is_exact;
}

/* True if the filters let the test pass; `is_exact` is of the words that they begin with. */
static bool passes_filters(const struct selection *selection, const GArray *is_exact,
			   const char *test_id)
{
	for (unsigned int i = 0; i < selection->filters->len; i++) {
		bool is_found =
			i < is_exact->len && g_array_index(is_exact, bool, i)
				? strcmp(selection->words[i], test_id) == 0
				: pattern_is_in(g_ptr_array_index(selection->filters, i), test_id);
		if (is_found)
			return true;
	}
	return false;
}

static bool is_any_in(const GPtrArray *filters, const char *test_id)
{
	for (unsigned int i = 0; i < filters->len; i++)
		if (pattern_is_in(g_ptr_array_index(filters, i), test_id))
			return true;
	return false;
}

static bool passes(const struct selection *selection, GHashTable *only, const GArray *is_exact,
		   const char *test_id)
{
	if (only && !g_hash_table_contains(only, test_id))
		return false;
	if (is_given(selection->filters) && !passes_filters(selection, is_exact, test_id))
		return false;
	return !is_given(selection->excludes) || !is_any_in(selection->excludes, test_id);
}

/* The strings of `ids` as a set that borrows them. */
static GHashTable *set_of(const GPtrArray *ids)
{
	GHashTable *set = g_hash_table_new(hash_string, g_str_equal);

	for (unsigned int i = 0; i < ids->len; i++)
		g_hash_table_add(set, g_ptr_array_index(ids, i));
	return set;
}

/* ---- what is asked for by id, and is no listed test ---- */

/* The longest listed id from which `id` is derived; itself if it is listed; NULL: there is none. */
static const char *find_listed(GHashTable *listed, const char *id)
{
	struct text text = text_of(id);

	if (g_hash_table_contains(listed, id))
		return id;
	for (struct text base = derived_base(text, text.length); base.length > 0;
	     base = derived_base(text, base.length)) {
		g_autofree char *key = g_strndup(base.data, base.length);
		void *found;
		if (g_hash_table_lookup_extended(listed, key, &found, NULL))
			return found;
	}
	return NULL;
}

/* Adds the listed tests below the fixture to `only`. Returns false if there are none. */
static bool add_below(GHashTable *only, const GPtrArray *listed, const struct fixture *fixture)
{
	bool is_found = false;

	for (unsigned int i = 0; i < listed->len; i++) {
		char *test_id = g_ptr_array_index(listed, i);
		if (!fixture_covers(fixture, text_of(test_id)))
			continue;
		g_hash_table_add(only, test_id);
		is_found = true;
	}
	return is_found;
}

/* The listed tests that the ids of `asked` stand for. What stands for none goes to `strays`. */
static GHashTable *find_meant(GHashTable *asked, const GPtrArray *listed, GPtrArray *strays)
{
	g_autoptr(GHashTable) known = set_of(listed);
	GHashTable *only = g_hash_table_new(hash_string, g_str_equal);
	GHashTableIter each;
	void *id;

	g_hash_table_iter_init(&each, asked);
	while (g_hash_table_iter_next(&each, &id, NULL)) {
		const char *test_id = find_listed(known, id);
		struct fixture fixture;
		if (test_id)
			g_hash_table_add(only, (char *)test_id);
		else if (!fixture_parse(text_of(id), &fixture) ||
			 !add_below(only, listed, &fixture))
			g_ptr_array_add(strays, id);
	}
	return only;
}

static int compare_stray_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *selection_strays(const struct selection *selection, const GPtrArray *listed)
{
	GPtrArray *strays = g_ptr_array_new();

	if (selection->only)
		g_hash_table_unref(find_meant(selection->only, listed, strays));
	g_ptr_array_sort(strays, compare_stray_ids);
	return strays;
}

GPtrArray *selection_apply(const struct selection *selection, const GPtrArray *listed)
{
	g_autoptr(GPtrArray) strays = g_ptr_array_new();
	g_autoptr(GHashTable) only =
		selection->only ? find_meant(selection->only, listed, strays) : NULL;
	const GPtrArray *sequence = selection->load_list ? selection->load_list : listed;
	g_autoptr(GHashTable) left = set_of(listed);
	g_autoptr(GArray) is_exact = find_exact_words(selection->words, left);
	GPtrArray *chosen = g_ptr_array_new();

	for (unsigned int i = 0; i < sequence->len; i++) {
		void *test_id;
		/* Taking it away keeps a second mention from choosing it twice. */
		bool is_listed = g_hash_table_steal_extended(left, g_ptr_array_index(sequence, i),
							     &test_id, NULL);
		if (is_listed && passes(selection, only, is_exact, test_id))
			g_ptr_array_add(chosen, test_id);
	}
	return chosen;
}

bool selection_check_words(const struct selection *selection, const GPtrArray *listed,
			   GError **error)
{
	g_autoptr(GHashTable) known = set_of(listed);

	for (char **word = selection->words; word && *word; word++) {
		if (g_hash_table_contains(known, *word))
			continue;
		GRegex *regex = pattern_compile(*word, error);
		if (!regex)
			return false;
		g_regex_unref(regex);
	}
	return true;
}

GPtrArray *selection_missing(const struct selection *selection, const GPtrArray *listed)
{
	GPtrArray *missing = g_ptr_array_new();

	if (!selection->load_list)
		return missing;
	g_autoptr(GHashTable) known = set_of(listed);
	for (unsigned int i = 0; i < selection->load_list->len; i++) {
		char *test_id = g_ptr_array_index(selection->load_list, i);
		if (g_hash_table_add(known, test_id))
			g_ptr_array_add(missing, test_id);
	}
	return missing;
}

bool selection_has_filters(const struct selection *selection)
{
	return is_given(selection->filters) || is_given(selection->excludes);
}

bool selection_is_everything(const struct selection *selection)
{
	return !selection_has_filters(selection) && !selection->only && !selection->load_list &&
	       selection->shard.count == 0;
}

char *selection_group(const GRegex *group_regex, const char *test_id)
{
	g_autofree char *group = pattern_match_start(group_regex, test_id);

	return group && group[0] ? g_steal_pointer(&group) : NULL;
}
