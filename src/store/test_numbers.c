#include "store/test_numbers.h"

#include "base/hash.h"
#include "store/index_queries.h"

/* A result beside its number, for sorting without a look into each. */
struct numbered {
	int64_t number;
	struct indexed_answer *result;
};

#define DIGIT_BITS 7
#define DIGIT_VALUES (1 << DIGIT_BITS)
#define DIGITS 6

G_STATIC_ASSERT(INT64_C(1) << DIGIT_BITS * DIGITS == TEST_NUMBERS_END);

static unsigned digit_of(const struct numbered *numbered, int digit)
{
	return (unsigned)(numbered->number >> digit * DIGIT_BITS) % DIGIT_VALUES;
}

/* Puts `from` into `to`, by one digit; those with the same digit stay in order. */
static void sort_by_digit(const struct numbered *from, struct numbered *to, guint count, int digit)
{
	guint places[DIGIT_VALUES + 1] = {0};

	for (guint i = 0; i < count; i++)
		places[digit_of(&from[i], digit) + 1]++;
	for (int value = 0; value < DIGIT_VALUES; value++)
		places[value + 1] += places[value];
	for (guint i = 0; i < count; i++)
		to[places[digit_of(&from[i], digit)]++] = from[i];
}

/* A radix sort: hashes take a sort that compares them by surprise each time. */
static void sort_by_number(GPtrArray *results)
{
	guint count = results->len;
	g_autofree struct numbered *numbered = g_new(struct numbered, count);
	g_autofree struct numbered *beside = g_new(struct numbered, count);

	for (guint i = 0; i < count; i++) {
		numbered[i].result = results->pdata[i];
		numbered[i].number = numbered[i].result->number;
	}
	/* An even number of times, so that it ends where it began. */
	for (int digit = 0; digit < DIGITS; digit += 2) {
		sort_by_digit(numbered, beside, count, digit);
		sort_by_digit(beside, numbered, count, digit + 1);
	}
	for (guint i = 0; i < count; i++)
		results->pdata[i] = numbered[i].result;
}

/* Sets `*is_free` or, if test `number` is called `name`, `*is_found`. */
static bool look_at_name(struct database *index, int64_t number, struct text name, bool *is_free,
			 bool *is_found, GError **error)
{
	sqlite3_stmt *query = database_query(index, error, INDEX_TEST_NAME, "n", number);
	enum query_step step = query ? database_step(index, query, error) : QUERY_FAILED;

	*is_free = step == QUERY_DONE;
	*is_found = false;
	if (step == QUERY_ROW) {
		struct text there = {(const char *)sqlite3_column_text(query, 0),
				     (size_t)sqlite3_column_bytes(query, 0)};
		*is_found = text_equal(there, name);
		sqlite3_reset(query);
	}
	return step != QUERY_FAILED;
}

/* Goes on from the number that is another's to the test's own, or to one that is free. */
static bool settle_number(struct database *index, struct indexed_answer *result, GError **error)
{
	bool is_free = false;
	bool is_found = false;

	for (int64_t number = result->number; !is_found; number = (number + 1) % TEST_NUMBERS_END) {
		if (!look_at_name(index, number, result->answer->test_id, &is_free, &is_found,
				  error))
			return false;
		if (is_free && !database_change(index, error, INDEX_ADD_TEST, "nv", number,
						&result->answer->test_id))
			return false;
		is_found |= is_free;
		result->number = number;
	}
	return true;
}

static bool have_same_number(const struct indexed_answer *first,
			     const struct indexed_answer *second)
{
	return first->number == second->number;
}

/* Those that have the same number as their neighbour, from `results`, sorted. */
static void find_equals(const GPtrArray *results, GPtrArray *clashing)
{
	void *const *all = results->pdata;

	for (guint i = 0; i < results->len; i++)
		if ((i > 0 && have_same_number(all[i - 1], all[i])) ||
		    (i + 1 < results->len && have_same_number(all[i], all[i + 1])))
			g_ptr_array_add(clashing, all[i]);
}

/* Looks which tests with the numbers of `results` are in the index. */
static bool find_known_tests(struct database *index, const GPtrArray *results, GPtrArray *clashing,
			     GError **error)
{
	sqlite3_stmt *query = database_query(index, error, INDEX_KNOWN_TESTS, "p", results);
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(index, query, error)) == QUERY_ROW) {
		struct indexed_answer *result = results->pdata[sqlite3_column_int(query, 0)];
		bool is_another = sqlite3_column_int(query, 1);

		result->is_known = !is_another;
		if (is_another)
			g_ptr_array_add(clashing, result);
		else if (sqlite3_column_type(query, 2) != SQLITE_NULL)
			result->known_us = sqlite3_column_int64(query, 2);
	}
	return step == QUERY_DONE;
}

bool test_numbers_assign(struct database *index, GPtrArray *results, GError **error)
{
	g_autoptr(GPtrArray) clashing = g_ptr_array_new();

	for (guint i = 0; i < results->len; i++) {
		struct indexed_answer *result = results->pdata[i];

		result->number =
			(int64_t)(hash_text(0, result->answer->test_id) % TEST_NUMBERS_END);
		result->is_known = false;
		result->known_us = -1;
	}
	/* Who is settled may take the number that another has the hash of, so look again. */
	do {
		sort_by_number(results);
		g_ptr_array_set_size(clashing, 0);
		find_equals(results, clashing);
		if (!find_known_tests(index, results, clashing, error))
			return false;
		for (guint i = 0; i < clashing->len; i++)
			if (!settle_number(index, clashing->pdata[i], error))
				return false;
	} while (clashing->len > 0);
	return true;
}
