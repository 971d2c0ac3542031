#include "core/judge.h"

#include <glib.h>

#include "core/planted_bugs.h"

/* How many instances may be lost while a test runs before it is taken for the cause. */
#define LOSSES_MAX 3

/* How many executions may get nowhere with a test that is alone in the last of them. */
#define STALLS_MAX 2

/* With this status an execute callout says that its instance is lost. */
#define CODE_LOST 255

static struct judgement answered(enum outcome outcome, enum reason reason)
{
	return (struct judgement){JUDGEMENT_ANSWERED, outcome, reason};
}

/* If the next loss would be the last, nothing else is put at risk by it. */
bool judge_is_dangerous(int losses)
{
	return losses == LOSSES_MAX - 1;
}

static struct judgement again(const struct execution_end *end, const struct test_history *history)
{
	bool is_dangerous = judge_is_dangerous(history->losses);

	if (!end->can_choose)
		return answered(OUTCOME_LOST, REASON_CANNOT_CHOOSE);
	return (struct judgement){.kind = is_dangerous ? JUDGEMENT_ALONE : JUDGEMENT_AGAIN};
}

static struct judgement judge_loss(const struct execution_end *end, struct test_history *history)
{
	if (history->is_started && (++history->losses == LOSSES_MAX || PLANTED(BUG_BLAMES_LOSS)))
		return answered(OUTCOME_FAIL, REASON_KILLS_INSTANCES);
	return again(end, history);
}

static struct judgement judge_unstarted(const struct execution_end *end,
					struct test_history *history)
{
	bool is_culprit;

	if (end->got_somewhere || !end->can_choose)
		return again(end, history);
	history->stalls = (uint8_t)MIN(history->stalls + 1, STALLS_MAX);
	is_culprit = end->is_of_one && history->stalls == STALLS_MAX;
	if (is_culprit || end->is_hopeless)
		return answered(OUTCOME_FAIL, REASON_NO_PROGRESS);
	return (struct judgement){.kind = JUDGEMENT_DIVIDED};
}

static struct judgement judge_unreported(const struct execution_end *end)
{
	if (PLANTED(BUG_TRUSTS_STATUS_0))
		return answered(OUTCOME_SUCCESS, REASON_NONE);
	if (end->may_be_others && end->can_choose && !end->is_of_one)
		return (struct judgement){.kind = JUDGEMENT_ALONE};
	if (end->may_be_others && end->is_of_one && !outcome_is_failure(end->others))
		return answered(end->others, REASON_OTHERS);
	return answered(end->skips_unreported ? OUTCOME_SKIP : OUTCOME_FAIL, REASON_NOT_REPORTED);
}

struct judgement judge_test(const struct execution_end *end, struct test_history *history)
{
	bool is_started = history->is_started;

	switch (end->kind) {
	case END_COMPLETE:
		return judge_unreported(end);
	case END_EARLY:
		return is_started ? answered(OUTCOME_FAIL,
					     end->exited_0 ? REASON_NO_RESULT : REASON_CRASHED)
				  : judge_unstarted(end, history);
	case END_LOSS:
		return judge_loss(end, history);
	case END_TIME_UP:
		return is_started ? answered(OUTCOME_FAIL, end->reason)
				  : judge_unstarted(end, history);
	case END_RUN_TIME_UP:
		return answered(is_started ? OUTCOME_FAIL : OUTCOME_NOT_RUN, end->reason);
	case END_STOPPED:
		return answered(OUTCOME_NOT_RUN, end->reason);
	}
	g_assert_not_reached();
}

bool judge_is_early(struct ending ending, bool is_all_reported, bool is_stream_complete)
{
	if (ending.kind != ENDING_EXITED || !is_stream_complete)
		return true;
	return ending.code != 0 && (!is_all_reported || ending.code == CODE_LOST);
}

bool judge_is_repeatable(enum reason reason)
{
	return reason != REASON_NO_ROOM && reason != REASON_KILLS_INSTANCES &&
	       reason != REASON_NO_PROGRESS && reason != REASON_FIXTURE &&
	       reason != REASON_DERIVED && reason != REASON_OTHERS;
}

bool judge_is_unexplained(struct ending ending, bool has_failure)
{
	if (ending.kind != ENDING_EXITED)
		return true;
	return ending.code != 0 && !(ending.code == 1 && has_failure);
}
