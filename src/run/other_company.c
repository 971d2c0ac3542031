#include "run/other_company.h"

#include "base/hash.h"
#include "run/running_order.h"

/* More names of tests than these are not listed. */
#define SUSPECTS_SHOWN 10

/* A search through the runs before. */
struct company_search {
	struct repository *repository;
	struct running_order *order; /* of the run at hand */
	GHashTable *failed;          /* set of char *: not met in an earlier run yet */
	GString *found;              /* a line for each that has passed in other company */
	guint count;
};

static void company_search_clear(struct company_search *search)
{
	running_order_free(search->order);
	g_hash_table_unref(search->failed);
	g_string_free(search->found, TRUE);
}

static GHashTable *failed_of(const struct answers *answers)
{
	g_autoptr(GPtrArray) ids = answers_ids(answers, OUTCOME_FAIL);
	GHashTable *failed = g_hash_table_new_full(hash_string, g_str_equal, g_free, NULL);

	for (guint i = 0; i < ids->len; i++)
		g_hash_table_add(failed, g_strdup(ids->pdata[i]));
	return failed;
}

/* True if the two name the same tests, in whatever order. */
static bool are_same_tests(const GPtrArray *a, const GPtrArray *b)
{
	g_autoptr(GHashTable) set = g_hash_table_new(hash_string, g_str_equal);

	for (guint i = 0; i < a->len; i++)
		g_hash_table_add(set, a->pdata[i]);
	for (guint i = 0; i < b->len; i++)
		if (!g_hash_table_contains(set, b->pdata[i]))
			return false;
	return a->len == b->len;
}

/* True if other tests ran before `test_id` in the run of `order` than in that at hand. */
static bool had_other_company(const struct company_search *search,
			      const struct running_order *order, const char *test_id)
{
	g_autoptr(GPtrArray) now = running_order_before(search->order, test_id);
	g_autoptr(GPtrArray) then = running_order_before(order, test_id);

	return now && then && !are_same_tests(now, then);
}

static bool has_passed(const struct test_place *place)
{
	enum outcome outcome = outcome_parse(place->outcome);

	return outcome_is_pass(outcome) || outcome == OUTCOME_FLAKY;
}

/* Those of the failed tests that passed in the run of `places`; the others that it has are done. */
static GPtrArray *take_passed(struct company_search *search, const GArray *places)
{
	GPtrArray *passed = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < places->len; i++) {
		const struct test_place *place = &g_array_index(places, struct test_place, i);
		if (outcome_parse(place->outcome) != OUTCOME_NOT_RUN &&
		    g_hash_table_remove(search->failed, place->test_id) && has_passed(place))
			g_ptr_array_add(passed, g_strdup(place->test_id));
	}
	return passed;
}

static bool search_run(struct company_search *search, int64_t number, GError **error)
{
	g_autoptr(GArray) places = repository_places(search->repository, number, error);

	if (!places)
		return false;
	g_autoptr(GPtrArray) passed = take_passed(search, places);
	if (passed->len == 0)
		return true;
	scoped(running_order) order = running_order_read(search->repository, number, error);
	if (!order)
		return false;
	for (guint i = 0; i < passed->len; i++) {
		const char *test_id = passed->pdata[i];
		if (!had_other_company(search, order, test_id) || search->count++ >= SUSPECTS_SHOWN)
			continue;
		g_string_append_printf(search->found, "\n  %s passed in run %" G_GINT64_FORMAT,
				       test_id, number);
	}
	return true;
}

/* Searches the runs before `number`, the latest first. */
static bool search_runs(struct company_search *search, int64_t number, GError **error)
{
	g_autoptr(GError) why = NULL;
	struct run run = {.number = number};

	for (int i = 0; i < OTHER_COMPANY_RUNS && g_hash_table_size(search->failed) > 0; i++) {
		if (!repository_previous(search->repository, run.number, &run, &why)) {
			if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN))
				return true;
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
		if (!search_run(search, run.number, error))
			return false;
	}
	return true;
}

static char *describe_search(const struct company_search *search, bool is_dynamic)
{
	bool is_one = search->count == 1;
	GString *text = g_string_new(NULL);

	g_string_append_printf(
		text,
		"%u failed test%s passed before in other company: not the same tests "
		"ran before %s in %s process:%s",
		search->count, is_one ? " has" : "s have", is_one ? "it" : "them",
		is_one ? "its" : "their", search->found->str);
	if (search->count > SUSPECTS_SHOWN)
		g_string_append_printf(text, "\n  and %u more", search->count - SUSPECTS_SHOWN);
	g_string_append(text, "\n  `testr run --analyze-isolation` finds out whether a test makes "
			      "another fail, and which.");
	if (is_dynamic)
		g_string_append(text, "\n  schedule=static gives each worker one batch, so that "
				      "company changes less.");
	return g_string_free(text, FALSE);
}

char *other_company_describe(struct repository *repository, int64_t number, struct answers *answers,
			     bool is_dynamic, GError **error)
{
	size_t failures = answers->tally.count[OUTCOME_FAIL];

	if (failures == 0 || failures > OTHER_COMPANY_FAILURES)
		return NULL;
	cleared(company_search) search = {
		.repository = repository,
		.order = running_order_new(answers),
		.failed = failed_of(answers),
		.found = g_string_new(NULL),
	};
	if (!search_runs(&search, number, error) || search.count == 0)
		return NULL;
	return describe_search(&search, is_dynamic);
}
