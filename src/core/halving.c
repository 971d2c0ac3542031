/* Halving: finds the test that keeps the runner from starting any. */
#include "core/planted_bugs.h"
#include "core/run_state.h"

/* So many tests alone have kept the runner from starting: if nothing else works, it is the runner.
 */
#define CULPRITS_OF_HOPELESS 2

bool halving_is_hopeless(const struct coordinator *coordinator)
{
	return !coordinator->run_got_somewhere && coordinator->culprits >= CULPRITS_OF_HOPELESS;
}

/* The series that the tests of a batch which got nowhere are of; a new one if they are of none. */
static uint32_t series_of_batch(struct coordinator *coordinator, const GArray *tests)
{
	static const bool is_found = false;
	uint32_t series =
		test_table_get(&coordinator->tests, g_array_index(tests, size_t, 0))->series;

	if (series != SERIES_NONE)
		return series;
	g_array_append_val(coordinator->series, is_found);
	return coordinator->series->len;
}

static bool is_found(const struct coordinator *coordinator, uint32_t series)
{
	return g_array_index(coordinator->series, bool, series - 1);
}

/* Those of `tests` from `from` up to `to` are to have one batch, before anything else. */
static void return_part(struct coordinator *coordinator, const GArray *tests, size_t from,
			size_t to, uint32_t series)
{
	if (from < to)
		scheduler_return_apart(coordinator->scheduler, (const size_t *)tests->data + from,
				       to - from,
				       is_found(coordinator, series) ? SERIES_NONE : series);
}

void halving_divide(struct coordinator *coordinator, const GArray *tests)
{
	bool is_in_doubt = !coordinator->run_got_somewhere && coordinator->culprits > 0;
	size_t half = (tests->len + 1) / 2;
	uint32_t series;

	if (tests->len == 0)
		return;
	series = series_of_batch(coordinator, tests);
	for (size_t i = 0; i < tests->len; i++)
		test_table_get(&coordinator->tests, g_array_index(tests, size_t, i))->series =
			series;
	if (PLANTED(BUG_NEVER_HALVES)) {
		for (size_t i = tests->len; i > 0; i--)
			return_part(coordinator, tests, i - 1, i, series);
	} else if (is_in_doubt) {
		/* The last one: if it fails, too, it is the runner. */
		return_part(coordinator, tests, 0, tests->len - 1, series);
		return_part(coordinator, tests, tests->len - 1, tests->len, series);
	} else {
		return_part(coordinator, tests, half, tests->len, series);
		return_part(coordinator, tests, 0, half, series);
	}
}

void halving_found(struct coordinator *coordinator, size_t index)
{
	uint32_t series = test_table_get(&coordinator->tests, index)->series;

	coordinator->culprits++;
	if (series == SERIES_NONE)
		return;
	g_array_index(coordinator->series, bool, series - 1) = true;
	scheduler_rejoin(coordinator->scheduler, series);
}
