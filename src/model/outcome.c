#include "model/outcome.h"

static const struct {
	const char *name;
	bool is_failure;
	int badness; /* which of two answers stands: the higher */
	enum status status;
	const char *tag;
} table[OUTCOME_COUNT] = {
	[OUTCOME_UNDECIDED] = {"undecided", false, 0, STATUS_NONE, NULL},
	[OUTCOME_SUCCESS] = {"success", false, 3, STATUS_SUCCESS, NULL},
	[OUTCOME_FLAKY] = {"flaky", false, 4, STATUS_SUCCESS, TAG_FLAKY},
	[OUTCOME_SKIP] = {"skip", false, 2, STATUS_SKIP, NULL},
	[OUTCOME_XFAIL] = {"xfail", false, 5, STATUS_XFAIL, NULL},
	[OUTCOME_UXSUCCESS] = {"uxsuccess", true, 6, STATUS_UXSUCCESS, NULL},
	[OUTCOME_FAIL] = {"fail", true, 8, STATUS_FAIL, NULL},
	[OUTCOME_LOST] = {"lost", true, 7, STATUS_FAIL, TAG_LOST},
	[OUTCOME_NOT_RUN] = {"not-run", false, 1, STATUS_SKIP, TAG_NOT_RUN},
};

enum outcome outcome_from_status(enum status status)
{
	switch (status) {
	case STATUS_SUCCESS:
		return OUTCOME_SUCCESS;
	case STATUS_UXSUCCESS:
		return OUTCOME_UXSUCCESS;
	case STATUS_SKIP:
		return OUTCOME_SKIP;
	case STATUS_FAIL:
		return OUTCOME_FAIL;
	case STATUS_XFAIL:
		return OUTCOME_XFAIL;
	case STATUS_NONE:
	case STATUS_EXISTS:
	case STATUS_INPROGRESS:
		break;
	}
	return OUTCOME_UNDECIDED;
}

static bool has_tag(const struct event *event, const char *tag)
{
	for (size_t i = 0; i < event->tag_count; i++)
		if (text_is(event->tags[i], tag))
			return true;
	return false;
}

enum outcome outcome_of_event(const struct event *event)
{
	if (outcome_is_pass(outcome_from_status(event->status)) && has_tag(event, TAG_FLAKY))
		return OUTCOME_FLAKY;
	if (event->status == STATUS_FAIL && has_tag(event, TAG_LOST))
		return OUTCOME_LOST;
	if (event->status == STATUS_SKIP && has_tag(event, TAG_NOT_RUN))
		return OUTCOME_NOT_RUN;
	if (event->status == STATUS_SKIP && has_tag(event, TAG_AGAIN))
		return OUTCOME_UNDECIDED;
	return outcome_from_status(event->status);
}

bool outcome_is_retried(const struct event *event)
{
	return outcome_is_failure(outcome_from_status(event->status)) && has_tag(event, TAG_RETRY);
}

bool outcome_is_provisional(const struct event *event)
{
	return outcome_is_retried(event) ||
	       (outcome_is_failure(outcome_from_status(event->status)) &&
		has_tag(event, TAG_TOLD_AGAIN));
}

enum status outcome_status(enum outcome outcome)
{
	return table[outcome].status;
}

const char *outcome_tag(enum outcome outcome)
{
	return table[outcome].tag;
}

const char *outcome_name(enum outcome outcome)
{
	return table[outcome].name;
}

enum outcome outcome_parse(const char *name)
{
	for (int i = OUTCOME_SUCCESS; i < OUTCOME_COUNT; i++)
		if (strcmp(table[i].name, name) == 0)
			return (enum outcome)i;
	return OUTCOME_UNDECIDED;
}

bool outcome_is_failure(enum outcome outcome)
{
	return table[outcome].is_failure;
}

bool outcome_is_pass(enum outcome outcome)
{
	return outcome == OUTCOME_SUCCESS || outcome == OUTCOME_XFAIL;
}

enum outcome outcome_worse(enum outcome a, enum outcome b)
{
	return table[b].badness > table[a].badness ? b : a;
}

enum outcome outcome_after(enum outcome known, enum outcome latest)
{
	return latest == OUTCOME_FLAKY ? OUTCOME_FLAKY : outcome_worse(known, latest);
}

size_t tally_total(const struct tally *tally)
{
	size_t total = 0;
	for (int i = 0; i < OUTCOME_COUNT; i++)
		total += tally->count[i];
	return total;
}

size_t tally_failures(const struct tally *tally)
{
	size_t failures = 0;
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (table[i].is_failure)
			failures += tally->count[i];
	return failures;
}
