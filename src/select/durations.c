#include "select/durations.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"

G_DEFINE_QUARK(testr_durations_error, durations_error)

#define SECOND_US INT64_C(1000000)
#define DIGITS "0123456789"
#define FRACTION_DIGITS 6
/* More whole digits than these are no duration: 30,000 years. */
#define WHOLE_DIGITS_MAX 12

/* Characters that ids have escaped, and the letters that stand for them. */
static const char escaped[] = "\\\n\r\t";
static const char letters[] = "\\nrt";

GHashTable *durations_new(void)
{
	return g_hash_table_new_full(hash_string, g_str_equal, g_free, g_free);
}

/* ---- writing ---- */

static void append_escaped_id(GString *out, const char *id)
{
	for (; *id; id++) {
		const char *place = strchr(escaped, *id);
		if (place)
			g_string_append_c(out, '\\');
		g_string_append_c(out, place ? letters[place - escaped] : *id);
	}
}

static int compare_timed_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void durations_append(GString *out, GHashTable *durations)
{
	unsigned int count;
	g_autofree void **ids = g_hash_table_get_keys_as_array(durations, &count);

	qsort(ids, count, sizeof *ids, compare_timed_ids);
	for (unsigned int i = 0; i < count; i++) {
		int64_t us = MAX(*(const int64_t *)g_hash_table_lookup(durations, ids[i]), 0);
		append_escaped_id(out, ids[i]);
		g_string_append_printf(out, "\t%" PRId64 ".%06" PRId64 "\n", us / SECOND_US,
				       us % SECOND_US);
	}
}

/* ---- reading ---- */

static bool fail_to_read_duration(GError **error, const char *why)
{
	g_set_error_literal(error, DURATIONS_ERROR, DURATIONS_ERROR_FORM, why);
	return false;
}

/* The id that is written in `text`, owned by the caller; NULL if nothing can be. */
static char *unescape_id(struct text text)
{
	g_autoptr(GString) id = g_string_sized_new(text.length);

	for (size_t i = 0; i < text.length; i++) {
		const char *letter = &text.data[i];
		if (*letter == '\\') {
			i++;
			letter = i < text.length ? strchr(letters, text.data[i]) : NULL;
			if (!letter)
				return NULL;
			letter = &escaped[letter - letters];
		}
		g_string_append_c(id, *letter);
	}
	return id->len > 0 ? g_string_free(g_steal_pointer(&id), FALSE) : NULL;
}

/* Sets `*duration_us` from all of `seconds`. */
static bool read_seconds(const char *seconds, int64_t *duration_us)
{
	size_t whole = strspn(seconds, DIGITS);
	bool has_point = seconds[whole] == '.';
	const char *fraction = seconds + whole + has_point;
	size_t digits = strspn(fraction, DIGITS);

	if (whole == 0 || whole > WHOLE_DIGITS_MAX || (has_point && digits == 0) ||
	    digits > FRACTION_DIGITS || fraction[digits] != '\0')
		return false;
	*duration_us = g_ascii_strtoll(seconds, NULL, 10);
	for (size_t i = 0; i < FRACTION_DIGITS; i++)
		*duration_us = *duration_us * 10 + (i < digits ? fraction[i] - '0' : 0);
	return true;
}

bool durations_read_line(GHashTable *durations, struct text line, GError **error)
{
	const char *tab = line.length > 0 ? memrchr(line.data, '\t', line.length) : NULL;
	int64_t duration_us;

	if (!tab)
		return fail_to_read_duration(error, "it is no test id, tab and seconds");
	size_t length = (size_t)(tab - line.data);
	g_autofree char *seconds = g_strndup(tab + 1, line.length - length - 1);
	g_autofree char *id = unescape_id((struct text){line.data, length});
	if (!id)
		return fail_to_read_duration(
			error, "the test id has a backslash that is not one of \\\\, \\n, \\r "
			       "and \\t, or is empty");
	if (!read_seconds(seconds, &duration_us))
		return fail_to_read_duration(error, "what follows the tab is no number of seconds");
	int64_t *kept = g_new(int64_t, 1);
	*kept = duration_us;
	g_hash_table_replace(durations, g_steal_pointer(&id), kept);
	return true;
}
