#include "run/test_story.h"

#include "run/journal_story.h"
#include "run/story_evidence.h"
#include "run/story_words.h"

#define NS_PER_US 1000

static char *format_wall_time(int64_t time_us)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(time_us / 1000000);

	return time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S") : g_strdup("at a time unknown");
}

/* ---- without journal ---- */

static void tell_stream_report(GString *out, const struct story_evidence *evidence,
			       const struct test_report *report, int64_t since_us)
{
	const struct told_execution *execution =
		story_evidence_execution(evidence, report->execution);
	g_autofree char *where = g_strdup("");
	int64_t at_us = report->stamp_ns / NS_PER_US - since_us;

	if (execution) {
		g_free(where);
		where = g_strdup_printf(" (execution %d of worker-%d, %s%s)", execution->number,
					execution->worker,
					execution->instance ? "in instance " : "on this machine",
					execution->instance ? execution->instance : "");
	}
	if (report->status == STATUS_INPROGRESS)
		story_line(out, at_us, "started%s", where);
	else if (report->is_cut_off)
		story_line(out, at_us, "cut off, and handed out again%s", where);
	else
		story_line(out, at_us, "answered: %s%s%s", outcome_name(report->outcome), where,
			   report->is_retried ? ", to be run again" : "");
	if (report->reason)
		story_quote(out, "why, as testr said:", report->reason);
}

static void tell_stream(GString *out, const struct story_evidence *evidence, const char *why_not,
			int64_t since_us)
{
	story_more(out, "%s. Its stream says:", why_not);
	for (guint i = 0; i < evidence->of_test->len; i++)
		tell_stream_report(out, evidence,
				   &g_array_index(evidence->of_test, struct test_report, i),
				   since_us);
}

/* ---- all of it ---- */

/* The journal of the run; NULL without error if it has none. */
static GBytes *read_journal(struct repository *repository, int64_t run, GError **error)
{
	g_autoptr(GError) why = NULL;
	GBytes *journal = repository_journal(repository, run, &why);

	if (!journal && !g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN))
		g_propagate_error(error, g_steal_pointer(&why));
	return journal;
}

static void tell_title(GString *out, const char *test_id, int64_t run, int64_t began_us)
{
	g_autofree char *began = format_wall_time(began_us);

	g_string_append_printf(out, "%s in run %" G_GINT64_FORMAT ", begun %s\n", test_id, run,
			       began);
}

static void tell_by_journal(GString *out, struct journal_reader *reader, int64_t run,
			    const struct story_evidence *evidence)
{
	tell_title(out, evidence->test_id, run, journal_reader_began_us(reader));
	journal_story_tell(out, reader, evidence);
}

/* `why_not` is why there is no journal to tell by. */
static bool tell_by_stream(GString *out, struct repository *repository, int64_t run_number,
			   const struct story_evidence *evidence, const char *why_not,
			   GError **error)
{
	struct run run;

	if (!repository_run(repository, run_number, &run, error))
		return false;
	tell_title(out, evidence->test_id, run_number, run.started_ns / NS_PER_US);
	tell_stream(out, evidence, why_not, run.started_ns / NS_PER_US);
	return true;
}

static bool tell_by_either(GString *out, struct repository *repository, int64_t run,
			   GBytes *content, const struct story_evidence *evidence, GError **error)
{
	if (!content)
		return tell_by_stream(
			out, repository, run, evidence,
			"This run has no journal: it was loaded, or an older testr ran it", error);
	struct bytes journal = {g_bytes_get_data(content, NULL), g_bytes_get_size(content)};
	scoped(journal_reader) reader = journal_reader_new(journal, &evidence->reports, NULL);
	if (!reader)
		return tell_by_stream(out, repository, run, evidence,
				      "The journal of this run is of another version of testr",
				      error);
	tell_by_journal(out, reader, run, evidence);
	return true;
}

char *test_story_tell(struct repository *repository, int64_t run, const char *test_id,
		      GError **error)
{
	cleared(story_evidence) evidence = {0};
	g_autoptr(GString) out = g_string_new(NULL);
	GError *why = NULL;

	if (!story_evidence_read(&evidence, repository, run, test_id, error))
		return NULL;
	g_autoptr(GBytes) journal = read_journal(repository, run, &why);
	if (why) {
		g_propagate_error(error, why);
		return NULL;
	}
	if (!tell_by_either(out, repository, run, journal, &evidence, error))
		return NULL;
	return g_string_free(g_steal_pointer(&out), false);
}

/* ---- which test ---- */

/* Adds to `ids` those of the listing that the stream does not have. */
static void add_listed_ids(GHashTable *ids, GPtrArray *order, GBytes *content,
			   const struct stream_reports *reports, GStringChunk *strings)
{
	struct bytes journal = {g_bytes_get_data(content, NULL), g_bytes_get_size(content)};
	scoped(journal_reader) reader = journal_reader_new(journal, reports, NULL);

	for (size_t i = 0; reader && i < journal_reader_test_count(reader); i++) {
		const char *id = journal_reader_id(reader, i);
		char *kept = id ? g_string_chunk_insert(strings, id) : NULL;
		if (kept && g_hash_table_add(ids, kept))
			g_ptr_array_add(order, kept);
	}
}

static bool matches_wanted(const char *id, const char *wanted, const GRegex *pattern)
{
	return strstr(id, wanted) || (pattern && g_regex_match(pattern, id, 0, NULL));
}

static GPtrArray *choose_ids(const GPtrArray *ids, const char *wanted)
{
	GPtrArray *chosen = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GRegex) pattern = g_regex_new(wanted, 0, 0, NULL);

	for (guint i = 0; i < ids->len; i++)
		if (strcmp(ids->pdata[i], wanted) == 0) {
			g_ptr_array_add(chosen, g_strdup(wanted));
			return chosen;
		}
	for (guint i = 0; i < ids->len; i++)
		if (matches_wanted(ids->pdata[i], wanted, pattern))
			g_ptr_array_add(chosen, g_strdup(ids->pdata[i]));
	return chosen;
}

GPtrArray *test_story_find(struct repository *repository, int64_t run, const char *wanted,
			   GError **error)
{
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) order = g_ptr_array_new();
	g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
	cleared(stream_reports) reports = {0};

	stream_reports_init(&reports);
	if (!repository_read(repository, run, &reports.sink, error))
		return NULL;
	for (guint i = 0; i < reports.all->len; i++) {
		const char *id = g_array_index(reports.all, struct stream_report, i).test_id;
		if (g_hash_table_add(ids, (char *)id))
			g_ptr_array_add(order, (char *)id);
	}
	g_autoptr(GBytes) journal = repository_journal(repository, run, NULL);
	if (journal)
		add_listed_ids(ids, order, journal, &reports, strings);
	return choose_ids(order, wanted);
}
