#include "model/outcome.h"

#include <glib.h>

/* The outcome that an event with `status` and the two `tags` tells. */
static enum outcome outcome_told(enum status status, const char *first, const char *second)
{
	struct text tags[] = {text_of(first), text_of(second)};
	struct event event = EVENT_INIT;

	event.status = status;
	event.tags = tags;
	event.tag_count = G_N_ELEMENTS(tags);
	return outcome_of_event(&event);
}

static void what_is_told_by_status_and_tag_is_read_back(void)
{
	for (int i = OUTCOME_SUCCESS; i < OUTCOME_COUNT; i++) {
		enum outcome outcome = (enum outcome)i;
		const char *tag = outcome_tag(outcome);
		g_assert_cmpint(outcome_told(outcome_status(outcome), "worker-0", tag ? tag : "x"),
				==, outcome);
	}
}

static void a_tag_alone_decides_nothing(void)
{
	g_assert_cmpint(outcome_told(STATUS_SUCCESS, TAG_LOST, TAG_NOT_RUN), ==, OUTCOME_SUCCESS);
	g_assert_cmpint(outcome_told(STATUS_FAIL, TAG_NOT_RUN, "x"), ==, OUTCOME_FAIL);
	g_assert_cmpint(outcome_told(STATUS_INPROGRESS, TAG_LOST, "x"), ==, OUTCOME_UNDECIDED);
}

static void an_attempt_that_was_cut_off_is_no_outcome(void)
{
	g_assert_cmpint(outcome_told(STATUS_SKIP, "worker-0", TAG_AGAIN), ==, OUTCOME_UNDECIDED);
	g_assert_cmpint(outcome_told(STATUS_SUCCESS, "worker-0", TAG_AGAIN), ==, OUTCOME_SUCCESS);
}

static void names_are_read_back(void)
{
	for (int i = OUTCOME_SUCCESS; i < OUTCOME_COUNT; i++)
		g_assert_cmpint(outcome_parse(outcome_name((enum outcome)i)), ==, i);
	g_assert_cmpint(outcome_parse("passed"), ==, OUTCOME_UNDECIDED);
}

static void not_run_yields_to_any_answer(void)
{
	for (int i = OUTCOME_SUCCESS; i < OUTCOME_COUNT; i++) {
		g_assert_cmpint(outcome_worse(OUTCOME_NOT_RUN, (enum outcome)i), ==, i);
		g_assert_cmpint(outcome_worse((enum outcome)i, OUTCOME_NOT_RUN), ==, i);
	}
	g_assert_cmpint(outcome_worse(OUTCOME_SUCCESS, OUTCOME_FAIL), ==, OUTCOME_FAIL);
}

static void flaky_makes_good_what_failed_before_it_and_nothing_later(void)
{
	g_assert_cmpint(outcome_after(OUTCOME_FAIL, OUTCOME_FLAKY), ==, OUTCOME_FLAKY);
	g_assert_cmpint(outcome_after(OUTCOME_FLAKY, OUTCOME_UXSUCCESS), ==, OUTCOME_UXSUCCESS);
	g_assert_cmpint(outcome_after(OUTCOME_FAIL, OUTCOME_SUCCESS), ==, OUTCOME_FAIL);
	g_assert_cmpint(outcome_told(STATUS_XFAIL, TAG_FLAKY, "x"), ==, OUTCOME_FLAKY);
	g_assert_cmpint(outcome_told(STATUS_FAIL, TAG_FLAKY, "x"), ==, OUTCOME_FAIL);
	g_assert_false(outcome_is_failure(OUTCOME_FLAKY));
}

static void only_a_failure_is_provisional(void)
{
	static const char *const tags[] = {TAG_RETRY, TAG_TOLD_AGAIN};

	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		const struct text tag = text_of(tags[i]);
		struct event event = EVENT_INIT;

		event.tags = &tag;
		event.tag_count = 1;
		event.status = STATUS_FAIL;
		g_assert_true(outcome_is_provisional(&event));
		g_assert_true(outcome_is_retried(&event) == (i == 0));
		event.status = STATUS_SUCCESS;
		g_assert_false(outcome_is_provisional(&event));
		g_assert_false(outcome_is_retried(&event));
	}
}

static void a_tally_counts_failures(void)
{
	struct tally tally = {.count = {[OUTCOME_SUCCESS] = 5,
					[OUTCOME_UXSUCCESS] = 1,
					[OUTCOME_FAIL] = 2,
					[OUTCOME_LOST] = 4,
					[OUTCOME_NOT_RUN] = 8}};

	g_assert_cmpuint(tally_total(&tally), ==, 20);
	g_assert_cmpuint(tally_failures(&tally), ==, 7);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/model/outcome/what_is_told_by_status_and_tag_is_read_back",
			what_is_told_by_status_and_tag_is_read_back);
	g_test_add_func("/model/outcome/a_tag_alone_decides_nothing", a_tag_alone_decides_nothing);
	g_test_add_func("/model/outcome/an_attempt_that_was_cut_off_is_no_outcome",
			an_attempt_that_was_cut_off_is_no_outcome);
	g_test_add_func("/model/outcome/names_are_read_back", names_are_read_back);
	g_test_add_func("/model/outcome/not_run_yields_to_any_answer",
			not_run_yields_to_any_answer);
	g_test_add_func("/model/outcome/flaky_makes_good_what_failed_before_it_and_nothing_later",
			flaky_makes_good_what_failed_before_it_and_nothing_later);
	g_test_add_func("/model/outcome/only_a_failure_is_provisional",
			only_a_failure_is_provisional);
	g_test_add_func("/model/outcome/a_tally_counts_failures", a_tally_counts_failures);
	return g_test_run();
}
