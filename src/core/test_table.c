#include "core/test_table.h"

#include "base/hash.h"
#include "core/planted_bugs.h"
#include "sched/suspects.h"

void test_table_init(struct test_table *tests)
{
	*tests = (struct test_table){
		.all = g_array_new(false, false, sizeof(struct test)),
		.ids = g_string_chunk_new(1 << 16),
		.by_id = g_hash_table_new(hash_string, g_str_equal),
		.key = g_string_new(NULL),
	};
}

static void enter_test(struct test_table *tests, const char *id, int execution)
{
	const struct test test = {
		.id = id,
		.execution = execution,
		.older = TEST_NONE,
		.newer = TEST_NONE,
		.attempts = execution == EXECUTION_NONE ? 0 : 1,
		.outcome = OUTCOME_UNDECIDED,
		.is_pending = id && execution == EXECUTION_NONE,
	};

	g_array_append_val(tests->all, test);
	if (!id)
		return;
	g_hash_table_insert(tests->by_id, (char *)id, GUINT_TO_POINTER(tests->all->len - 1));
	tests->listed++;
	tests->undecided++;
	tests->tally.count[OUTCOME_UNDECIDED]++;
}

void test_table_load(struct test_table *tests, const struct planned_test *listed, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool is_repeated = g_hash_table_contains(tests->by_id, listed[i].id);
		const char *id =
			is_repeated ? NULL : g_string_chunk_insert(tests->ids, listed[i].id);
		enter_test(tests, id, EXECUTION_NONE);
	}
}

const char *test_table_keep(struct test_table *tests, struct text id)
{
	g_string_truncate(tests->key, 0);
	g_string_append_len(tests->key, id.data, (ssize_t)id.length);
	return g_string_chunk_insert_const(tests->ids, tests->key->str);
}

uint32_t test_table_adopt(struct test_table *tests, struct text id, int execution)
{
	const char *copy = g_string_chunk_insert_len(tests->ids, id.data, (ssize_t)id.length);

	enter_test(tests, copy, execution);
	return tests->all->len - 1;
}

uint32_t test_table_find(struct test_table *tests, struct text id)
{
	void *index;

	g_string_truncate(tests->key, 0);
	g_string_append_len(tests->key, id.data, (ssize_t)id.length);
	if (!g_hash_table_lookup_extended(tests->by_id, tests->key->str, NULL, &index))
		return TEST_NONE;
	return GPOINTER_TO_UINT(index);
}

struct test *test_table_get(const struct test_table *tests, size_t index)
{
	g_assert(index < tests->all->len);
	return &g_array_index(tests->all, struct test, index);
}

void test_table_hand_out(struct test_table *tests, size_t index, int execution)
{
	struct test *test = test_table_get(tests, index);

	g_assert(test->is_pending);
	test->is_pending = false;
	test->is_started = false;
	test->derived = OUTCOME_UNDECIDED;
	test->execution = execution;
	if (test->is_retry)
		tests->retried++;
	else if (test->attempts > 0)
		tests->handed_out_again++;
	test->is_retry = false;
	if (test->attempts < UINT16_MAX)
		test->attempts++;
}

void test_table_take_back(struct test_table *tests, size_t index)
{
	struct test *test = test_table_get(tests, index);

	g_assert(!test->is_pending && test->outcome == OUTCOME_UNDECIDED);
	test->is_pending = true;
	test->series = SERIES_NONE;
}

static bool is_linked(const struct running *running, const struct test *test, uint32_t index)
{
	return running->oldest == index || test->older != TEST_NONE;
}

void test_table_start(struct test_table *tests, struct running *running, uint32_t index,
		      int64_t now_us, int64_t clock_us)
{
	struct test *test = test_table_get(tests, index);

	if (test->is_started || test->outcome != OUTCOME_UNDECIDED)
		return;
	test->is_started = true;
	test->started_us = now_us;
	test->started_clock_us = clock_us;
	test->older = running->newest;
	if (running->newest != TEST_NONE)
		test_table_get(tests, running->newest)->newer = index;
	else
		running->oldest = index;
	running->newest = index;
}

void test_table_stop(struct test_table *tests, struct running *running, uint32_t index)
{
	struct test *test = test_table_get(tests, index);

	if (!is_linked(running, test, index))
		return;
	if (test->older != TEST_NONE)
		test_table_get(tests, test->older)->newer = test->newer;
	else
		running->oldest = test->newer;
	if (test->newer != TEST_NONE)
		test_table_get(tests, test->newer)->older = test->older;
	else
		running->newest = test->older;
	test->older = test->newer = TEST_NONE;
}

enum outcome test_table_outcome(const struct test *test)
{
	if (test->failure == OUTCOME_UNDECIDED || test->outcome == OUTCOME_UNDECIDED)
		return test->outcome;
	if (outcome_is_pass(test->outcome) ||
	    (PLANTED(BUG_FORGIVES_SKIPS) && test->outcome == OUTCOME_SKIP))
		return OUTCOME_FLAKY;
	return outcome_worse(test->failure, test->outcome);
}

/* What the test counts as. */
static size_t *tally_entry(struct test_table *tests, const struct test *test)
{
	return &tests->tally.count[test->is_due ? OUTCOME_UNDECIDED : test_table_outcome(test)];
}

void test_table_answer(struct test_table *tests, size_t index, enum outcome outcome)
{
	struct test *test = test_table_get(tests, index);

	if (test->outcome == OUTCOME_UNDECIDED)
		tests->undecided--;
	(*tally_entry(tests, test))--;
	test->outcome = (uint8_t)outcome_worse(test->outcome, outcome);
	(*tally_entry(tests, test))++;
	test->is_pending = false;
}

void test_table_set_due(struct test_table *tests, size_t index, bool is_due)
{
	struct test *test = test_table_get(tests, index);

	(*tally_entry(tests, test))--;
	test->is_due = is_due;
	(*tally_entry(tests, test))++;
}

void test_table_retry(struct test_table *tests, size_t index)
{
	struct test *test = test_table_get(tests, index);

	g_assert(test->is_due);
	test->failure = (uint8_t)test_table_outcome(test);
	test->outcome = OUTCOME_UNDECIDED;
	test->is_due = false;
	test->is_pending = true;
	test->is_retry = true;
	test->series = SERIES_NONE;
	test->retries++;
	tests->undecided++;
}

void test_table_clear(struct test_table *tests)
{
	g_clear_pointer(&tests->all, g_array_unref);
	g_clear_pointer(&tests->by_id, g_hash_table_unref);
	if (tests->ids)
		g_string_chunk_free(g_steal_pointer(&tests->ids));
	if (tests->key)
		g_string_free(g_steal_pointer(&tests->key), true);
}
