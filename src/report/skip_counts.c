#include "report/skip_counts.h"

#include "base/excerpt.h"
#include "base/hash.h"
#include "model/relation.h"

/* More reasons are only counted. */
#define REASONS_SHOWN 20

/* The attachment in which a skipped test says why. */
#define SKIP_REASON_NAME "reason"

void skip_counts_init(struct skip_counts *counts)
{
	*counts = (struct skip_counts){
		.by_reason = g_hash_table_new_full(hash_string, g_str_equal, g_free, g_free),
	};
}

/* `reason` without the fixture that stands before it, if one does. */
static const char *skip_fixture(const char *reason)
{
	const char *colon = strstr(reason, "): ");
	struct fixture fixture;

	if (!colon || !fixture_parse((struct text){reason, (size_t)(colon + 1 - reason)}, &fixture))
		return reason;
	return colon + strlen("): ");
}

/* Why it was skipped, in one line, harmless; NULL: nothing says why. Owned by the caller. */
static char *reason_of_skip(const struct result *result)
{
	const struct attachment *attachment = result_attachment(result, SKIP_REASON_NAME);

	if (!attachment)
		return NULL;
	g_autofree char *said =
		g_strndup((const char *)attachment->content->data, attachment->content->len);
	const char *reason = skip_fixture(g_strstrip(said));
	if (*reason == '\0')
		return NULL;
	return excerpt((struct text){reason, strcspn(reason, "\r\n")});
}

void skip_counts_add(struct skip_counts *counts, const struct result *result)
{
	if (result->outcome != OUTCOME_SKIP)
		return;
	g_autofree char *reason = reason_of_skip(result);
	size_t *count = reason ? g_hash_table_lookup(counts->by_reason, reason) : NULL;

	if (count) {
		(*count)++;
	} else if (!reason) {
		counts->without++;
	} else if (g_hash_table_size(counts->by_reason) == SKIP_COUNTS_MAX) {
		counts->beyond++;
	} else {
		count = g_new(size_t, 1);
		*count = 1;
		g_hash_table_insert(counts->by_reason, g_steal_pointer(&reason), count);
	}
}

/* ---- in words ---- */

struct reason_count {
	const char *reason;
	size_t count;
};

static int compare_reason_counts(const void *a, const void *b)
{
	const struct reason_count *first = a, *second = b;

	if (first->count != second->count)
		return first->count < second->count ? 1 : -1;
	return strcmp(first->reason, second->reason);
}

/* All of them, the most frequent first (struct reason_count). The array is the caller's. */
static GArray *sort_reasons(const struct skip_counts *counts)
{
	GArray *sorted = g_array_new(false, false, sizeof(struct reason_count));
	GHashTableIter each;
	void *reason, *count;

	g_hash_table_iter_init(&each, counts->by_reason);
	while (g_hash_table_iter_next(&each, &reason, &count)) {
		const struct reason_count row = {reason, *(const size_t *)count};
		g_array_append_val(sorted, row);
	}
	g_array_sort(sorted, compare_reason_counts);
	return sorted;
}

static void append_count(GString *out, size_t count, const char *words)
{
	if (count > 0)
		g_string_append_printf(out, "%6zu  %s\n", count, words);
}

void skip_counts_format(const struct skip_counts *counts, GString *out, const struct style *style)
{
	g_autoptr(GArray) sorted = sort_reasons(counts);
	size_t rest = counts->beyond;

	if (sorted->len + counts->without == 0)
		return;
	g_string_append(out, "Skipped tests, by reason:\n");
	for (guint i = 0; i < sorted->len; i++) {
		const struct reason_count *row = &g_array_index(sorted, struct reason_count, i);
		g_autoptr(GString) shown = g_string_new(NULL);

		terminal_append(shown, text_of(row->reason), style);
		if (i < REASONS_SHOWN)
			append_count(out, row->count, shown->str);
		else
			rest += row->count;
	}
	append_count(out, rest, "for other reasons");
	append_count(out, counts->without, "without a reason");
}

void skip_counts_clear(struct skip_counts *counts)
{
	g_clear_pointer(&counts->by_reason, g_hash_table_unref);
}
