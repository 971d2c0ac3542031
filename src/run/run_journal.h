/*
 * The journal of a run that is being recorded: what the engine tells of the coordinator goes into
 * the run's journal in the repository.
 */
#ifndef TESTR_RUN_RUN_JOURNAL_H
#define TESTR_RUN_RUN_JOURNAL_H

#include "base/scoped.h"
#include "core/journal_writer.h"
#include "engine/engine.h"
#include "store/run_recorder.h"

struct run_journal {
	struct journal_sink sink; /* for the engine */
	struct journal_writer *writer;
	struct run_recorder *recorder; /* borrowed */
};

void run_journal_init(struct run_journal *journal, struct run_recorder *recorder);

/*
 * Writes what has come in; to be called when the stream has been flushed. False with an error,
 * once, when that fails: then there is no more of the journal.
 */
bool run_journal_flush(struct run_journal *journal, GError **error);

void run_journal_clear(struct run_journal *journal);

#endif
