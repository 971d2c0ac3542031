#include "base/balance.h"

#include <glib.h>
#include <stdbool.h>

void balance_init(struct balance *balance, int count)
{
	*balance = (struct balance){g_new0(struct balance_part, (size_t)count), count};
	for (int i = 0; i < count; i++)
		balance->heap[i].number = i;
}

int balance_lightest(const struct balance *balance)
{
	return balance->heap[0].number;
}

static bool is_lighter(const struct balance_part *a, const struct balance_part *b)
{
	return a->weight != b->weight ? a->weight < b->weight : a->number < b->number;
}

/* The first of the heap has become heavier: lets it sink to its place. */
static void sink_first(struct balance_part *heap, int count)
{
	int place = 0;

	for (int child = 1; child < count; child = 2 * place + 1) {
		const struct balance_part moved = heap[place];
		if (child + 1 < count && is_lighter(&heap[child + 1], &heap[child]))
			child++;
		if (!is_lighter(&heap[child], &heap[place]))
			return;
		heap[place] = heap[child];
		heap[child] = moved;
		place = child;
	}
}

void balance_add(struct balance *balance, int64_t weight)
{
	balance->heap[0].weight += weight;
	sink_first(balance->heap, balance->count);
}

void balance_clear(struct balance *balance)
{
	g_clear_pointer(&balance->heap, g_free);
}
