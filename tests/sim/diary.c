#include "sim/diary.h"

#include "core/journal.h"
#include "core/journal_writer.h"
#include "sim/replay.h"

struct diary {
	struct journal_writer *writer;
	struct stream_reports reports;
};

struct diary *diary_new(const struct coordinator_options *options)
{
	struct diary *diary = g_new0(struct diary, 1);

	diary->writer = journal_writer_new();
	journal_writer_begin(diary->writer, options, 0, 0);
	stream_reports_init(&diary->reports);
	return diary;
}

static void note_report(struct diary *diary, const struct coordinator *coordinator, int64_t now_us,
			const struct input *input)
{
	bool is_start = input->kind == INPUT_TEST_STARTED;

	stream_reports_add(&diary->reports, input->test_id,
			   is_start ? STATUS_INPROGRESS : input->status, input->execution,
			   now_us * 1000);
	journal_writer_report(diary->writer, now_us, input,
			      coordinator_find(coordinator, input->test_id), now_us * 1000);
}

void diary_input(struct diary *diary, const struct coordinator *coordinator, int64_t now_us,
		 const struct input *input)
{
	if (!diary)
		return;
	if (input->kind == INPUT_TEST_STARTED || input->kind == INPUT_TEST_ENDED)
		note_report(diary, coordinator, now_us, input);
	else
		journal_writer_input(diary->writer, now_us, input);
}

void diary_action(struct diary *diary, int64_t now_us, const struct action *action)
{
	if (!diary)
		return;
	if (journal_is_reported(action))
		stream_reports_add(&diary->reports,
				   text_of(action->test_id ? action->test_id : "returncode"),
				   STATUS_FAIL, action->execution, now_us * 1000);
	journal_writer_action(diary->writer, action);
}

char *diary_replay(struct diary *diary)
{
	struct bytes records, names;
	g_autoptr(GError) error = NULL;

	journal_writer_take(diary->writer, &records, &names);
	char *difference = replay_journal(records, &diary->reports, NULL, &error);
	return error ? g_strdup(error->message) : difference;
}

void diary_free(struct diary *diary)
{
	if (!diary)
		return;
	journal_writer_free(diary->writer);
	stream_reports_clear(&diary->reports);
	g_free(diary);
}
