/* Indirect answers: results under other ids than those of the listing, and what they mean. */
#include "core/planted_bugs.h"
#include "core/run_state.h"
#include "model/relation.h"

/* A fixture that did not pass. */
struct failed_fixture {
	const char *id;
	struct fixture fixture;
	enum outcome outcome;
};

GArray *indirect_new_fixtures(void)
{
	return g_array_new(false, false, sizeof(struct failed_fixture));
}

/* ---- results ---- */

/* The test of the execution's batch from whose id this one is derived, or TEST_NONE. */
static uint32_t find_base(struct coordinator *coordinator, const struct execution *execution,
			  struct text id)
{
	struct text base = derived_base(id, id.length);

	for (; base.length > 0; base = derived_base(id, base.length)) {
		uint32_t index = test_table_find(&coordinator->tests, base);
		if (index != TEST_NONE && test_table_get(&coordinator->tests, index)->execution ==
						  execution->task.timer.number)
			return index;
	}
	return TEST_NONE;
}

void indirect_started(struct coordinator *coordinator, struct execution *execution, struct text id)
{
	uint32_t index = find_base(coordinator, execution, id);

	if (index == TEST_NONE)
		return;
	test_table_start(&coordinator->tests, &execution->running, index, coordinator->now_us, -1);
	executing_watch(coordinator, execution);
}

/* A fixture that fails in several executions is one failure. */
static void take_fixture(struct coordinator *coordinator, struct execution *execution,
			 struct text id, enum outcome outcome)
{
	struct failed_fixture failed = {.outcome = outcome};
	size_t known = g_hash_table_size(coordinator->failed_fixtures);

	if (!outcome_is_failure(outcome) && outcome != OUTCOME_SKIP)
		return;
	failed.id = test_table_keep(&coordinator->tests, id);
	(void)fixture_parse(text_of(failed.id), &failed.fixture);
	if (failed.fixture.is_setup)
		g_array_append_val(execution->fixtures, failed);
	if (!outcome_is_failure(outcome))
		return;
	execution->has_lasting = true;
	g_hash_table_add(coordinator->failed_fixtures, (char *)failed.id);
	if (g_hash_table_size(coordinator->failed_fixtures) > known)
		coordinator->summary.unlisted_failed++;
}

static void take_derived(struct coordinator *coordinator, struct execution *execution,
			 uint32_t index, enum outcome outcome)
{
	struct test *test = test_table_get(&coordinator->tests, index);

	if (outcome_is_failure(outcome))
		execution->has_lasting = true;
	if (test->outcome != OUTCOME_UNDECIDED) {
		coordinator->summary.unlisted_failed += outcome_is_failure(outcome);
		return;
	}
	test_table_stop(&coordinator->tests, &execution->running, index);
	test->is_started = false;
	test->derived = (uint8_t)outcome_worse((enum outcome)test->derived, outcome);
}

static void take_other(struct coordinator *coordinator, struct execution *execution, struct text id,
		       enum outcome outcome)
{
	uint32_t index = test_table_find(&coordinator->tests, id);

	execution->others = outcome_worse(execution->others, outcome);
	execution->other_count++;
	if (!outcome_is_failure(outcome))
		return;
	execution->has_lasting = true;
	coordinator->summary.unlisted_failed++;
	if (index != TEST_NONE)
		test_table_get(&coordinator->tests, index)->has_stray_failure = true;
}

void indirect_ended(struct coordinator *coordinator, struct execution *execution, struct text id,
		    enum outcome outcome)
{
	struct fixture fixture;
	uint32_t base = find_base(coordinator, execution, id);

	if (fixture_parse(id, &fixture))
		take_fixture(coordinator, execution, id, outcome);
	else if (base != TEST_NONE)
		take_derived(coordinator, execution, base, outcome);
	else
		take_other(coordinator, execution, id, outcome);
}

void indirect_contradict(struct coordinator *coordinator, struct test *test)
{
	coordinator->summary.unlisted_failed += outcome_is_failure((enum outcome)test->derived);
	test->derived = OUTCOME_UNDECIDED;
}

/* ---- answers ---- */

static const struct failed_fixture *find_fixture(const struct execution *execution, const char *id)
{
	for (guint i = 0; i < execution->fixtures->len; i++) {
		const struct failed_fixture *failed =
			&g_array_index(execution->fixtures, struct failed_fixture, i);
		if (fixture_covers(&failed->fixture, text_of(id)))
			return failed;
	}
	return NULL;
}

/* True if the runner has come to its end by itself, and failures explain its status. */
static bool ended_by_itself(const struct execution *execution)
{
	return execution->ending.kind == ENDING_EXITED && execution->time_up == REASON_NONE &&
	       (execution->ending.code == 0 ||
		(execution->ending.code == 1 && execution->has_failure));
}

bool indirect_answer(const struct execution *execution, const struct test *test,
		     struct indirect_answer *answer)
{
	const struct failed_fixture *failed;

	if (test->is_started || PLANTED(BUG_IGNORES_FIXTURES))
		return false;
	failed = find_fixture(execution, test->id);
	if (failed) {
		*answer = (struct indirect_answer){
			.outcome = failed->outcome == OUTCOME_SKIP ? OUTCOME_SKIP : OUTCOME_FAIL,
			.reason = REASON_FIXTURE,
			.fixture = failed->id,
		};
		return true;
	}
	*answer = (struct indirect_answer){(enum outcome)test->derived, REASON_DERIVED, NULL};
	return test->derived != OUTCOME_UNDECIDED && ended_by_itself(execution);
}
