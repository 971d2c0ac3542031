/* Timers come in the order in which they are due. */
#include "core/timers.h"

#define COUNT 500

static void they_come_in_order_whatever_was_set_and_cancelled(void)
{
	g_autofree struct timer *timers = g_new0(struct timer, COUNT);
	struct timers heap;
	int64_t last_us = -1;
	size_t taken = 0;
	struct timer *timer;

	timers_init(&heap);
	for (int i = 0; i < COUNT; i++) {
		timers[i].number = i;
		timers_set(&heap, &timers[i], g_test_rand_int_range(0, 100));
	}
	for (int i = 0; i < COUNT; i += 3)
		timers_set(&heap, &timers[i], g_test_rand_int_range(0, 100));
	for (int i = 0; i < COUNT; i += 5)
		timers_cancel(&heap, &timers[i]);
	while ((timer = timers_take_due(&heap, 99))) {
		g_assert_cmpint(timer->due_us, >=, last_us);
		g_assert_cmpint(timer->number % 5, !=, 0);
		last_us = timer->due_us;
		taken++;
	}
	g_assert_cmpuint(taken, ==, COUNT - COUNT / 5);
	timers_clear(&heap);
}

static void of_those_due_at_once_the_kind_and_the_number_decide(void)
{
	struct timer probe = {.kind = TIMER_PROBE, .number = 0};
	struct timer later = {.kind = TIMER_EXECUTION, .number = 2};
	struct timer sooner = {.kind = TIMER_EXECUTION, .number = 1};
	struct timers heap;

	timers_init(&heap);
	timers_set(&heap, &probe, 5);
	timers_set(&heap, &later, 5);
	timers_set(&heap, &sooner, 5);
	g_assert_true(timers_take_due(&heap, 5) == &sooner);
	g_assert_true(timers_take_due(&heap, 5) == &later);
	g_assert_true(timers_take_due(&heap, 5) == &probe);
	timers_clear(&heap);
}

static void none_comes_before_its_time(void)
{
	struct timer timer = {.kind = TIMER_RUN};
	struct timers heap;

	timers_init(&heap);
	g_assert_cmpint(timers_next_us(&heap), ==, INT64_MAX);
	g_assert_null(timers_take_due(&heap, INT64_MAX));
	timers_set(&heap, &timer, 10);
	g_assert_null(timers_take_due(&heap, 9));
	g_assert_cmpint(timers_next_us(&heap), ==, 10);
	timers_cancel(&heap, &timer);
	timers_cancel(&heap, &timer);
	g_assert_null(timers_take_due(&heap, 10));
	timers_clear(&heap);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/they come in order, whatever was set and cancelled",
			they_come_in_order_whatever_was_set_and_cancelled);
	g_test_add_func("/of those due at once, the kind and the number decide",
			of_those_due_at_once_the_kind_and_the_number_decide);
	g_test_add_func("/none comes before its time", none_comes_before_its_time);
	return g_test_run();
}
