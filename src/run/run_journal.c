#include "run/run_journal.h"

static void run_journal_begin(void *self, const struct coordinator_options *options, int64_t now_us,
			      int64_t real_us)
{
	journal_writer_begin(((struct run_journal *)self)->writer, options, now_us, real_us);
}

static void run_journal_input(void *self, int64_t now_us, const struct input *input)
{
	journal_writer_input(((struct run_journal *)self)->writer, now_us, input);
}

static void run_journal_report(void *self, int64_t now_us, const struct input *input, size_t test,
			       int64_t stamp_ns)
{
	journal_writer_report(((struct run_journal *)self)->writer, now_us, input, test, stamp_ns);
}

static void run_journal_action(void *self, const struct action *action)
{
	journal_writer_action(((struct run_journal *)self)->writer, action);
}

void run_journal_init(struct run_journal *journal, struct run_recorder *recorder)
{
	*journal = (struct run_journal){
		.sink = {.self = journal,
			 .begin = run_journal_begin,
			 .input = run_journal_input,
			 .report = run_journal_report,
			 .action = run_journal_action},
		.writer = journal_writer_new(),
		.recorder = recorder,
	};
}

bool run_journal_flush(struct run_journal *journal, GError **error)
{
	struct bytes records, names;

	journal_writer_take(journal->writer, &records, &names);
	run_recorder_add_journal(journal->recorder, records, false);
	run_recorder_add_journal(journal->recorder, names, true);
	return run_recorder_flush_journal(journal->recorder, error);
}

void run_journal_clear(struct run_journal *journal)
{
	g_clear_pointer(&journal->writer, journal_writer_free);
}
