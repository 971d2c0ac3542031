/* Results of fixtures, of ids derived from those of tests, and of others, and what they mean. */
#include "sim/checking.h"

/* ---- reports ---- */

/* The test of the batch of whose id `id` goes on with a parenthesis; NULL: there is none. */
static struct test_facts *find_base(struct checker *checker,
				    const struct execution_facts *execution, const char *id)
{
	for (size_t i = 0; i < execution->batch->len; i++) {
		struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		if (test->execution == execution->number && g_str_has_prefix(id, test->id) &&
		    id[strlen(test->id)] == '(')
			return test;
	}
	return NULL;
}

static void note_fixture(struct checker *checker, struct execution_facts *execution, const char *id,
			 enum outcome outcome)
{
	bool is_setup = g_str_has_prefix(id, "setUp");
	void *name = (void *)g_intern_string(id);

	struct fixture_fact fact = {name, outcome};

	if (is_setup && (outcome == OUTCOME_SKIP || outcome_is_failure(outcome)))
		g_array_append_val(execution->fixtures, fact);
	if (!outcome_is_failure(outcome))
		return;
	checker->unlisted_failed += g_hash_table_add(checker->failed_fixtures, name);
}

static void note_derived(struct checker *checker, struct test_facts *test,
			 const struct input *input, enum outcome outcome)
{
	if (input->kind == INPUT_TEST_STARTED) {
		if (test->whereabouts == TEST_OUT && test->started_us < 0)
			test->started_us = checker->now_us;
	} else if (test->whereabouts == TEST_ANSWERED) {
		checker->unlisted_failed += outcome_is_failure(outcome);
	} else {
		test->started_us = -1;
		test->derived = outcome_worse(test->derived, outcome);
	}
}

void check_related(struct checker *checker, struct execution_facts *execution,
		   const struct input *input)
{
	const char *id = input->test_id.data;
	enum outcome outcome = outcome_from_status(input->status);
	struct test_facts *base = find_base(checker, execution, id);

	execution->has_lasting |= outcome_is_failure(outcome);
	if (base) {
		note_derived(checker, base, input, outcome);
	} else if (input->kind != INPUT_TEST_ENDED) {
		return;
	} else if (strstr(id, "Class (")) {
		note_fixture(checker, execution, id, outcome);
	} else {
		checker->unlisted_failed += outcome_is_failure(outcome);
		execution->others = outcome_worse(execution->others, outcome);
		execution->other_count++;
	}
}

void check_own_result(struct checker *checker, struct test_facts *test)
{
	checker->unlisted_failed += outcome_is_failure(test->derived);
	test->derived = OUTCOME_UNDECIDED;
}

/* ---- ends ---- */

/* What the first fixture of the test's class that did not pass came to; UNDECIDED: there is none.
 */
static enum outcome outcome_of_fixture(const struct execution_facts *execution, const char *id)
{
	g_autofree char *class = g_strndup(id, (size_t)(strrchr(id, '.') - id));
	g_autofree char *name = g_strdup_printf("setUpClass (%s)", class);

	for (size_t i = 0; i < execution->fixtures->len; i++) {
		struct fixture_fact fact =
			g_array_index(execution->fixtures, struct fixture_fact, i);
		if (strcmp(fact.id, name) == 0)
			return fact.outcome;
	}
	return OUTCOME_UNDECIDED;
}

/* The runner came to its end by itself. */
static bool is_over(const struct execution_facts *execution)
{
	struct ending ending = execution->ending;

	if (ending.kind != ENDING_EXITED || execution->time_up)
		return false;
	return ending.code == 0 || (ending.code == 1 && execution->has_failure);
}

bool check_has_related(const struct execution_facts *execution, const struct test_facts *test)
{
	if (test->started_us >= 0)
		return false;
	return outcome_of_fixture(execution, test->id) != OUTCOME_UNDECIDED ||
	       (test->derived != OUTCOME_UNDECIDED && is_over(execution));
}

static void settle_related(struct checker *checker, const struct execution_facts *execution,
			   struct test_facts *test)
{
	enum outcome fixture = outcome_of_fixture(execution, test->id);

	if (fixture != OUTCOME_UNDECIDED)
		check_owe(test, fixture == OUTCOME_SKIP ? OUTCOME_SKIP : OUTCOME_FAIL,
			  1U << REASON_FIXTURE);
	else
		check_owe(test, test->derived, 1U << REASON_DERIVED);
	if (outcome_is_failure(test->due.outcome))
		check_note_failure(checker, execution->instance);
}

void check_related_ended(struct checker *checker, const struct execution_facts *execution)
{
	for (size_t i = 0; i < execution->batch->len; i++) {
		struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		if (test->whereabouts == TEST_OUT && check_has_related(execution, test))
			settle_related(checker, execution, test);
	}
}

void check_unreported(struct checker *checker, const struct execution_facts *execution,
		      struct test_facts *test, size_t open)
{
	bool may_be_others = execution->other_count >= open;
	bool is_alone = execution->batch->len == 1;

	if (may_be_others && checker->options.can_choose && !is_alone) {
		check_put_back(checker, test);
		test->is_to_be_alone = true;
	} else if (may_be_others && is_alone && !outcome_is_failure(execution->others)) {
		check_owe(test, execution->others, 1U << REASON_OTHERS);
	} else {
		check_owe(test,
			  checker->options.failures.unreported == UNREPORTED_SKIPS ? OUTCOME_SKIP
										   : OUTCOME_FAIL,
			  1U << REASON_NOT_REPORTED);
	}
}
