#include "core/judge.h"

/* How many instances may be lost while a test runs before it is taken for the cause. */
#define LOSSES_MAX 3

/* How many executions may get nowhere with a test. */
#define STALLS_MAX 2

static struct ruling answered(enum outcome outcome, enum reason reason)
{
	return (struct ruling){FATE_ANSWERED, outcome, reason};
}

static struct ruling again(const struct execution_end *end, enum fate fate)
{
	if (!end->can_choose)
		return answered(OUTCOME_LOST, REASON_CANNOT_CHOOSE);
	return (struct ruling){.fate = fate};
}

static struct ruling judge_loss(const struct execution_end *end, struct test_history *history)
{
	if (!history->is_started)
		return again(end, FATE_AGAIN);
	history->losses++;
	if (history->losses >= LOSSES_MAX)
		return answered(OUTCOME_FAIL, REASON_KILLS_INSTANCES);
	return again(end, history->losses == LOSSES_MAX - 1 ? FATE_ALONE : FATE_AGAIN);
}

static struct ruling judge_unstarted(const struct execution_end *end, struct test_history *history)
{
	if (end->got_somewhere)
		return again(end, FATE_AGAIN);
	history->stalls++;
	if (history->stalls >= STALLS_MAX)
		return answered(OUTCOME_FAIL, REASON_NO_PROGRESS);
	return again(end, end->run_got_somewhere ? FATE_ALONE : FATE_AGAIN);
}

struct ruling judge_test(const struct execution_end *end, struct test_history *history)
{
	bool is_started = history->is_started;

	switch (end->kind) {
	case END_COMPLETE:
		return answered(OUTCOME_FAIL, is_started ? REASON_NO_RESULT : REASON_NOT_REPORTED);
	case END_EARLY:
		return is_started ? answered(OUTCOME_FAIL, REASON_CRASHED)
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

bool judge_is_early(struct ending ending, bool is_all_reported)
{
	if (ending.kind != ENDING_EXITED)
		return true;
	return ending.code != 0 && !is_all_reported;
}

bool judge_is_unexplained(struct ending ending, bool has_failure)
{
	if (ending.kind != ENDING_EXITED)
		return true;
	return ending.code != 0 && !(ending.code == 1 && has_failure);
}
