#include "select/culprits.h"

#include <string.h>

/* A failure that comes about when all `causes` (NULL-terminated) are among the suspects. */
struct failure {
	const char *const *causes;
	size_t trials;
	size_t most;    /* sets at once */
	bool is_broken; /* the trial itself fails */
};

static bool has(const GPtrArray *suspects, const char *id)
{
	for (size_t i = 0; i < suspects->len; i++)
		if (strcmp(suspects->pdata[i], id) == 0)
			return true;
	return false;
}

static bool brings_about(const struct failure *failure, const GPtrArray *suspects)
{
	for (size_t i = 0; failure->causes[i]; i++)
		if (!has(suspects, failure->causes[i]))
			return false;
	return true;
}

static bool try_sets(GPtrArray *const *sets, size_t count, size_t *first, void *data,
		     GError **error)
{
	struct failure *failure = data;

	failure->trials += count;
	failure->most = MAX(failure->most, count);
	if (failure->is_broken) {
		g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_IO, "broken");
		return false;
	}
	for (*first = 0; *first < count; (*first)++)
		if (brings_about(failure, sets[*first]))
			break;
	return true;
}

/* t000, t001, ... */
static GPtrArray *make_tests(size_t count)
{
	GPtrArray *tests = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < count; i++)
		g_ptr_array_add(tests, g_strdup_printf("t%03zu", i));
	return tests;
}

static void assert_found(size_t count, const char *const *causes, size_t trials_max)
{
	struct failure failure = {.causes = causes};
	g_autoptr(GPtrArray) tests = make_tests(count);
	g_autoptr(GPtrArray) found = culprits_find(tests, 1, try_sets, &failure, NULL);

	g_ptr_array_add(found, NULL);
	g_assert_true(g_strv_equal((const char *const *)found->pdata, causes));
	g_assert_cmpuint(failure.trials, <=, trials_max);
}

static void test_one_of_many_is_found_in_few_probes(void)
{
	for (size_t i = 0; i < 100; i++) {
		g_autofree char *cause = g_strdup_printf("t%03zu", i);
		assert_found(100, (const char *const[]){cause, NULL}, 14);
	}
}

static void test_several_that_act_together_are_found_in_their_order(void)
{
	assert_found(64, (const char *const[]){"t000", "t063", NULL}, 200);
	assert_found(64, (const char *const[]){"t010", "t011", "t050", NULL}, 200);
}

static void test_a_single_candidate_needs_no_probe(void)
{
	assert_found(1, (const char *const[]){"t000", NULL}, 0);
}

static void test_all_are_found_when_all_are_needed(void)
{
	assert_found(4, (const char *const[]){"t000", "t001", "t002", "t003", NULL}, 20);
}

static void test_a_trial_that_fails_ends_the_search(void)
{
	struct failure failure = {.is_broken = true};
	g_autoptr(GPtrArray) tests = make_tests(8);
	g_autoptr(GError) error = NULL;

	g_assert_null(culprits_find(tests, 1, try_sets, &failure, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
	g_assert_cmpuint(failure.trials, ==, 1);
}

static void test_several_sets_probed_at_once_give_the_same_answer(void)
{
	static const char *const causes[] = {"t010", "t011", "t050", NULL};
	g_autoptr(GPtrArray) tests = make_tests(64);

	for (size_t width = 1; width <= 8; width++) {
		struct failure failure = {.causes = causes};
		g_autoptr(GPtrArray) found = culprits_find(tests, width, try_sets, &failure, NULL);
		g_ptr_array_add(found, NULL);
		g_assert_true(g_strv_equal((const char *const *)found->pdata, causes));
		g_assert_cmpuint(failure.most, <=, width);
		g_assert_cmpuint(failure.most, >=, MIN(width, 2));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/culprits/one-of-many-is-found-in-few-trials",
			test_one_of_many_is_found_in_few_probes);
	g_test_add_func("/culprits/several-that-act-together-are-found-in-their-order",
			test_several_that_act_together_are_found_in_their_order);
	g_test_add_func("/culprits/several-sets-tried-at-once-give-the-same-answer",
			test_several_sets_probed_at_once_give_the_same_answer);
	g_test_add_func("/culprits/a-single-candidate-needs-no-trial",
			test_a_single_candidate_needs_no_probe);
	g_test_add_func("/culprits/all-are-found-when-all-are-needed",
			test_all_are_found_when_all_are_needed);
	g_test_add_func("/culprits/a-trial-that-fails-ends-the-search",
			test_a_trial_that_fails_ends_the_search);
	return g_test_run();
}
