#include "select/culprits.h"

/* Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002): ddmin. */

struct search {
	GPtrArray *suspects;
	size_t parts; /* into how many the suspects are split */
	size_t width; /* how many sets are probed at once */
	culprits_probe_fn probe;
	void *data;
};

/* Part number `part` of the suspects, or all but that part. */
static GPtrArray *split(const struct search *search, size_t part, bool is_rest)
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

static void keep(struct search *search, GPtrArray *suspects, size_t parts)
{
	g_ptr_array_unref(search->suspects);
	search->suspects = suspects;
	search->parts = parts;
}

static void set_free(void *set)
{
	g_ptr_array_unref(set);
}

/* Probes the parts from `part` on that may be probed at once, and keeps the first that will do. */
static bool try_some(struct search *search, size_t part, bool is_rest, bool *is_smaller,
		     GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(set_free);
	size_t end = MIN(part + search->width, search->parts);
	size_t first;

	for (; part < end; part++)
		g_ptr_array_add(sets, split(search, part, is_rest));
	if (!search->probe((GPtrArray *const *)sets->pdata, sets->len, &first, search->data, error))
		return false;
	*is_smaller = first < sets->len;
	if (*is_smaller)
		keep(search, g_ptr_array_ref(sets->pdata[first]),
		     is_rest ? MAX(search->parts - 1, 2) : 2);
	return true;
}

/*
 * Tries each part, or what is left without it, and keeps the first that brings the failure about.
 * Sets `*is_smaller` to whether there is one.
 */
static bool try_parts(struct search *search, bool is_rest, bool *is_smaller, GError **error)
{
	*is_smaller = false;
	for (size_t part = 0; part < search->parts && !*is_smaller; part += search->width)
		if (!try_some(search, part, is_rest, is_smaller, error))
			return false;
	return true;
}

static bool search_all(struct search *search, GError **error)
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

GPtrArray *culprits_find(const GPtrArray *candidates, size_t width, culprits_probe_fn probe,
			 void *data, GError **error)
{
	struct search search = {g_ptr_array_new(), 2, width, probe, data};

	for (size_t i = 0; i < candidates->len; i++)
		g_ptr_array_add(search.suspects, candidates->pdata[i]);
	if (!search_all(&search, error)) {
		g_ptr_array_unref(search.suspects);
		return NULL;
	}
	return search.suspects;
}
