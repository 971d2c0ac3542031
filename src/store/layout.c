#include "store/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/repository_error.h"
#include "store/repository_file.h"

#define LIVE_SUFFIX ".subunit"
#define STORED_SUFFIX ".subunit.zst"
#define LIVE_JOURNAL_SUFFIX ".journal"
#define STORED_JOURNAL_SUFFIX ".journal.zst"

/* Longer numbers do not fit an int64_t. */
#define DIGITS_MAX 18

/* More is no format's number. */
#define FORMAT_BYTES_MAX 32

char *layout_path(const char *folder, const char *name)
{
	return g_build_filename(folder, LAYOUT_FOLDER, name, NULL);
}

/* ---- the format ---- */

static bool refuse_repository(GError **error, enum repository_error code, const char *folder,
			      const char *why)
{
	g_set_error(error, REPOSITORY_ERROR, (int)code, "cannot use the repository in '%s': %s",
		    folder, why);
	return false;
}

bool layout_is_empty(const char *path)
{
	g_autoptr(GDir) entries = g_dir_open(path, 0, NULL);

	return entries && !g_dir_read_name(entries);
}

static bool refuse_missing(const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, LAYOUT_FOLDER, NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS) && !layout_is_empty(path))
		return refuse_repository(error, REPOSITORY_ERROR_DAMAGED, folder,
					 "its file 'format' is missing");
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_MISSING,
		    "there is no repository in '%s': `testr init` makes one", folder);
	return false;
}

bool layout_read_format(const char *folder, int64_t *format, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_FORMAT);
	g_autoptr(GError) why = NULL;
	char content[FORMAT_BYTES_MAX + 1] = "";
	char *end;

	if (!repository_folders_check(folder, error))
		return false;
	scoped_fd fd = repository_file_open(path, O_RDONLY, &why);
	if (fd < 0 && errno == ENOENT)
		return refuse_missing(folder, error);
	if (fd < 0 || read(fd, content, FORMAT_BYTES_MAX) < 0)
		return refuse_repository(
			error, why ? (enum repository_error)why->code : REPOSITORY_ERROR_IO, folder,
			why ? why->message : g_strerror(errno));
	int64_t number = g_ascii_strtoll(content, &end, 10);
	if (number < 1 || strcmp(end, "\n") != 0)
		return refuse_repository(error, REPOSITORY_ERROR_DAMAGED, folder,
					 "its file 'format' holds no format's number");
	*format = number;
	return true;
}

bool layout_write_format(const char *path, GError **error)
{
	g_autofree char *format = g_build_filename(path, LAYOUT_FORMAT, NULL);
	g_autofree char *content = g_strdup_printf("%d\n", LAYOUT_FORMAT_NUMBER);

	return file_replace(format, (struct bytes){(const uint8_t *)content, strlen(content)},
			    error);
}

/* ---- paths ---- */

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

char *layout_live_journal(const char *folder, int64_t number)
{
	return stream_path(folder, number, LIVE_JOURNAL_SUFFIX);
}

char *layout_stored_journal(const char *folder, int64_t number)
{
	return stream_path(folder, number, STORED_JOURNAL_SUFFIX);
}

/* ---- numbers ---- */

/* Sets `*number` to N if `name` is N and `suffix`. */
static bool parse_name(const char *name, const char *suffix, int64_t *number)
{
	size_t digits = strspn(name, "0123456789");

	/* 007 is none of ours. */
	if (digits == 0 || digits > DIGITS_MAX || (name[0] == '0' && digits > 1) ||
	    strcmp(name + digits, suffix) != 0)
		return false;
	*number = g_ascii_strtoll(name, NULL, 10);
	return true;
}

static int compare_run_numbers(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a;
	int64_t second = *(const int64_t *)b;

	return (first > second) - (first < second);
}

GArray *numbers_list(const char *path, const char *suffix, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GDir) entries = g_dir_open(path, 0, &why);
	const char *name;
	int64_t number;

	if (!entries) {
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED,
			    "cannot look for runs: %s", why->message);
		return NULL;
	}
	GArray *numbers = g_array_new(false, false, sizeof(int64_t));
	while ((name = g_dir_read_name(entries)))
		if (parse_name(name, suffix, &number))
			g_array_append_val(numbers, number);
	g_array_sort(numbers, compare_run_numbers);
	return numbers;
}

GArray *journals_list(const char *folder, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_RUNS);

	return numbers_list(path, STORED_JOURNAL_SUFFIX, error);
}

bool numbers_contain(const GArray *numbers, int64_t number)
{
	/* Asked for an empty array, g_array_binary_search may not find its way. */
	return numbers->len > 0 &&
	       g_array_binary_search((GArray *)numbers, &number, compare_run_numbers, NULL);
}

/* ---- streams ---- */

struct streams *streams_list(const char *folder, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_RUNS);
	scoped(streams) streams = g_new0(struct streams, 1);

	/* In this order: a run that is stored meanwhile is seen twice rather than not at all. */
	streams->live = numbers_list(path, LIVE_SUFFIX, error);
	if (!streams->live)
		return NULL;
	streams->stored = numbers_list(path, STORED_SUFFIX, error);
	return streams->stored ? g_steal_pointer(&streams) : NULL;
}

static int64_t last_of(const GArray *numbers)
{
	return numbers->len > 0 ? g_array_index(numbers, int64_t, numbers->len - 1) : -1;
}

int64_t streams_last(const struct streams *streams)
{
	return MAX(last_of(streams->live), last_of(streams->stored));
}

void streams_free(struct streams *streams)
{
	if (!streams)
		return;
	g_clear_pointer(&streams->live, g_array_unref);
	g_clear_pointer(&streams->stored, g_array_unref);
	g_free(streams);
}
