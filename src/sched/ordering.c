#include "sched/ordering.h"

#include "sched/random.h"

bool ordering_is_of_all(const struct order *order)
{
	return order->kind == ORDER_FAILED_FIRST || order->kind == ORDER_RANDOM;
}

static int compare_unit_numbers(const struct ordered_unit *a, const struct ordered_unit *b)
{
	return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static int compare_work(const void *left, const void *right)
{
	const struct ordered_unit *a = left, *b = right;

	if (a->work_us != b->work_us)
		return a->work_us > b->work_us ? -1 : 1;
	return compare_unit_numbers(a, b);
}

static int compare_failures(const void *left, const void *right)
{
	const struct ordered_unit *a = left, *b = right;

	if (a->has_failed != b->has_failed)
		return a->has_failed ? -1 : 1;
	return compare_unit_numbers(a, b);
}

static int compare_failures_and_work(const void *left, const void *right)
{
	const struct ordered_unit *a = left, *b = right;

	if (a->has_failed != b->has_failed)
		return a->has_failed ? -1 : 1;
	return compare_work(a, b);
}

/* Fisher and Yates. */
static void shuffle(GArray *units, uint64_t seed)
{
	struct random_source source = {seed};
	struct ordered_unit *all = (struct ordered_unit *)(void *)units->data;

	for (size_t i = units->len; i > 1; i--) {
		size_t other = (size_t)random_below(&source, i);
		struct ordered_unit kept = all[i - 1];

		all[i - 1] = all[other];
		all[other] = kept;
	}
}

void ordering_sort_batch(GArray *units, const struct order *order)
{
	if (order->kind == ORDER_RANDOM)
		shuffle(units, order->seed);
	else if (order->kind == ORDER_SLOWEST)
		g_array_sort(units, compare_work);
	else if (order->kind == ORDER_FAILED_FIRST)
		g_array_sort(units, compare_failures);
}

void ordering_sort_all(GArray *units, const struct order *order)
{
	if (order->kind == ORDER_FAILED_FIRST)
		g_array_sort(units, compare_failures_and_work);
	else
		ordering_sort_batch(units, order);
}
