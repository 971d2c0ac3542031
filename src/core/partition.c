#include "core/partition.h"

/* A batch while it is being filled. */
struct part {
	GArray *tests;
	int64_t work_us;
	int number;
};

static bool is_lighter(const struct part *a, const struct part *b)
{
	return a->work_us != b->work_us ? a->work_us < b->work_us : a->number < b->number;
}

/* The first of the heap has become heavier: lets it sink to its place. */
static void sink(struct part *heap, int count)
{
	int place = 0;

	for (int child = 1; child < count; child = 2 * place + 1) {
		const struct part moved = heap[place];
		if (child + 1 < count && is_lighter(&heap[child + 1], &heap[child]))
			child++;
		if (!is_lighter(&heap[child], &heap[place]))
			return;
		heap[place] = heap[child];
		heap[child] = moved;
		place = child;
	}
}

static int compare_parts(const void *left, const void *right)
{
	const struct part *a = left, *b = right;

	return a->number - b->number;
}

static void free_batch(void *batch)
{
	g_array_unref(batch);
}

GPtrArray *partition_backlog(struct backlog *backlog, int count)
{
	g_autofree struct part *heap = g_new0(struct part, (size_t)count);
	GPtrArray *batches = g_ptr_array_new_with_free_func(free_batch);

	for (int i = 0; i < count; i++)
		heap[i] = (struct part){g_array_new(false, false, sizeof(size_t)), 0, i};
	while (backlog->test_count > 0) {
		heap[0].work_us += backlog_take(backlog, INT64_MAX, heap[0].tests);
		sink(heap, count);
	}
	qsort(heap, (size_t)count, sizeof(struct part), compare_parts);
	for (int i = 0; i < count; i++) {
		if (heap[i].tests->len > 0)
			g_ptr_array_add(batches, heap[i].tests);
		else
			g_array_unref(heap[i].tests);
	}
	return batches;
}
