#include "engine/reason.h"

#include <signal.h>

static struct config config = {
	.limits.test_timeout_us = 90 * G_USEC_PER_SEC,
	.limits.no_output_timeout_us = 1 * G_USEC_PER_SEC,
	.limits.execute_timeout_us = 3600 * INT64_C(1000000),
};

static struct action answer_because(enum reason reason, enum ending_kind kind, int code)
{
	return (struct action){
		.kind = ACTION_ANSWER,
		.reason = reason,
		.execution = 5,
		.worker = 2,
		.attempt = 1,
		.ending = {kind, code},
	};
}

static void says_what_where_and_the_last_words(void)
{
	struct action action = answer_because(REASON_CRASHED, ENDING_SIGNALLED, SIGSEGV);
	struct reason_context context = {
		.config = &config,
		.instance_id = "vm-17",
		.errors = "    out of memory",
		.output = "    loading",
	};
	g_autofree char *reason = reason_describe(&action, &context);

	g_assert_cmpstr(reason, ==,
			"The runner was killed by SIGSEGV while this test was running.\n"
			"In instance vm-17, worker-2, execution 5, attempt 1.\n"
			"The end of its stderr:\n"
			"    out of memory\n"
			"The end of its stdout:\n"
			"    loading\n");
}

static void says_when_it_was_on_this_machine(void)
{
	struct action action = answer_because(REASON_NO_RESULT, ENDING_EXITED, 0);
	struct reason_context context = {.config = &config};
	g_autofree char *reason = reason_describe(&action, &context);

	g_assert_cmpstr(reason, ==,
			"The runner started this test and exited with status 0 without giving its "
			"result.\n"
			"On this machine, worker-2, execution 5, attempt 1.\n");
}

static void a_test_that_no_execution_had_was_nowhere(void)
{
	struct action action = answer_because(REASON_NO_INSTANCE, ENDING_EXITED, 0);
	struct reason_context context = {
		.config = &config, .errors = "    old words", .output = "    older ones"};
	action.execution = -1;
	g_autofree char *reason = reason_describe(&action, &context);

	g_assert_cmpstr(reason, ==,
			"No instance was left to run this test in, and none was to be had.\n");
}

static void names_the_time_that_was_up(void)
{
	static const struct {
		enum reason reason;
		const char *words;
	} cases[] = {
		{REASON_TIMED_OUT, "test_timeout (1m30s)"},
		{REASON_NO_OUTPUT, "no_output_timeout (1s)"},
		{REASON_EXECUTION_TIMED_OUT, "execute_timeout (1h)"},
		{REASON_RUN_TIMED_OUT, "run_timeout was up"}, /* none is set */
	};
	struct reason_context context = {.config = &config};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct action action = answer_because(cases[i].reason, ENDING_TIMED_OUT, SIGTERM);
		g_autofree char *reason = reason_describe(&action, &context);
		g_test_message("%s", reason);
		g_assert_nonnull(strstr(reason, cases[i].words));
	}
}

static void every_reason_has_a_sentence_with_nothing_left_to_fill_in(void)
{
	struct reason_context context = {.config = &config};

	for (int i = REASON_NONE; i <= REASON_STOPPED; i++) {
		struct action action = answer_because((enum reason)i, ENDING_EXITED, 3);
		g_autofree char *reason = reason_describe(&action, &context);
		g_assert_true(g_str_has_prefix(reason, "T") || g_str_has_prefix(reason, "N"));
		g_assert_null(strpbrk(reason, "{}"));
		g_assert_null(strstr(reason, "(null)"));
	}
}

#define ADD(test) g_test_add_func("/engine/reason/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(says_what_where_and_the_last_words);
	ADD(says_when_it_was_on_this_machine);
	ADD(a_test_that_no_execution_had_was_nowhere);
	ADD(names_the_time_that_was_up);
	ADD(every_reason_has_a_sentence_with_nothing_left_to_fill_in);
	return g_test_run();
}
