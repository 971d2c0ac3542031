/* Events of a run, folded to one answer for each test. */
#include "model/answers.h"

/* ---- telling ---- */

static void tell(struct answers *answers, const char *route, const char *id, enum status status,
		 const char *tag)
{
	const struct text text = text_of(tag);
	struct event event = EVENT_INIT;

	event.route_code = text_of(route);
	event.test_id = text_of(id);
	event.status = status;
	event.tags = &text;
	event.tag_count = tag ? 1 : 0;
	answers_add(answers, &event, 0, 0);
}

static void tell_timed(struct answers *answers, const char *id, enum status status, int64_t time_ns,
		       uint64_t begin, uint64_t end)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.status = status;
	event.time_ns = time_ns;
	answers_add(answers, &event, begin, end);
}

static void tell_attachment(struct answers *answers, const char *route, const char *id)
{
	struct event event = EVENT_INIT;

	event.route_code = text_of(route);
	event.test_id = text_of(id);
	event.file_name = text_of("log");
	answers_add(answers, &event, 0, 0);
}

static void announce(struct answers *answers, const char *route, int number, int worker)
{
	const struct execution_announcement execution = {number, worker, 1, {0}};
	g_autofree char *content = execution_announcement_format(&execution);
	struct event event = EVENT_INIT;

	event.route_code = text_of(route);
	event.file_name = text_of(EXECUTION_FILE_NAME);
	event.file = (struct bytes){(const uint8_t *)content, strlen(content)};
	answers_add(answers, &event, 0, 0);
}

/* ---- asserting ---- */

static void append_attempts(GString *said, const struct answers *answers,
			    const struct attempt *attempt)
{
	const struct execution_announcement *execution = answers_execution(answers, attempt);

	if (attempt->before)
		append_attempts(said, answers, attempt->before);
	g_string_append_printf(said, " (%s", outcome_name((enum outcome)attempt->outcome));
	if (execution)
		g_string_append_printf(said, " in %d by %d", execution->number, attempt->worker);
	g_string_append_printf(said, "%s)", attempt->is_unfinished ? " unfinished" : "");
}

/* "id: answer (attempt) (attempt)", a line for each test. */
static void assert_says(const struct answers *answers, const char *expected)
{
	g_autoptr(GString) said = g_string_new(NULL);

	for (guint i = 0; i < answers->tests->len; i++) {
		const struct answer *test = answers->tests->pdata[i];

		g_string_append_printf(said, "%s: %s", test->name,
				       outcome_name(answer_outcome(test)));
		append_attempts(said, answers, test->latest);
		g_string_append_c(said, '\n');
	}
	g_assert_cmpstr(said->str, ==, expected);
}

/* ---- tests ---- */

static void of_two_outcomes_the_worse_is_the_answer(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "a", STATUS_FAIL, NULL);
	tell(answers, NULL, "b", STATUS_SUCCESS, NULL);
	tell(answers, NULL, "a", STATUS_INPROGRESS, NULL);
	tell(answers, NULL, "a", STATUS_SUCCESS, NULL);
	tell(answers, NULL, "b", STATUS_SKIP, NULL);
	answers_end(answers, false);
	assert_says(answers, "a: fail (fail) (success)\nb: success (success) (skip)\n");
	g_assert_cmpuint(answers->tally.count[OUTCOME_FAIL], ==, 1);
	g_assert_cmpuint(answers->tally.count[OUTCOME_SUCCESS], ==, 2);
	g_assert_cmpuint(answers->tally.count[OUTCOME_SKIP], ==, 1);
}

static void a_test_that_is_left_running_has_failed(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "new", STATUS_INPROGRESS, NULL);
	tell(answers, NULL, "answered", STATUS_SUCCESS, NULL);
	tell(answers, NULL, "answered", STATUS_INPROGRESS, NULL);
	answers_end(answers, false);
	assert_says(answers, "new: fail (fail unfinished)\n"
			     "answered: fail (success) (fail unfinished)\n");
	g_assert_cmpuint(tally_failures(&answers->tally), ==, 2);
}

static void a_test_that_is_interrupted_was_not_run(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "new", STATUS_INPROGRESS, NULL);
	tell(answers, NULL, "answered", STATUS_SUCCESS, NULL);
	tell(answers, NULL, "answered", STATUS_INPROGRESS, NULL);
	answers_end(answers, true);
	assert_says(answers, "new: not-run (not-run unfinished)\n"
			     "answered: success (success) (not-run unfinished)\n");
	g_assert_cmpuint(answers->tally.count[OUTCOME_NOT_RUN], ==, 1);
	g_assert_cmpuint(tally_total(&answers->tally), ==, 2);
}

static void a_later_outcome_takes_the_place_of_not_run(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "a", STATUS_SKIP, TAG_NOT_RUN);
	tell(answers, NULL, "a", STATUS_SKIP, TAG_NOT_RUN);
	g_assert_cmpuint(answers->tally.count[OUTCOME_NOT_RUN], ==, 1);
	tell(answers, NULL, "a", STATUS_SUCCESS, NULL);
	g_assert_cmpuint(answers->tally.count[OUTCOME_NOT_RUN], ==, 0);
	assert_says(answers, "a: success (not-run) (not-run) (success)\n");
}

static void flaky_makes_good_what_was_retried(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "a", STATUS_FAIL, TAG_RETRY);
	tell(answers, NULL, "a", STATUS_UXSUCCESS, TAG_RETRY);
	tell(answers, NULL, "a", STATUS_SUCCESS, TAG_FLAKY);
	assert_says(answers, "a: flaky (fail) (uxsuccess) (flaky)\n");
	g_assert_cmpuint(tally_total(&answers->tally), ==, 1);
}

static void a_failure_that_is_told_again_is_one(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "a", STATUS_FAIL, TAG_TOLD_AGAIN);
	tell(answers, NULL, "a", STATUS_FAIL, NULL);
	tell(answers, NULL, "b", STATUS_FAIL, TAG_TOLD_AGAIN);
	tell(answers, NULL, "b", STATUS_SUCCESS, NULL);
	assert_says(answers, "a: fail (fail) (fail)\nb: fail (fail) (success)\n");
	g_assert_cmpuint(tally_total(&answers->tally), ==, 2);
	g_assert_cmpuint(tally_failures(&answers->tally), ==, 2);
}

static void flaky_does_not_make_good_what_failed_last(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "a", STATUS_FAIL, TAG_RETRY);
	tell(answers, NULL, "a", STATUS_UXSUCCESS, NULL);
	tell(answers, NULL, "a", STATUS_SUCCESS, TAG_FLAKY);
	assert_says(answers, "a: fail (fail) (uxsuccess) (flaky)\n");
	g_assert_cmpuint(tally_total(&answers->tally), ==, 1);
	g_assert_cmpuint(tally_failures(&answers->tally), ==, 1);
}

static void flaky_does_not_make_good_what_failed_before(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "a", STATUS_FAIL, NULL);
	tell(answers, NULL, "a", STATUS_FAIL, TAG_RETRY);
	tell(answers, NULL, "a", STATUS_SUCCESS, TAG_FLAKY);
	assert_says(answers, "a: fail (fail) (fail) (flaky)\n");
	g_assert_cmpuint(tally_failures(&answers->tally), ==, 1);
}

static void what_is_handed_out_again_has_no_outcome(void)
{
	scoped(answers) answers = answers_new();

	announce(answers, "0", 0, 2);
	announce(answers, "1", 1, 3);
	tell(answers, "0", "a", STATUS_INPROGRESS, NULL);
	tell(answers, "0", "a", STATUS_SKIP, TAG_AGAIN);
	tell(answers, "1", "a", STATUS_INPROGRESS, NULL);
	tell(answers, "1", "a", STATUS_SUCCESS, NULL);
	answers_end(answers, false);
	assert_says(answers, "a: success (undecided in 0 by 2) (success in 1 by 3)\n");
	g_assert_cmpuint(tally_total(&answers->tally), ==, 1);
}

static void a_test_that_speaks_from_another_execution_was_lost_with_the_first(void)
{
	scoped(answers) answers = answers_new();

	announce(answers, "0", 0, 2);
	announce(answers, "1", 1, 3);
	tell(answers, "0", "a", STATUS_INPROGRESS, NULL);
	tell(answers, "1", "a", STATUS_SUCCESS, NULL);
	answers_end(answers, false);
	assert_says(answers, "a: success (undecided in 0 by -1) (success in 1 by 3)\n");
}

static void an_execution_that_is_announced_again_is_the_same(void)
{
	scoped(answers) answers = answers_new();

	announce(answers, "0", 0, 2);
	tell(answers, "0", "a", STATUS_INPROGRESS, NULL);
	announce(answers, "0/forged", 0, 2);
	tell_attachment(answers, "0", "a");
	answers_end(answers, false);
	assert_says(answers, "a: fail (fail in 0 by 2 unfinished)\n");
}

static void each_route_code_of_the_runner_has_attempts_of_its_own(void)
{
	scoped(answers) answers = answers_new();

	announce(answers, "0", 0, 0);
	tell(answers, "0/x", "a", STATUS_INPROGRESS, NULL);
	tell(answers, "0/y", "a", STATUS_INPROGRESS, NULL);
	tell(answers, "0/z", "a", STATUS_INPROGRESS, NULL);
	tell(answers, "0/y", "a", STATUS_SUCCESS, NULL);
	tell(answers, "0/x", "a", STATUS_SUCCESS, NULL);
	answers_end(answers, false);
	assert_says(answers, "a: fail (success in 0 by 0) (success in 0 by 0)"
			     " (fail in 0 by 0 unfinished)\n");
}

static void what_is_only_attached_to_a_test_is_no_answer(void)
{
	scoped(answers) answers = answers_new();

	tell_attachment(answers, NULL, "a");
	tell(answers, NULL, "b", STATUS_EXISTS, NULL);
	tell(answers, NULL, "c", STATUS_SUCCESS, NULL);
	tell_attachment(answers, NULL, "c");
	answers_end(answers, false);
	assert_says(answers, "a: undecided (undecided)\nc: success (success)\n");
	g_assert_cmpuint(tally_total(&answers->tally), ==, 1);
}

static void times_and_places_are_told(void)
{
	scoped(answers) answers = answers_new();

	tell_timed(answers, "a", STATUS_INPROGRESS, 1000, 10, 20);
	tell_timed(answers, "a", STATUS_FAIL, 1500, 30, 40);
	tell_timed(answers, "b", STATUS_SUCCESS, 1600, 40, 50);
	tell_timed(answers, "a", STATUS_INPROGRESS, 1700, 50, 60);
	tell_timed(answers, "a", STATUS_SUCCESS, 1900, 60, 70);
	const struct answer *test = answers->tests->pdata[0];
	g_assert_cmpuint(answer_begin(test), ==, 10);
	g_assert_cmpuint(answer_end(test), ==, 70);
	g_assert_cmpuint(test->first.end, ==, 40);
	g_assert_cmpint(test->first.duration_ns, ==, 500);
	g_assert_cmpint(test->latest->duration_ns, ==, 200);
	g_assert_cmpuint(test->latest->end_number, ==, 2);
	g_assert_true(answer_last_attempt(test) == test->latest);
	g_assert_cmpint(answers->work_ns, ==, 700);
	g_assert_cmpint(answers->first_ns, ==, 1000);
	g_assert_cmpint(answers->last_ns, ==, 1900);
}

static void of_very_many_attempts_the_first_and_the_latest_are_held(void)
{
	scoped(answers) answers = answers_new();
	int held = 0;

	for (int i = 0; i < 10 * ATTEMPTS_MAX; i++)
		tell_timed(answers, "a", i == 500 ? STATUS_FAIL : STATUS_SUCCESS, i, 0, 0);
	const struct answer *test = answers->tests->pdata[0];
	for (const struct attempt *attempt = test->latest; attempt; attempt = attempt->before)
		held++;
	g_assert_cmpint(held, ==, ATTEMPTS_MAX);
	g_assert_cmpuint(test->latest->end_number, ==, 10 * ATTEMPTS_MAX - 1);
	g_assert_cmpint(answer_outcome(test), ==, OUTCOME_FAIL);
}

static void the_ids_of_an_answer_are_sorted(void)
{
	scoped(answers) answers = answers_new();

	tell(answers, NULL, "b", STATUS_FAIL, NULL);
	tell(answers, NULL, "c", STATUS_SUCCESS, NULL);
	tell(answers, NULL, "a", STATUS_FAIL, NULL);
	g_autoptr(GPtrArray) ids = answers_ids(answers, OUTCOME_FAIL);
	g_assert_cmpuint(ids->len, ==, 2);
	g_assert_cmpstr(ids->pdata[0], ==, "a");
	g_assert_cmpstr(ids->pdata[1], ==, "b");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*function)(void);
	} tests[] = {
		{"of two outcomes the worse is the answer",
		 of_two_outcomes_the_worse_is_the_answer},
		{"a test that is left running has failed", a_test_that_is_left_running_has_failed},
		{"a test that is interrupted was not run", a_test_that_is_interrupted_was_not_run},
		{"a later outcome takes the place of not run",
		 a_later_outcome_takes_the_place_of_not_run},
		{"flaky makes good what was retried", flaky_makes_good_what_was_retried},
		{"a failure that is told again is one", a_failure_that_is_told_again_is_one},
		{"flaky does not make good what failed last",
		 flaky_does_not_make_good_what_failed_last},
		{"flaky does not make good what failed before",
		 flaky_does_not_make_good_what_failed_before},
		{"what is handed out again has no outcome",
		 what_is_handed_out_again_has_no_outcome},
		{"a test that speaks from another execution was lost with the first",
		 a_test_that_speaks_from_another_execution_was_lost_with_the_first},
		{"an execution that is announced again is the same",
		 an_execution_that_is_announced_again_is_the_same},
		{"each route code of the runner has attempts of its own",
		 each_route_code_of_the_runner_has_attempts_of_its_own},
		{"what is only attached to a test is no answer",
		 what_is_only_attached_to_a_test_is_no_answer},
		{"times and places are told", times_and_places_are_told},
		{"of very many attempts the first and the latest are held",
		 of_very_many_attempts_the_first_and_the_latest_are_held},
		{"the ids of an answer are sorted", the_ids_of_an_answer_are_sorted},
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strconcat("/answers/", tests[i].name, NULL);

		g_test_add_func(path, tests[i].function);
	}
	return g_test_run();
}
