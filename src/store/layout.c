#include "store/layout.h"

#include <string.h>

#include "store/repository.h"

#define LIVE_SUFFIX ".subunit"
#define STORED_SUFFIX ".subunit.zst"

/* Longer numbers do not fit an int64_t. */
#define DIGITS_MAX 18

char *layout_path(const char *folder, const char *name)
{
	return g_build_filename(folder, LAYOUT_FOLDER, name, NULL);
}

static char *stream_path(const char *folder, int64_t number, const char *suffix)
{
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT "%s", number, suffix);

	return g_build_filename(folder, LAYOUT_FOLDER, LAYOUT_RUNS, name, NULL);
}

char *layout_live_stream(const char *folder, int64_t number)
{
	return stream_path(folder, number, LIVE_SUFFIX);
}

char *layout_stored_stream(const char *folder, int64_t number)
{
	return stream_path(folder, number, STORED_SUFFIX);
}

/* Puts the number before the suffix of `name` among those it belongs to, if it is a stream. */
static void list_name(struct streams *streams, const char *name)
{
	size_t digits = strspn(name, "0123456789");
	GArray *numbers = strcmp(name + digits, LIVE_SUFFIX) == 0     ? streams->live
			  : strcmp(name + digits, STORED_SUFFIX) == 0 ? streams->stored
								      : NULL;
	int64_t number = g_ascii_strtoll(name, NULL, 10);

	/* 007 is none of ours. */
	if (numbers && digits > 0 && digits <= DIGITS_MAX && (name[0] != '0' || digits == 1))
		g_array_append_val(numbers, number);
}

static int compare_numbers(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a;
	int64_t second = *(const int64_t *)b;

	return (first > second) - (first < second);
}

struct streams *streams_list(const char *folder, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_RUNS);
	g_autoptr(GError) why = NULL;
	g_autoptr(GDir) entries = g_dir_open(path, 0, &why);
	const char *name;

	if (!entries) {
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED,
			    "cannot look for runs: %s", why->message);
		return NULL;
	}
	struct streams *streams = g_new0(struct streams, 1);
	streams->live = g_array_new(false, false, sizeof(int64_t));
	streams->stored = g_array_new(false, false, sizeof(int64_t));
	while ((name = g_dir_read_name(entries)))
		list_name(streams, name);
	g_array_sort(streams->live, compare_numbers);
	g_array_sort(streams->stored, compare_numbers);
	return streams;
}

static int64_t last_of(const GArray *numbers)
{
	return numbers->len > 0 ? g_array_index(numbers, int64_t, numbers->len - 1) : -1;
}

int64_t streams_last(const struct streams *streams)
{
	return MAX(last_of(streams->live), last_of(streams->stored));
}

bool numbers_contain(const GArray *numbers, int64_t number)
{
	/* Asked for an empty array, g_array_binary_search may not find its way. */
	return numbers->len > 0 &&
	       g_array_binary_search((GArray *)numbers, &number, compare_numbers, NULL);
}

void streams_free(struct streams *streams)
{
	if (!streams)
		return;
	g_array_unref(streams->live);
	g_array_unref(streams->stored);
	g_free(streams);
}
