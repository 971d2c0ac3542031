#include "core/journal_writer.h"

#include "core/journal.h"
#include "core/journal_codec.h"
#include "core/journal_order.h"

struct journal_writer {
	GByteArray *records, *names;
	bool is_taken; /* what is in them has been handed out */
	struct journal_codec codec;
	struct journal_order order;
	int64_t started_us; /* by the caller's clock */
	int64_t began_us;   /* the same, since 1970 */
	int64_t last_us;    /* of the last record, since the start */
	int64_t arrived_us; /* of the last report */
	bool has_output;    /* INPUT_OUTPUT matters */
	uint8_t waiting;    /* how many reports there are that no byte tells of yet */
	uint8_t kind;       /* the byte that will: JOURNAL_ARRIVED or JOURNAL_MORE */
};

struct journal_writer *journal_writer_new(void)
{
	struct journal_writer *writer = g_new0(struct journal_writer, 1);

	writer->records = g_byte_array_new();
	writer->names = g_byte_array_new();
	writer->codec = journal_codec_to(writer->records);
	writer->arrived_us = INT64_MIN;
	journal_order_init(&writer->order);
	return writer;
}

void journal_writer_free(struct journal_writer *writer)
{
	if (!writer)
		return;
	journal_codec_clear(&writer->codec);
	journal_order_clear(&writer->order);
	g_byte_array_unref(writer->records);
	g_byte_array_unref(writer->names);
	g_free(writer);
}

/* Makes room for more once what there was has been taken. */
static void forget_taken(struct journal_writer *writer)
{
	if (!writer->is_taken)
		return;
	g_byte_array_set_size(writer->records, 0);
	g_byte_array_set_size(writer->names, 0);
	writer->is_taken = false;
}

static void write_byte(struct journal_writer *writer, int byte)
{
	uint8_t value = (uint8_t)byte;

	journal_codec_byte(&writer->codec, &value);
}

/* Tells of the reports that wait. */
static void write_reports(struct journal_writer *writer)
{
	if (writer->waiting > 0)
		write_byte(writer, writer->kind + writer->waiting - 1);
	writer->waiting = 0;
}

void journal_writer_begin(struct journal_writer *writer, const struct coordinator_options *options,
			  int64_t now_us, int64_t real_us)
{
	struct coordinator_options copy = *options;
	int64_t began_us = real_us;

	writer->started_us = now_us;
	writer->began_us = real_us;
	writer->has_output = options->limits.no_output_timeout_us > 0;
	g_byte_array_append(writer->records, (const uint8_t *)JOURNAL_MAGIC,
			    sizeof JOURNAL_MAGIC - 1);
	journal_codec_signed(&writer->codec, &began_us);
	journal_codec_options(&writer->codec, &copy);
}

/* ---- inputs ---- */

static void write_names(struct journal_writer *writer, const struct input *input)
{
	cleared(journal_codec) codec = journal_codec_to(writer->names);
	uint8_t byte = JOURNAL_NAMES;

	journal_codec_byte(&codec, &byte);
	for (size_t i = 0; i < input->test_count; i++) {
		const char *id = input->tests[i].id;
		journal_codec_string(&codec, &id);
	}
}

static void write_listing(struct journal_writer *writer, struct input *input)
{
	journal_codec_listing(&writer->codec, input, NULL, NULL);
	journal_order_listed(&writer->order, input->test_count);
	write_names(writer, input);
}

void journal_writer_input(struct journal_writer *writer, int64_t now_us, const struct input *input)
{
	struct input copy = *input;
	int64_t time_us = MAX(now_us - writer->started_us, writer->last_us);
	uint64_t since_us = (uint64_t)(time_us - writer->last_us);

	forget_taken(writer);
	if (input->kind == INPUT_OUTPUT && !writer->has_output)
		return;
	write_reports(writer);
	write_byte(writer, JOURNAL_INPUT + (int)input->kind);
	journal_codec_unsigned(&writer->codec, &since_us);
	writer->last_us = time_us;
	if (input->kind == INPUT_LISTED)
		write_listing(writer, &copy);
	else
		journal_codec_input(&writer->codec, &copy);
	if (input->kind == INPUT_EXECUTION_ENDED)
		journal_order_end(&writer->order, input->execution);
}

/* ---- reports ---- */

struct oddity {
	uint8_t flags;
	size_t test;
	int64_t delay_ms;
};

static void write_oddity(struct journal_writer *writer, const struct oddity *odd)
{
	size_t test = odd->test + 1; /* JOURNAL_UNLISTED becomes 0 */
	int64_t delay_ms = odd->delay_ms;

	write_reports(writer);
	write_byte(writer, JOURNAL_ODD);
	write_byte(writer, odd->flags);
	if (odd->flags & ODD_TEST)
		journal_codec_size(&writer->codec, &test);
	if (odd->flags & ODD_DELAY)
		journal_codec_signed(&writer->codec, &delay_ms);
}

/* What of the test of a report has to be told. */
static void compare_test(struct journal_writer *writer, struct journal_execution *execution,
			 size_t test, struct oddity *odd)
{
	if (journal_order_knows(&writer->order, test))
		return;
	if (journal_order_expect(&writer->order, execution) != test) {
		odd->flags |= ODD_TEST;
		odd->test = test;
	}
	journal_order_note(&writer->order, test);
}

/* What of its time has to be told. */
static void compare_time(const struct journal_writer *writer, struct journal_execution *execution,
			 int64_t arrived_us, int64_t stamp_ns, struct oddity *odd)
{
	int64_t delay_us = arrived_us - journal_stamp_us(writer->began_us, stamp_ns);
	int64_t delay_ms = delay_us / 1000;

	if (delay_ms != execution->delay_ms) {
		odd->flags |= ODD_DELAY;
		odd->delay_ms = delay_ms - execution->delay_ms;
	}
	execution->delay_ms = delay_ms;
}

void journal_writer_report(struct journal_writer *writer, int64_t now_us, const struct input *input,
			   size_t test, int64_t stamp_ns)
{
	struct journal_execution *execution = journal_order_find(&writer->order, input->execution);
	int64_t arrived_us = now_us - writer->started_us;
	bool is_more = arrived_us == writer->arrived_us;
	bool has_clock = input->time_ns != TIME_NONE;
	struct oddity odd = {0};

	forget_taken(writer);
	compare_test(writer, execution, test, &odd);
	if (!is_more)
		compare_time(writer, execution, arrived_us, stamp_ns, &odd);
	if (has_clock != execution->has_clock)
		odd.flags |= ODD_CLOCK;
	execution->has_clock = has_clock;
	if (odd.flags)
		write_oddity(writer, &odd);
	if (!is_more || writer->waiting == JOURNAL_REPORTS_MAX)
		write_reports(writer);
	if (writer->waiting == 0)
		writer->kind = is_more ? JOURNAL_MORE : JOURNAL_ARRIVED;
	writer->waiting++;
	writer->arrived_us = arrived_us;
	writer->last_us = MAX(writer->last_us, arrived_us);
}

/* ---- actions ---- */

void journal_writer_action(struct journal_writer *writer, const struct action *action)
{
	struct action copy = *action;

	forget_taken(writer);
	write_reports(writer);
	write_byte(writer, JOURNAL_ACTION + (int)action->kind);
	journal_codec_action(&writer->codec, &copy, NULL);
	if (action->kind == ACTION_EXECUTE)
		journal_order_begin(&writer->order, action);
	else if (action->kind == ACTION_ANSWER)
		journal_order_note(&writer->order, action->test);
}

void journal_writer_take(struct journal_writer *writer, struct bytes *records, struct bytes *names)
{
	forget_taken(writer);
	write_reports(writer);
	*records = (struct bytes){writer->records->data, writer->records->len};
	*names = (struct bytes){writer->names->data, writer->names->len};
	writer->is_taken = true;
}
