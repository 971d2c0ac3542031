/*
 * Reads each case of the corpus as `cases` says, in one piece and in others, and compares what
 * comes of it with what is expected.
 *
 *	corpus FOLDER
 */
#include <math.h>
#include <stdlib.h>

#include "case.h"
#include "model/outcome.h"
#include "support/transcript.h"

/* When all bytes arrive: a test with no other time than this has no duration. */
#define ARRIVAL_NS (INT64_C(1600000000) * 1000000000)

/* What is known of one id. */
struct reading {
	enum outcome outcome;
	int64_t started_ns;
	int64_t duration_ns;
	bool is_open;
};

/* A sink that keeps a reading for each id. */
struct readings {
	struct sink sink;
	GHashTable *by_id; /* of char * to struct reading * */
};

static bool readings_event(struct sink *sink, const struct event *event, GError **error)
{
	struct readings *readings = (struct readings *)sink;

	(void)error;
	g_assert_true(!event->test_id.data ||
		      g_utf8_validate(event->test_id.data, (ssize_t)event->test_id.length, NULL));
	if (!event->test_id.data || event->status == STATUS_NONE)
		return true;
	g_autofree char *id = g_strndup(event->test_id.data, event->test_id.length);
	struct reading *reading = g_hash_table_lookup(readings->by_id, id);
	if (!reading) {
		reading = g_new0(struct reading, 1);
		g_hash_table_insert(readings->by_id, g_steal_pointer(&id), reading);
	}
	if (event->status == STATUS_INPROGRESS) {
		reading->started_ns = event->time_ns;
		reading->is_open = true;
		return true;
	}
	if (reading->is_open)
		reading->duration_ns = event->time_ns - reading->started_ns;
	reading->outcome = outcome_worse(reading->outcome, outcome_of_event(event));
	reading->is_open = false;
	return true;
}

/* ---- comparing ---- */

static const char *word_for(const struct reading *reading)
{
	if (reading->is_open || reading->outcome == OUTCOME_LOST)
		return "lost";
	return reading->outcome == OUTCOME_SUCCESS ? "pass" : outcome_name(reading->outcome);
}

static char *escape_id(const char *id)
{
	GString *escaped = g_string_new(id);

	g_string_replace(escaped, "\\", "\\\\", 0);
	g_string_replace(escaped, "\n", "\\n", 0);
	g_string_replace(escaped, "\t", "\\t", 0);
	return g_string_free(escaped, FALSE);
}

/* True if the duration is `expected`, which is rounded to microseconds. */
static bool is_duration(int64_t duration_ns, const char *expected)
{
	if (strcmp(expected, "-") == 0)
		return duration_ns == 0;
	return fabs((double)duration_ns / 1e9 - g_ascii_strtod(expected, NULL)) < 1.0e-6;
}

/* Removes from `readings` the one that is `expected`; appends to `complaints` if it is not there.
 */
static void strike(struct readings *readings, const char *expected, GString *complaints)
{
	g_auto(GStrv) fields = g_strsplit(expected, "\t", -1);
	GHashTableIter iter;
	void *id;
	void *value;

	g_hash_table_iter_init(&iter, readings->by_id);
	while (g_hash_table_iter_next(&iter, &id, &value)) {
		const struct reading *reading = value;
		g_autofree char *escaped = escape_id(id);

		if (strcmp(escaped, fields[0]) != 0)
			continue;
		if (strcmp(word_for(reading), fields[1]) != 0 ||
		    !is_duration(reading->duration_ns, fields[2]))
			g_string_append_printf(complaints, "%s: not %s in %.6f\n", expected,
					       word_for(reading),
					       (double)reading->duration_ns / 1e9);
		g_hash_table_iter_remove(&iter);
		return;
	}
	g_string_append_printf(complaints, "%s: not read\n", expected);
}

static void compare(struct readings *readings, const GPtrArray *expected, GString *complaints)
{
	GHashTableIter iter;
	void *id;
	void *value;

	for (unsigned i = 0; i < expected->len; i++)
		strike(readings, expected->pdata[i], complaints);
	g_hash_table_iter_init(&iter, readings->by_id);
	while (g_hash_table_iter_next(&iter, &id, &value))
		g_string_append_printf(complaints, "%s\t%s: read, but not expected\n",
				       (const char *)id, word_for(value));
}

/* ---- reading ---- */

static void feed_case(const struct corpus_case *corpus_case, size_t piece, struct sink *sink,
		      struct stream_end *end)
{
	g_autoptr(GByteArray) bytes = corpus_case_bytes(corpus_case);
	struct format_options options = corpus_case_options(corpus_case);
	struct ending ending;
	bool has_ended = corpus_case_ending(corpus_case, &ending);
	scoped(results_reader) reader = format_results_new(corpus_case->format, &options, sink);

	for (size_t at = 0; at < bytes->len; at += piece) {
		size_t length = MIN(piece, bytes->len - at);

		g_assert_true(results_reader_feed(reader, (struct bytes){bytes->data + at, length},
						  ARRIVAL_NS, NULL));
	}
	g_assert_true(
		results_reader_end(reader, has_ended ? &ending : NULL, ARRIVAL_NS, end, NULL));
}

static void test_case_reads_as_expected(const void *data)
{
	const struct corpus_case *corpus_case = data;
	g_autoptr(GPtrArray) expected = corpus_case_expected(corpus_case);
	g_autoptr(GString) complaints = g_string_new(NULL);
	struct readings readings = {{readings_event}, NULL};
	struct stream_end end;

	readings.by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	feed_case(corpus_case, SIZE_MAX / 2, &readings.sink, &end);
	compare(&readings, expected, complaints);
	g_hash_table_unref(readings.by_id);
	if (end.completeness != corpus_case->completeness)
		g_string_append_printf(complaints, "completeness %d: %s\n", end.completeness,
				       end.why);
	if (end.completeness != STREAM_COMPLETE)
		g_assert_nonnull(end.why);
	stream_end_clear(&end);
	g_assert_cmpstr(complaints->str, ==, "");
}

static char *transcribe(const struct corpus_case *corpus_case, size_t piece)
{
	struct transcript transcript;
	struct stream_end end;

	transcript_init(&transcript);
	feed_case(corpus_case, piece, &transcript.sink, &end);
	char *text = g_strdup_printf("%s%d %s\n", transcript_text(&transcript), end.completeness,
				     end.why);
	transcript_clear(&transcript);
	stream_end_clear(&end);
	return text;
}

static void test_pieces_make_no_difference(const void *data)
{
	g_autofree char *whole = transcribe(data, SIZE_MAX / 2);

	for (size_t piece = 1; piece < 5000; piece = piece * 4 + 3) {
		g_autofree char *in_pieces = transcribe(data, piece);

		g_assert_cmpstr(in_pieces, ==, whole);
	}
}

/* ---- all cases ---- */

struct corpus_set {
	const char *folder;
	const char *cases; /* the content of `cases` */
};

static void add_case(struct corpus_case *corpus_case)
{
	g_autofree char *reading = g_strdup_printf("/reading/%s.%s/%s", corpus_case->name,
						   corpus_case->suffix, corpus_case->format->name);
	g_autofree char *pieces = g_strdup_printf("/pieces/%s.%s/%s", corpus_case->name,
						  corpus_case->suffix, corpus_case->format->name);

	g_test_add_data_func(reading, corpus_case, test_case_reads_as_expected);
	g_test_add_data_func(pieces, corpus_case, test_pieces_make_no_difference);
}

/* Asserts that each reading that is expected is that of a case, one folder deep. */
static void test_each_expected_reading_has_a_case(const void *data)
{
	const struct corpus_set *set = data;
	g_autoptr(GDir) folders = g_dir_open(set->folder, 0, NULL);
	const char *folder;

	while ((folder = g_dir_read_name(folders))) {
		g_autofree char *path = g_build_filename(set->folder, folder, NULL);
		g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
		const char *file;

		while (files && (file = g_dir_read_name(files))) {
			g_autofree char *name = g_strdup(file);

			if (!g_str_has_suffix(name, ".expect"))
				continue;
			name[strlen(name) - strlen(".expect")] = '\0';
			if (g_str_has_suffix(name, ".xml"))
				name[strlen(name) - strlen(".xml")] = '\0';
			g_autofree char *line = g_strdup_printf("\n%s/%s ", folder, name);
			if (!strstr(set->cases, line))
				g_error("%s/%s has no case", folder, file);
		}
	}
}

static void free_case(void *data)
{
	corpus_case_free(data);
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(free_case);
	g_autofree char *content = NULL;

	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 2);
	g_autofree char *path = g_build_filename(argv[1], "cases", NULL);
	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	for (char **line = lines; *line; line++) {
		struct corpus_case *corpus_case = corpus_case_parse(argv[1], *line);

		if (!corpus_case)
			continue;
		g_ptr_array_add(cases, corpus_case);
		add_case(corpus_case);
	}
	const struct corpus_set set = {argv[1], content};
	g_test_add_data_func("/cases", &set, test_each_expected_reading_has_a_case);
	return g_test_run();
}
