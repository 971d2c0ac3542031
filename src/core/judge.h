/*
 * The judge: what an execution's end means for the tests it had. This is the table of
 * docs/design/execution-ends.md. A test that has an outcome keeps it and is not judged.
 *
 *	how it ended              started, no outcome         never started
 *	complete (status 0)       -                           fail or skip: not reported (***)
 *	early, instance alive     fail: crashed               again (*)
 *	early, instance lost      again; alone; fail (**)     again
 *	its time was up           fail: timed out             again (*)
 *	the run was stopped       not run                     not run
 *	the run's time was up     fail: timed out             not run
 *
 * (*) If an execution on a living machine got nowhere (no test of its batch was started or
 * answered) one of its tests may be the cause: the batch is halved until the culprit is alone
 * (core/halving.c). A test that has been in two such executions, alone in the second, fails: no
 * progress. So do all if the runner starts none, whichever it is given.
 * (**) At the first, second and third instance that is lost while the test runs. What is to run
 * alone stays so until it is answered.
 *
 * (***) If the execution reported other things, the test is run alone; and if these pass then, they
 * are its answer. What results under related ids mean stands in core/indirect.c: tests that they
 * answer for are not judged.
 *
 * When tests cannot be chosen nothing can be handed out again: what would be is lost.
 */
#ifndef TESTR_CORE_JUDGE_H
#define TESTR_CORE_JUDGE_H

#include "core/protocol.h"

enum end_kind {
	END_COMPLETE,
	END_EARLY,
	END_LOSS,
	END_TIME_UP,
	END_STOPPED,
	END_RUN_TIME_UP,
};

/* One end of an execution, as far as it concerns its tests. */
struct execution_end {
	enum end_kind kind;
	enum reason reason; /* END_TIME_UP, END_STOPPED, END_RUN_TIME_UP: which */
	bool got_somewhere; /* a test of the batch was started or answered */
	bool exited_0;
	bool is_of_one;   /* it had one test only */
	bool is_hopeless; /* the runner starts no test, whichever it is given */
	bool can_choose;
	enum outcome others; /* the worst of results that have to do with no listed test */
	bool may_be_others;  /* there are enough of them to answer for all that was not reported */
	bool skips_unreported;
};

/* What a test has been through. The judge counts the present end in. */
struct test_history {
	bool is_started;
	uint8_t losses; /* instances lost while it ran */
	uint8_t stalls; /* executions on living machines that had it and got nowhere */
};

enum judgement_kind {
	JUDGEMENT_ANSWERED, /* with `outcome` because of `reason` */
	JUDGEMENT_AGAIN,    /* handed out again */
	JUDGEMENT_ALONE,    /* handed out again, in an execution of its own */
	JUDGEMENT_DIVIDED,  /* handed out again, with a part of its batch */
};

struct judgement {
	enum judgement_kind kind;
	enum outcome outcome;
	enum reason reason;
};

/* What becomes of a test without outcome. Counts the loss or the stall into `history`. */
struct judgement judge_test(const struct execution_end *end, struct test_history *history);

/*
 * True if the execution ended early: killed by a signal, not even started, with a status other
 * than 0 while tests had no outcome, with a stream that is not complete, or with 255, the execute
 * callout's word for a lost instance. Then its instance may be dead.
 */
bool judge_is_early(struct ending ending, bool is_all_reported, bool is_stream_complete);

/* True if the next loss would be the last, so that it is to run alone. */
bool judge_is_dangerous(int losses);

/*
 * True if a test that failed because of `reason` may be run again to see whether it passes then.
 * Those may not that have been given several chances already.
 */
bool judge_is_repeatable(enum reason reason);

/*
 * True if the end itself has to be reported as a failure: no result of the execution tells of it.
 * `has_failure`: a failure was reported in it, so status 1 only says so again.
 */
bool judge_is_unexplained(struct ending ending, bool has_failure);

#endif
