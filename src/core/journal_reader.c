#include "core/journal_reader.h"

#include "base/hash.h"
#include "core/journal.h"
#include "core/journal_codec.h"
#include "core/journal_order.h"

G_DEFINE_QUARK(testr_journal_error, journal_error)

struct journal_reader {
	struct bytes records; /* all after the header */
	const struct stream_reports *reports;
	struct coordinator_options options;
	int64_t began_us;
	/* What is known of tests; by the first pass over the journal of all of them. */
	GPtrArray *ids;     /* of const char *; NULL: not known */
	GHashTable *by_id;  /* to index + 1 */
	GPtrArray *unknown; /* of char *: names for those without id */
	/* Where it is. */
	GStringChunk *strings;
	struct journal_codec codec;
	struct journal_order order;
	GArray *tests;   /* of struct planned_test: the listing */
	GArray *repeats; /* of size_t */
	GArray *batch;   /* of size_t: of the last action */
	size_t next_report;
	int waiting;     /* reports that the last byte told of and that have not been handed out */
	bool is_arrival; /* the next of them arrived by itself, not with the one before */
	uint8_t odd;     /* flags of the next report; a journal_oddity */
	size_t odd_test;
	int64_t odd_delay_ms;
	int64_t last_us, arrived_us;
	bool is_cut;
};

/* ---- life ---- */

static bool read_journal_header(struct journal_reader *reader, struct bytes journal)
{
	const size_t length = sizeof JOURNAL_MAGIC - 1;

	if (journal.length < length || memcmp(journal.data, JOURNAL_MAGIC, length) != 0)
		return false;
	reader->codec = journal_codec_from(
		(struct bytes){journal.data + length, journal.length - length}, reader->strings);
	journal_codec_signed(&reader->codec, &reader->began_us);
	journal_codec_options(&reader->codec, &reader->options);
	reader->records = reader->codec.in;
	return !reader->codec.is_cut;
}

/* Learns the ids of all tests. */
static void read_ids(struct journal_reader *reader)
{
	struct journal_record record;

	while (journal_reader_next(reader, &record))
		continue;
	for (size_t i = 0; i < reader->repeats->len; i++)
		reader->ids->pdata[i] =
			reader->ids->pdata[g_array_index(reader->repeats, size_t, i)];
	journal_reader_rewind(reader);
}

struct journal_reader *journal_reader_new(struct bytes journal,
					  const struct stream_reports *reports, GError **error)
{
	scoped(journal_reader) reader = g_new0(struct journal_reader, 1);

	reader->reports = reports;
	reader->ids = g_ptr_array_new();
	reader->by_id = g_hash_table_new(hash_string, g_str_equal);
	reader->unknown = g_ptr_array_new_with_free_func(g_free);
	reader->strings = g_string_chunk_new(4096);
	reader->tests = g_array_new(false, false, sizeof(struct planned_test));
	reader->repeats = g_array_new(false, false, sizeof(size_t));
	reader->batch = g_array_new(false, false, sizeof(size_t));
	journal_order_init(&reader->order);
	if (!read_journal_header(reader, journal)) {
		g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_FORM,
			    "it is no journal, or one of another version of testr");
		return NULL;
	}
	journal_reader_rewind(reader);
	read_ids(reader);
	return g_steal_pointer(&reader);
}

void journal_reader_rewind(struct journal_reader *reader)
{
	journal_codec_clear(&reader->codec);
	journal_order_clear(&reader->order);
	journal_order_init(&reader->order);
	reader->codec = journal_codec_from(reader->records, reader->strings);
	reader->next_report = 0;
	reader->waiting = 0;
	reader->odd = 0;
	reader->last_us = reader->arrived_us = 0;
	reader->is_cut = false;
}

void journal_reader_free(struct journal_reader *reader)
{
	if (!reader)
		return;
	journal_codec_clear(&reader->codec);
	journal_order_clear(&reader->order);
	g_ptr_array_unref(reader->ids);
	g_hash_table_unref(reader->by_id);
	g_ptr_array_unref(reader->unknown);
	g_string_chunk_free(reader->strings);
	g_array_unref(reader->tests);
	g_array_unref(reader->repeats);
	g_array_unref(reader->batch);
	g_free(reader);
}

const struct coordinator_options *journal_reader_options(const struct journal_reader *reader)
{
	return &reader->options;
}

int64_t journal_reader_began_us(const struct journal_reader *reader)
{
	return reader->began_us;
}

bool journal_reader_is_cut(const struct journal_reader *reader)
{
	return reader->is_cut;
}

size_t journal_reader_test_count(const struct journal_reader *reader)
{
	return reader->ids->len;
}

const char *journal_reader_id(const struct journal_reader *reader, size_t test)
{
	return test < reader->ids->len ? reader->ids->pdata[test] : NULL;
}

/* ---- which test is which ---- */

static void learn_id(struct journal_reader *reader, size_t test, const char *id)
{
	if (test >= reader->ids->len || !id)
		return;
	reader->ids->pdata[test] = (char *)id;
	g_hash_table_insert(reader->by_id, (char *)id, GSIZE_TO_POINTER(test + 1));
}

/* A name for a test whose id is not known, since nothing came of it. */
static const char *name_unknown(struct journal_reader *reader, size_t test)
{
	char *name = g_strdup_printf("(test %zu)", test + 1);

	g_ptr_array_add(reader->unknown, name);
	return name;
}

static void read_names(struct journal_reader *reader)
{
	for (size_t i = 0; i < reader->ids->len && !reader->codec.is_cut; i++) {
		const char *id;
		journal_codec_string(&reader->codec, &id);
		learn_id(reader, i, id);
	}
}

static void read_listing(struct journal_reader *reader, struct input *input)
{
	g_array_set_size(reader->tests, 0);
	g_array_set_size(reader->repeats, 0);
	journal_codec_listing(&reader->codec, input, reader->tests, reader->repeats);
	g_ptr_array_set_size(reader->ids, (int)reader->tests->len);
	journal_order_listed(&reader->order, reader->tests->len);
	for (size_t i = 0; i < reader->tests->len; i++) {
		const char *id = reader->ids->pdata[i];
		g_array_index(reader->tests, struct planned_test, i).id =
			id ? id : name_unknown(reader, i);
	}
	input->tests = (const struct planned_test *)(const void *)reader->tests->data;
}

/* ---- reports ---- */

/* The next report of the stream; NULL if it has no more. */
static const struct stream_report *take_report(struct journal_reader *reader)
{
	const GArray *all = reader->reports->all;

	if (reader->next_report >= all->len)
		return NULL;
	return &g_array_index(all, struct stream_report, reader->next_report++);
}

static size_t test_of_report(struct journal_reader *reader, struct journal_execution *execution,
			     const struct stream_report *report)
{
	size_t test = GPOINTER_TO_SIZE(g_hash_table_lookup(reader->by_id, report->test_id));

	if (test > 0 && journal_order_knows(&reader->order, test - 1))
		return test - 1;
	test = journal_order_expect(&reader->order, execution);
	if (reader->odd & ODD_TEST)
		test = reader->odd_test;
	journal_order_note(&reader->order, test);
	learn_id(reader, test, report->test_id);
	return test;
}

static void take_arrival(struct journal_reader *reader, struct journal_execution *execution,
			 const struct stream_report *report)
{
	if (reader->odd & ODD_DELAY)
		execution->delay_ms += reader->odd_delay_ms;
	if (reader->is_arrival)
		reader->arrived_us = journal_stamp_us(reader->began_us, report->stamp_ns) +
				     execution->delay_ms * 1000;
	reader->is_arrival = false;
	reader->last_us = MAX(reader->last_us, reader->arrived_us);
}

/* Hands out the next report that has arrived. */
static bool read_report(struct journal_reader *reader, struct journal_record *record)
{
	const struct stream_report *report = take_report(reader);

	if (!report) {
		reader->is_cut = true;
		return false;
	}
	struct journal_execution *execution = journal_order_find(&reader->order, report->execution);
	size_t test = test_of_report(reader, execution, report);
	take_arrival(reader, execution, report);
	if (reader->odd & ODD_CLOCK)
		execution->has_clock = !execution->has_clock;
	reader->odd = 0;
	reader->waiting--;
	*record = (struct journal_record){
		.kind = RECORD_INPUT,
		.at_us = reader->last_us,
		.input_us = reader->arrived_us,
		.test = test,
		.input = {.kind = report->status == STATUS_INPROGRESS ? INPUT_TEST_STARTED
								      : INPUT_TEST_ENDED,
			  .execution = report->execution,
			  .test_id = text_of(report->test_id),
			  .status = report->status,
			  .time_ns = execution->has_clock ? report->stamp_ns : TIME_NONE},
	};
	return true;
}

static void read_oddity(struct journal_reader *reader)
{
	journal_codec_byte(&reader->codec, &reader->odd);
	if (reader->odd & ODD_TEST) {
		journal_codec_size(&reader->codec, &reader->odd_test);
		reader->odd_test--;
	}
	if (reader->odd & ODD_DELAY)
		journal_codec_signed(&reader->codec, &reader->odd_delay_ms);
}

/* ---- records ---- */

static void read_input(struct journal_reader *reader, int kind, struct journal_record *record)
{
	struct input *input = &record->input;
	uint64_t since_us = 0;

	input->kind = (enum input_kind)kind;
	journal_codec_unsigned(&reader->codec, &since_us);
	reader->last_us += (int64_t)since_us;
	if (input->kind == INPUT_LISTED)
		read_listing(reader, input);
	else
		journal_codec_input(&reader->codec, input);
	if (input->kind == INPUT_EXECUTION_ENDED)
		journal_order_end(&reader->order, input->execution);
	record->kind = RECORD_INPUT;
	record->input_us = reader->last_us;
}

static void read_answer(struct journal_reader *reader, struct action *action)
{
	const struct stream_report *report =
		journal_is_reported(action) ? take_report(reader) : NULL;

	journal_order_note(&reader->order, action->test);
	if (report)
		action->test_id = report->test_id;
	if (action->test_id)
		learn_id(reader, action->test, action->test_id);
	else
		action->test_id = journal_reader_id(reader, action->test);
}

static void read_action(struct journal_reader *reader, int kind, struct journal_record *record)
{
	struct action *action = &record->action;

	action->kind = (enum action_kind)kind;
	g_array_set_size(reader->batch, 0);
	journal_codec_action(&reader->codec, action, reader->batch);
	record->kind = RECORD_ACTION;
	if (reader->codec.is_cut)
		return;
	if (action->kind == ACTION_EXECUTE)
		journal_order_begin(&reader->order, action);
	else if (action->kind == ACTION_NOTE)
		action->test_id = journal_reader_id(reader, action->test);
	else if (action->kind == ACTION_ANSWER)
		read_answer(reader, action);
	else if (action->kind == ACTION_RETURNCODE)
		(void)take_report(reader);
}

/* Reads what begins with `byte` if that is a record of its own. */
static bool read_record(struct journal_reader *reader, int byte, struct journal_record *record)
{
	*record = (struct journal_record){.test = JOURNAL_UNLISTED};
	if (byte >= JOURNAL_INPUT && byte <= JOURNAL_INPUT + INPUT_FAILED)
		read_input(reader, byte - JOURNAL_INPUT, record);
	else if (byte >= JOURNAL_ACTION && byte <= JOURNAL_ACTION + ACTION_NOTE)
		read_action(reader, byte - JOURNAL_ACTION, record);
	else
		reader->codec.is_cut = true;
	record->at_us = reader->last_us;
	return !reader->codec.is_cut;
}

bool journal_reader_next(struct journal_reader *reader, struct journal_record *record)
{
	uint8_t byte;

	while (!reader->is_cut && reader->waiting == 0 && reader->codec.in.length > 0) {
		journal_codec_byte(&reader->codec, &byte);
		if (byte == JOURNAL_NAMES)
			read_names(reader);
		else if (byte == JOURNAL_ODD)
			read_oddity(reader);
		else if (byte < JOURNAL_ARRIVED && read_record(reader, byte, record))
			return true;
		else if (byte >= JOURNAL_ARRIVED)
			reader->waiting = byte % JOURNAL_REPORTS_MAX + 1;
		reader->is_arrival = byte >= JOURNAL_ARRIVED && byte < JOURNAL_MORE;
		reader->is_cut = reader->codec.is_cut;
	}
	return !reader->is_cut && reader->waiting > 0 && read_report(reader, record);
}
