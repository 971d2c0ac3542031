#include "select/culprits.h"

/* Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002): ddmin. */

struct culprit_search {
	GPtrArray *suspects;
	size_t parts; /* into how many the suspects are split */
	size_t width; /* how many sets are tried at once */
	culprits_trial_fn try_sets;
	void *data;
};

/* Part number `part` of the suspects, or all but that part. */
static GPtrArray *suspects_of_part(const struct culprit_search *search, size_t part, bool is_rest)
{
	size_t count = search->suspects->len;
	size_t begin = count * part / search->parts;
	size_t end = count * (part + 1) / search->parts;
	GPtrArray *chosen = g_ptr_array_new();

	for (size_t i = 0; i < count; i++)
		if ((i >= begin && i < end) != is_rest)
			g_ptr_array_add(chosen, search->suspects->pdata[i]);
	return chosen;
}

static void keep_suspects(struct culprit_search *search, GPtrArray *suspects, size_t parts)
{
	g_ptr_array_unref(search->suspects);
	search->suspects = suspects;
	search->parts = parts;
}

static void suspects_free(void *set)
{
	g_ptr_array_unref(set);
}

/* Tries the parts from `part` on that may be tried at once, and keeps the first that will do. */
static bool try_some(struct culprit_search *search, size_t part, bool is_rest, bool *is_smaller,
		     GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(suspects_free);
	size_t end = MIN(part + search->width, search->parts);
	size_t first;

	for (; part < end; part++)
		g_ptr_array_add(sets, suspects_of_part(search, part, is_rest));
	if (!search->try_sets((GPtrArray *const *)sets->pdata, sets->len, &first, search->data,
			      error))
		return false;
	*is_smaller = first < sets->len;
	if (*is_smaller)
		keep_suspects(search, g_ptr_array_ref(sets->pdata[first]),
			      is_rest ? MAX(search->parts - 1, 2) : 2);
	return true;
}

/*
 * Tries each part, or what is left without it, and keeps the first that brings the failure about.
 * Sets `*is_smaller` to whether there is one.
 */
static bool try_parts(struct culprit_search *search, bool is_rest, bool *is_smaller, GError **error)
{
	*is_smaller = false;
	for (size_t part = 0; part < search->parts && !*is_smaller; part += search->width)
		if (!try_some(search, part, is_rest, is_smaller, error))
			return false;
	return true;
}

static bool search_all(struct culprit_search *search, GError **error)
{
	while (search->suspects->len > 1) {
		bool is_smaller;

		if (!try_parts(search, false, &is_smaller, error))
			return false;
		/* Of two parts each is what is left without the other. */
		if (!is_smaller && search->parts > 2 &&
		    !try_parts(search, true, &is_smaller, error))
			return false;
		if (is_smaller)
			continue;
		if (search->parts >= search->suspects->len)
			return true;
		search->parts = MIN(search->parts * 2, search->suspects->len);
	}
	return true;
}

GPtrArray *culprits_find(const GPtrArray *candidates, size_t width, culprits_trial_fn try_sets,
			 void *data, GError **error)
{
	struct culprit_search search = {g_ptr_array_new(), 2, width, try_sets, data};

	for (size_t i = 0; i < candidates->len; i++)
		g_ptr_array_add(search.suspects, candidates->pdata[i]);
	if (!search_all(&search, error)) {
		g_ptr_array_unref(search.suspects);
		return NULL;
	}
	return search.suspects;
}
