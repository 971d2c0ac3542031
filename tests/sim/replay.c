#include "sim/replay.h"

#include "core/coordinator.h"
#include "core/journal_codec.h"
#include "core/journal_reader.h"
#include "sim/describe.h"
#include "store/journal_file.h"
#include "store/stream.h"
#include "subunit/reader.h"

/* A run that needs more has not been recorded by testr. */
#define CONCURRENCY_MAX (1 << 20)

struct replay {
	struct journal_reader *reader;
	struct coordinator *coordinator;
	GPtrArray *ids;     /* of const char *: the listing */
	GString *trace;     /* may be NULL */
	GString *last;      /* the last input, in words */
	GString *complaint; /* NULL: there is no difference so far */
	bool has_finished;  /* the last record is the end of the run */
};

/* ---- comparing ---- */

static void describe_at(GString *out, int64_t at_us, const char *mark)
{
	g_string_append_printf(out, "%12.6f %s ", (double)at_us / 1e6, mark);
}

static char *words_of(const struct replay *replay, const struct action *action)
{
	GString *words = g_string_new(NULL);

	if (action)
		describe_action(words, action, replay->ids);
	else
		g_string_append(words, "nothing\n");
	return g_string_free(words, false);
}

/* All that an action says, as a journal holds it. */
static GByteArray *code_of(const struct action *action)
{
	GByteArray *code = g_byte_array_new();
	cleared(journal_codec) codec = journal_codec_to(code);
	struct action copy = *action;
	uint8_t kind = (uint8_t)action->kind;

	journal_codec_byte(&codec, &kind);
	journal_codec_action(&codec, &copy, NULL);
	return code;
}

static bool is_same_action(const struct action *a, const struct action *b)
{
	g_autoptr(GByteArray) left = code_of(a);
	g_autoptr(GByteArray) right = code_of(b);

	return left->len == right->len && memcmp(left->data, right->data, left->len) == 0;
}

/* The first difference. Either action may be NULL: there is none. */
static void tell_difference(struct replay *replay, const struct action *recorded,
			    const struct action *replayed)
{
	g_autofree char *before = words_of(replay, recorded);
	g_autofree char *now = words_of(replay, replayed);

	replay->complaint = g_string_new(NULL);
	g_string_append_printf(replay->complaint,
			       "after     %s"
			       "recorded      -> %s"
			       "replayed      -> %s",
			       replay->last->str, before, now);
	if (strcmp(before, now) == 0)
		g_string_append(replay->complaint,
				"(these differ in what words do not show: see the journal)\n");
}

static void replay_action(struct replay *replay, const struct journal_record *record)
{
	struct action replayed;
	bool is_there = coordinator_next(replay->coordinator, &replayed);

	if (replay->trace) {
		describe_at(replay->trace, record->at_us, "  ->");
		describe_action(replay->trace, &record->action, replay->ids);
	}
	replay->has_finished = record->action.kind == ACTION_FINISH;
	if (!is_there || !is_same_action(&record->action, &replayed))
		tell_difference(replay, &record->action, is_there ? &replayed : NULL);
}

/* ---- telling ---- */

static void take_listed_ids(struct replay *replay, const struct input *input)
{
	for (size_t i = 0; i < input->test_count; i++)
		g_ptr_array_add(replay->ids, (char *)input->tests[i].id);
}

static void replay_input(struct replay *replay, const struct journal_record *record)
{
	if (record->input.kind == INPUT_LISTED)
		take_listed_ids(replay, &record->input);
	g_string_truncate(replay->last, 0);
	describe_at(replay->last, record->at_us, "");
	describe_input(replay->last, &record->input);
	if (replay->trace)
		g_string_append(replay->trace, replay->last->str);
	coordinator_input(replay->coordinator, record->input_us, &record->input);
}

/*
 * What the core asks for beyond the last record is a difference if that was the run's end; or else
 * testr was killed before it could write what was asked for.
 */
static void replay_end(struct replay *replay)
{
	struct action left;

	if (!replay->complaint && replay->has_finished &&
	    coordinator_next(replay->coordinator, &left))
		tell_difference(replay, NULL, &left);
}

static void replay_records(struct replay *replay)
{
	struct journal_record record;

	coordinator_start(replay->coordinator, 0);
	while (!replay->complaint && journal_reader_next(replay->reader, &record)) {
		if (record.kind == RECORD_INPUT)
			replay_input(replay, &record);
		else
			replay_action(replay, &record);
	}
	replay_end(replay);
}

static bool is_replayable(const struct coordinator_options *options, GError **error)
{
	if (options->concurrency >= 1 && options->concurrency <= CONCURRENCY_MAX)
		return true;
	g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_FORM, "it has no run's options");
	return false;
}

char *replay_journal(struct bytes journal, const struct stream_reports *reports, GString *trace,
		     GError **error)
{
	scoped(journal_reader) reader = journal_reader_new(journal, reports, error);
	struct replay replay = {.reader = reader, .trace = trace};

	if (!reader || !is_replayable(journal_reader_options(reader), error))
		return NULL;
	replay.coordinator = coordinator_new(journal_reader_options(reader));
	replay.ids = g_ptr_array_new();
	replay.last = g_string_new("the start\n");
	replay_records(&replay);
	coordinator_free(replay.coordinator);
	g_ptr_array_unref(replay.ids);
	g_string_free(replay.last, true);
	return replay.complaint ? g_string_free(replay.complaint, false) : NULL;
}

/* ---- files ---- */

/* The path of the stream that belongs to the journal `path`. */
static char *stream_beside(const char *path)
{
	bool is_packed = g_str_has_suffix(path, ".journal.zst");
	const char *suffix = is_packed ? ".journal.zst" : ".journal";

	if (!g_str_has_suffix(path, suffix))
		return NULL;
	g_autofree char *stem = g_strndup(path, strlen(path) - strlen(suffix));
	return g_strconcat(stem, is_packed ? ".subunit.zst" : ".subunit", NULL);
}

static bool read_live_stream(const char *path, struct reader *reader, GError **error)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, false, error);

	return file && reader_feed(reader, (const uint8_t *)g_mapped_file_get_contents(file),
				   g_mapped_file_get_length(file), error);
}

static bool read_reports(const char *path, struct stream_reports *reports, GError **error)
{
	scoped(reader) reader = reader_new(READER_LISTING, &reports->sink);
	bool is_packed = g_str_has_suffix(path, ".zst");
	bool is_read = is_packed ? stream_read(path, &STREAM_ALL, 1, reader, error)
				 : read_live_stream(path, reader, error);

	return is_read && reader_cut(reader, error);
}

char *replay_file(const char *path, GString *trace, GError **error)
{
	g_autofree char *stream = stream_beside(path);
	g_autoptr(GBytes) content = stream ? journal_file_read(path, error) : NULL;
	cleared(stream_reports) reports = {0};

	if (!stream)
		g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_FORM,
			    "its name does not end in .journal or .journal.zst");
	if (!content)
		return NULL;
	stream_reports_init(&reports);
	if (!read_reports(stream, &reports, error))
		return NULL;
	struct bytes journal = {g_bytes_get_data(content, NULL), g_bytes_get_size(content)};
	return replay_journal(journal, &reports, trace, error);
}
