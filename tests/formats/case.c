#include "case.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const completeness_names[] = {
	[STREAM_COMPLETE] = "complete",         [STREAM_CUT] = "cut",
	[STREAM_REFUSED] = "refused",           [STREAM_TEST_OPEN] = "open",
	[STREAM_TESTS_LOST] = "lost",           [STREAM_END_MISSING] = "end-missing",
	[STREAM_UNRECOGNIZED] = "unrecognized",
};

static enum stream_completeness parse_completeness(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(completeness_names); i++)
		if (strcmp(completeness_names[i], name) == 0)
			return (enum stream_completeness)i;
	g_error("'%s' is no completeness", name);
}

static char *read_case_file(const char *folder, const char *name, const char *suffix)
{
	g_autofree char *file = g_strconcat(name, ".", suffix, NULL);
	g_autofree char *path = g_build_filename(folder, file, NULL);
	char *content = NULL;

	g_file_get_contents(path, &content, NULL, NULL);
	return content;
}

/* The ids of a listing in `format`, which is read as testr reads it. */
static char **read_listing(const char *folder, const char *name, const struct format *format)
{
	g_autofree char *content = read_case_file(folder, name, "stdout");
	const struct format_options options = {0};

	g_assert_nonnull(content);
	scoped(listing_reader) reader = format->new_listing(&options);
	listing_reader_feed(reader, (struct bytes){(uint8_t *)content, strlen(content)});
	GPtrArray *ids = listing_reader_end(reader, NULL);
	g_assert_nonnull(ids);
	g_ptr_array_set_free_func(ids, NULL);
	g_ptr_array_add(ids, NULL);
	return (char **)g_ptr_array_free(ids, FALSE);
}

static void take_option(struct corpus_case *corpus_case, const char *word)
{
	const char *value = strchr(word, '=') + 1;

	if (g_str_has_prefix(word, "file="))
		corpus_case->suffix = g_strdup(value);
	else if (g_str_has_prefix(word, "unit="))
		corpus_case->unit = g_strdup(value);
	else if (g_str_has_prefix(word, "id_template="))
		corpus_case->id_template = g_strdup(value);
	else if (g_str_has_prefix(word, "report_marker="))
		corpus_case->report_marker = g_strdup(value);
	else if (g_str_has_prefix(word, "root="))
		corpus_case->root = g_strdup(value);
	else if (g_str_has_prefix(word, "ids="))
		corpus_case->listed_ids =
			read_listing(corpus_case->folder, value, format_find("pytest"));
	else
		g_error("'%s' is no option", word);
}

struct corpus_case *corpus_case_parse(const char *folder, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);

	if (line[0] == '\0' || line[0] == '#')
		return NULL;
	struct corpus_case *corpus_case = g_new0(struct corpus_case, 1);
	g_assert_cmpuint(g_strv_length(words), >=, 3);
	corpus_case->folder = g_strdup(folder);
	corpus_case->name = g_strdup(words[0]);
	corpus_case->format = format_find(words[1]);
	if (!corpus_case->format)
		g_error("'%s' is no format", words[1]);
	corpus_case->completeness = parse_completeness(words[2]);
	for (char **word = words + 3; *word; word++)
		take_option(corpus_case, *word);
	if (!corpus_case->suffix)
		corpus_case->suffix = g_strdup("stdout");
	return corpus_case;
}

void corpus_case_free(struct corpus_case *corpus_case)
{
	g_free(corpus_case->folder);
	g_free(corpus_case->name);
	g_free(corpus_case->suffix);
	g_free(corpus_case->unit);
	g_free(corpus_case->id_template);
	g_free(corpus_case->report_marker);
	g_free(corpus_case->root);
	g_strfreev(corpus_case->listed_ids);
	g_free(corpus_case);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *corpus_case_expected(const struct corpus_case *corpus_case)
{
	g_autofree char *suffix = g_strconcat(corpus_case->suffix, ".expect", NULL);
	g_autofree char *content = read_case_file(corpus_case->folder, corpus_case->name, suffix);
	GPtrArray *expected = g_ptr_array_new_with_free_func(g_free);

	if (!content)
		content = read_case_file(corpus_case->folder, corpus_case->name, "expect");
	g_assert_nonnull(content);
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	for (char **line = lines; *line; line++)
		if ((*line)[0] != '\0' && (*line)[0] != '#')
			g_ptr_array_add(expected, g_strdup(*line));
	g_ptr_array_sort(expected, compare_lines);
	return expected;
}

GByteArray *corpus_case_bytes(const struct corpus_case *corpus_case)
{
	g_autofree char *file = g_strconcat(corpus_case->name, ".", corpus_case->suffix, NULL);
	g_autofree char *path = g_build_filename(corpus_case->folder, file, NULL);
	char *content;
	size_t length;

	/* Where a command wrote nothing to a stream there is no file. */
	if (!g_file_get_contents(path, &content, &length, NULL))
		return g_byte_array_new();
	return g_byte_array_new_take((uint8_t *)content, length);
}

bool corpus_case_ending(const struct corpus_case *corpus_case, struct ending *ending)
{
	g_autofree char *command = read_case_file(corpus_case->folder, corpus_case->name, "cmd");
	const char *status = command ? strstr(command, "# rc=") : NULL;

	if (!status)
		return false;
	status += strlen("# rc=");
	if (g_str_has_prefix(status, "timeout:"))
		*ending = (struct ending){ENDING_TIMED_OUT, abs(atoi(status + strlen("timeout:")))};
	else if (atoi(status) < 0)
		*ending = (struct ending){ENDING_SIGNALLED, -atoi(status)};
	else
		*ending = (struct ending){ENDING_EXITED, atoi(status)};
	return true;
}

struct format_options corpus_case_options(const struct corpus_case *corpus_case)
{
	char **ids = corpus_case->listed_ids;

	return (struct format_options){
		.unit = corpus_case->unit,
		.id_template = corpus_case->id_template,
		.report_marker = corpus_case->report_marker,
		.root = corpus_case->root,
		.listed_ids = (const char *const *)ids,
		.listed_count = ids ? g_strv_length(ids) : 0,
	};
}
