#include "core/timers.h"

void timers_init(struct timers *timers)
{
	timers->heap = g_ptr_array_new();
}

static struct timer *timer_at(const struct timers *timers, size_t place)
{
	return timers->heap->pdata[place - 1];
}

static bool is_before(const struct timer *a, const struct timer *b)
{
	if (a->due_us != b->due_us)
		return a->due_us < b->due_us;
	if (a->kind != b->kind)
		return a->kind < b->kind;
	return a->number < b->number;
}

static void place_timer(struct timers *timers, size_t place, struct timer *timer)
{
	timers->heap->pdata[place - 1] = timer;
	timer->place = place;
}

static void sift_up(struct timers *timers, struct timer *timer)
{
	size_t place = timer->place;

	for (; place > 1 && is_before(timer, timer_at(timers, place / 2)); place /= 2)
		place_timer(timers, place, timer_at(timers, place / 2));
	place_timer(timers, place, timer);
}

static void sift_down(struct timers *timers, struct timer *timer)
{
	size_t place = timer->place;

	for (size_t child = 2 * place; child <= timers->heap->len; child = 2 * place) {
		if (child < timers->heap->len &&
		    is_before(timer_at(timers, child + 1), timer_at(timers, child)))
			child++;
		if (!is_before(timer_at(timers, child), timer))
			break;
		place_timer(timers, place, timer_at(timers, child));
		place = child;
	}
	place_timer(timers, place, timer);
}

void timers_set(struct timers *timers, struct timer *timer, int64_t due_us)
{
	timer->due_us = due_us;
	if (timer->place == 0) {
		g_ptr_array_add(timers->heap, timer);
		timer->place = timers->heap->len;
	}
	sift_up(timers, timer);
	sift_down(timers, timer);
}

void timers_cancel(struct timers *timers, struct timer *timer)
{
	if (timer->place == 0)
		return;
	struct timer *last = timer_at(timers, timers->heap->len);

	g_ptr_array_set_size(timers->heap, (int)timers->heap->len - 1);
	if (last != timer) {
		place_timer(timers, timer->place, last);
		sift_up(timers, last);
		sift_down(timers, last);
	}
	timer->place = 0;
}

struct timer *timers_take_due(struct timers *timers, int64_t now_us)
{
	if (timers_next_us(timers) > now_us || timers->heap->len == 0)
		return NULL;
	struct timer *timer = timer_at(timers, 1);

	timers_cancel(timers, timer);
	return timer;
}

int64_t timers_next_us(const struct timers *timers)
{
	return timers->heap->len == 0 ? INT64_MAX : timer_at(timers, 1)->due_us;
}

void timers_clear(struct timers *timers)
{
	g_clear_pointer(&timers->heap, g_ptr_array_unref);
}
