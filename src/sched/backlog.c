#include "sched/backlog.h"

#include "base/hash.h"

#define NO_TEST UINT32_MAX

void backlog_init(struct backlog *backlog)
{
	*backlog = (struct backlog){
		.tests = g_array_new(false, false, sizeof(struct waiting_test)),
		.units = g_array_new(false, false, sizeof(struct backlog_unit)),
		.turns = g_array_new(false, false, sizeof(uint32_t)),
		.by_group = g_hash_table_new(hash_string, g_str_equal),
		.names = g_string_chunk_new(1024),
		.next_survey = 1,
	};
	estimates_init(&backlog->estimates);
	buckets_init(&backlog->buckets);
}

void backlog_order(struct backlog *backlog, const struct order *order)
{
	backlog->order = *order;
	backlog->buckets.is_flat = ordering_is_of_all(order);
}

static struct waiting_test *waiting_test_at(const struct backlog *backlog, size_t test)
{
	return &g_array_index(backlog->tests, struct waiting_test, test);
}

static struct backlog_unit *backlog_unit_at(const struct backlog *backlog, uint32_t unit)
{
	return &g_array_index(backlog->units, struct backlog_unit, unit);
}

/* ---- entering ---- */

static uint32_t new_unit(struct backlog *backlog)
{
	const struct backlog_unit unit = {.first = NO_TEST, .last = NO_TEST};

	g_array_append_val(backlog->units, unit);
	buckets_add(&backlog->buckets);
	return backlog->units->len - 1;
}

static uint32_t find_or_add_unit(struct backlog *backlog, const char *group)
{
	void *known;
	uint32_t unit;

	if (!group)
		return new_unit(backlog);
	if (g_hash_table_lookup_extended(backlog->by_group, group, NULL, &known))
		return GPOINTER_TO_UINT(known);
	unit = new_unit(backlog);
	g_hash_table_insert(backlog->by_group, g_string_chunk_insert(backlog->names, group),
			    GUINT_TO_POINTER(unit));
	return unit;
}

/* Lets a test wait as the last of its unit. */
static void join_unit(struct backlog *backlog, uint32_t test)
{
	struct backlog_unit *unit = backlog_unit_at(backlog, waiting_test_at(backlog, test)->unit);

	waiting_test_at(backlog, test)->next = NO_TEST;
	if (unit->first == NO_TEST)
		unit->first = test;
	else
		waiting_test_at(backlog, unit->last)->next = test;
	unit->last = test;
	backlog->test_count++;
}

void backlog_add(struct backlog *backlog, const struct planned_test *test)
{
	const struct waiting_test waiting = {find_or_add_unit(backlog, test->group), NO_TEST};

	g_array_append_val(backlog->tests, waiting);
	estimates_add(&backlog->estimates, test->id, test->duration_us);
	join_unit(backlog, backlog->tests->len - 1);
	backlog_unit_at(backlog, waiting.unit)->has_failed |= test->has_failed;
}

void backlog_skip(struct backlog *backlog)
{
	const struct waiting_test waiting = {UNIT_NONE, NO_TEST};

	g_array_append_val(backlog->tests, waiting);
	estimates_add(&backlog->estimates, "", -1);
}

/* ---- estimating ---- */

/* Adds `sign` times the recorded work of a unit to what is known. Returns all of its work. */
static int64_t weigh(struct backlog *backlog, const struct backlog_unit *unit, int sign)
{
	int64_t sum_us = 0;

	for (uint32_t test = unit->first; test != NO_TEST;
	     test = waiting_test_at(backlog, test)->next) {
		int64_t estimate_us = estimates_of(&backlog->estimates, test);
		if (estimates_is_known(&backlog->estimates, test))
			backlog->known_work += sign * (double)estimate_us;
		sum_us += estimate_us;
	}
	return sum_us;
}

static void put_unit(struct backlog *backlog, uint32_t unit)
{
	buckets_put(&backlog->buckets, unit, weigh(backlog, backlog_unit_at(backlog, unit), 1));
}

/* Estimates everything that waits anew. */
static void survey(struct backlog *backlog)
{
	buckets_empty(&backlog->buckets);
	backlog->known_work = 0;
	for (size_t i = 0; i < backlog->turns->len; i++) {
		uint32_t unit = g_array_index(backlog->turns, uint32_t, i);
		if (backlog_unit_at(backlog, unit)->first != NO_TEST)
			put_unit(backlog, unit);
	}
}

static uint32_t rank_of(const struct backlog *backlog, uint32_t unit)
{
	return estimates_rank(&backlog->estimates, backlog_unit_at(backlog, unit)->first);
}

/* Sorts the units by rank, those of one rank as they were entered: by counting each rank. */
static void sort_by_family(struct backlog *backlog)
{
	uint32_t count = backlog->units->len;
	g_autofree uint32_t *places = g_new0(uint32_t, (size_t)count + 2);

	g_array_set_size(backlog->turns, count);
	for (uint32_t unit = 0; unit < count; unit++)
		places[MIN(rank_of(backlog, unit), count) + 1]++;
	for (uint32_t rank = 0; rank < count; rank++)
		places[rank + 1] += places[rank];
	for (uint32_t unit = 0; unit < count; unit++) {
		uint32_t *place = &places[MIN(rank_of(backlog, unit), count)];
		g_array_index(backlog->turns, uint32_t, (*place)++) = unit;
	}
}

/* What the units (struct ordered_unit) are ordered by, by number. */
static GArray *describe_units(struct backlog *backlog)
{
	GArray *units = g_array_new(false, false, sizeof(struct ordered_unit));

	for (uint32_t unit = 0; unit < backlog->units->len; unit++) {
		const struct backlog_unit *described = backlog_unit_at(backlog, unit);
		const struct ordered_unit ordered_unit = {
			.unit = unit,
			.has_failed = described->has_failed,
			.work_us = weigh(backlog, described, 0),
		};
		g_array_append_val(units, ordered_unit);
	}
	return units;
}

static void sort_for_user(struct backlog *backlog)
{
	g_autoptr(GArray) units = describe_units(backlog);

	if (ordering_is_of_all(&backlog->order)) {
		g_autoptr(GArray) all = g_array_copy(units);
		ordering_sort_all(all, &backlog->order);
		for (uint32_t turn = 0; turn < all->len; turn++)
			g_array_index(backlog->turns, uint32_t, turn) =
				g_array_index(all, struct ordered_unit, turn).unit;
	}
	ordering_sort_batch(units, &backlog->order);
	for (uint32_t rank = 0; rank < units->len; rank++)
		backlog_unit_at(backlog, g_array_index(units, struct ordered_unit, rank).unit)
			->rank = rank;
}

static int compare_tests(const void *left, const void *right, void *data)
{
	const size_t *a = left, *b = right;
	const struct backlog *backlog = data;
	uint32_t rank_a = backlog_unit_at(backlog, waiting_test_at(backlog, *a)->unit)->rank;
	uint32_t rank_b = backlog_unit_at(backlog, waiting_test_at(backlog, *b)->unit)->rank;

	if (backlog->order.kind != ORDER_LISTED && rank_a != rank_b)
		return rank_a < rank_b ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

void backlog_sort(struct backlog *backlog, GArray *batch)
{
	g_array_sort_with_data(batch, compare_tests, backlog);
}

void backlog_open(struct backlog *backlog)
{
	sort_by_family(backlog);
	if (backlog->order.kind != ORDER_LISTED)
		sort_for_user(backlog);
	survey(backlog);
}

void backlog_learn(struct backlog *backlog, size_t test, int64_t duration_us)
{
	if (estimates_is_known(&backlog->estimates, (uint32_t)test))
		return;
	estimates_learn(&backlog->estimates, (uint32_t)test, duration_us);
	if (++backlog->results < backlog->next_survey)
		return;
	backlog->next_survey *= 2;
	survey(backlog);
}

double backlog_known_part(const struct backlog *backlog)
{
	if (backlog->buckets.work_us <= 0)
		return 1;
	return CLAMP(backlog->known_work / backlog->buckets.work_us, 0, 1);
}

bool backlog_is_measured(const struct backlog *backlog)
{
	return estimates_is_measured(&backlog->estimates);
}

/* ---- taking and returning ---- */

int64_t backlog_take(struct backlog *backlog, int64_t limit_us, GArray *batch)
{
	uint32_t number = buckets_take(&backlog->buckets, limit_us);
	struct backlog_unit *unit;
	int64_t work_us;

	if (number == UNIT_NONE)
		return 0;
	unit = backlog_unit_at(backlog, number);
	work_us = weigh(backlog, unit, -1);
	for (uint32_t test = unit->first; test != NO_TEST;
	     test = waiting_test_at(backlog, test)->next) {
		size_t member = test;
		g_array_append_val(batch, member);
		backlog->test_count--;
	}
	unit->first = unit->last = NO_TEST;
	return MAX(work_us, 1);
}

void backlog_return(struct backlog *backlog, const size_t *tests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		join_unit(backlog, (uint32_t)tests[i]);
	for (size_t i = 0; i < count; i++) {
		uint32_t unit = waiting_test_at(backlog, tests[i])->unit;
		if (!buckets_has(&backlog->buckets, unit))
			put_unit(backlog, unit);
	}
}

void backlog_return_first(struct backlog *backlog, const size_t *tests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		join_unit(backlog, (uint32_t)tests[i]);
	for (size_t i = count; i > 0; i--) {
		uint32_t unit = waiting_test_at(backlog, tests[i - 1])->unit;
		if (!buckets_has(&backlog->buckets, unit))
			buckets_put_first(&backlog->buckets, unit,
					  weigh(backlog, backlog_unit_at(backlog, unit), 1));
	}
}

void backlog_clear(struct backlog *backlog)
{
	buckets_clear(&backlog->buckets);
	estimates_clear(&backlog->estimates);
	g_clear_pointer(&backlog->tests, g_array_unref);
	g_clear_pointer(&backlog->units, g_array_unref);
	g_clear_pointer(&backlog->turns, g_array_unref);
	g_clear_pointer(&backlog->by_group, g_hash_table_unref);
	if (backlog->names)
		g_string_chunk_free(g_steal_pointer(&backlog->names));
}
