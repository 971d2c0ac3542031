#include "store/test_numbers.h"

#include "base/hash.h"
#include "store/index_queries.h"

#define DIGIT_BITS 7
#define DIGIT_VALUES (1 << DIGIT_BITS)
#define DIGITS 6

G_STATIC_ASSERT(INT64_C(1) << DIGIT_BITS * DIGITS == TEST_NUMBERS_END);

static unsigned digit_of(const struct indexed_answer *row, int digit)
{
	return (unsigned)(row->number >> digit * DIGIT_BITS) % DIGIT_VALUES;
}

/* Puts `from` into `to`, by one digit; those with the same digit stay in order. */
static void sort_by_digit(const struct indexed_answer *from, struct indexed_answer *to,
			  size_t count, int digit)
{
	size_t places[DIGIT_VALUES + 1] = {0};

	for (size_t i = 0; i < count; i++)
		places[digit_of(&from[i], digit) + 1]++;
	for (int value = 0; value < DIGIT_VALUES; value++)
		places[value + 1] += places[value];
	for (size_t i = 0; i < count; i++)
		to[places[digit_of(&from[i], digit)]++] = from[i];
}

/* A radix sort: hashes take a sort that compares them by surprise each time. */
static void sort_by_number(struct indexed_answers *results)
{
	g_autofree struct indexed_answer *beside = g_new(struct indexed_answer, results->count);

	/* An even number of times, so that it ends where it began. */
	for (int digit = 0; digit < DIGITS; digit += 2) {
		sort_by_digit(results->rows, beside, results->count, digit);
		sort_by_digit(beside, results->rows, results->count, digit + 1);
	}
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
static void find_equals(const struct indexed_answers *results, GPtrArray *clashing)
{
	struct indexed_answer *rows = results->rows;

	for (size_t i = 0; i < results->count; i++)
		if ((i > 0 && have_same_number(&rows[i - 1], &rows[i])) ||
		    (i + 1 < results->count && have_same_number(&rows[i], &rows[i + 1])))
			g_ptr_array_add(clashing, &rows[i]);
}

/* Looks which tests with the numbers of `results` are in the index. */
static bool find_known_tests(struct database *index, const struct indexed_answers *results,
			     GPtrArray *clashing, GError **error)
{
	sqlite3_stmt *query = database_query(index, error, INDEX_KNOWN_TESTS, "p", results);
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(index, query, error)) == QUERY_ROW) {
		struct indexed_answer *row = &results->rows[sqlite3_column_int64(query, 0)];
		bool is_another = sqlite3_column_int(query, 1);
		bool has_duration = sqlite3_column_type(query, 2) != SQLITE_NULL;

		row->known_us = DURATION_NOT_KNOWN;
		if (is_another) {
			row->known_us = TEST_NOT_KNOWN;
			g_ptr_array_add(clashing, row);
		} else if (has_duration) {
			row->known_us = sqlite3_column_int64(query, 2);
		}
	}
	return step == QUERY_DONE;
}

bool test_numbers_assign(struct database *index, struct indexed_answers *results, GError **error)
{
	g_autoptr(GPtrArray) clashing = g_ptr_array_new();

	for (size_t i = 0; i < results->count; i++) {
		struct indexed_answer *row = &results->rows[i];

		row->number = (int64_t)(hash_text(0, row->answer->test_id) % TEST_NUMBERS_END);
		row->known_us = TEST_NOT_KNOWN;
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
