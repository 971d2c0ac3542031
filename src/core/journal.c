#include "core/journal.h"

int64_t journal_stamp_us(int64_t began_us, int64_t stamp_ns)
{
	return stamp_ns / 1000 - began_us;
}

int64_t journal_arrival_us(int64_t began_us, int64_t now_us, int64_t stamp_ns)
{
	int64_t stamp_us = journal_stamp_us(began_us, stamp_ns);
	int64_t delay_us = now_us - stamp_us;
	int64_t off_us = delay_us % 1000;

	return now_us - (off_us < 0 ? off_us + 1000 : off_us);
}

bool journal_is_reported(const struct action *action)
{
	bool is_elsewhere = action->reason == REASON_DERIVED || action->reason == REASON_OTHERS;

	return action->kind == ACTION_RETURNCODE ||
	       (action->kind == ACTION_ANSWER && !is_elsewhere);
}
