/*
 * simulate: how near to the bound schedulers come, in virtual time.
 *
 *	bench/simulate           the small scenes
 *	bench/simulate --large   a million tests over ten thousand instances, too
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "sim/dice.h"
#include "virtual.h"

static const char *const strategies[STRATEGY_COUNT] = {
	[STRATEGY_FIRST_RUN] = "first run",   [STRATEGY_DYNAMIC] = "dynamic",
	[STRATEGY_STATIC] = "static",         [STRATEGY_ROUND_ROBIN] = "round robin",
	[STRATEGY_ONE_BY_ONE] = "one by one",
};

/* Durations with a heavy tail: most are short, few are long, none beyond `most_us`. */
static int64_t *heavy_tail(size_t count, int64_t least_us, int64_t most_us, uint64_t seed)
{
	struct dice dice = dice_of_seed(seed);
	int64_t *durations_us = g_new(int64_t, count);

	for (size_t i = 0; i < count; i++) {
		double place = (double)dice_time(&dice, SECOND_US) / SECOND_US;
		durations_us[i] = MIN((int64_t)((double)least_us / place), most_us);
	}
	return durations_us;
}

static int64_t *equal(size_t count, int64_t duration_us)
{
	int64_t *durations_us = g_new(int64_t, count);

	for (size_t i = 0; i < count; i++)
		durations_us[i] = duration_us;
	return durations_us;
}

static void print_row(const char *name, const struct fleet *fleet)
{
	printf("%-34s", name);
	for (int strategy = 0; strategy < STRATEGY_COUNT; strategy++) {
		const struct finding finding = virtual_run(fleet, strategy);
		printf("  %6.3f (%7d)", finding.ratio, finding.executions);
		fflush(stdout);
	}
	putchar('\n');
}

static void print_headings(const char *title)
{
	printf("\n%-34s", title);
	for (int strategy = 0; strategy < STRATEGY_COUNT; strategy++)
		printf("  %16s", strategies[strategy]);
	putchar('\n');
}

/* The medians over some seeds of how this scheduler does in a scene. */
static void show_scenes(void)
{
	for (uint64_t seed = 1; seed <= 3; seed++) {
		g_autofree int64_t *tail = heavy_tail(200, 20000, SECOND_US, seed);
		g_autofree int64_t *quarter = equal(64, 250000);
		g_autofree int64_t *even = equal(200, 60000);
		g_autofree int64_t *tiny = equal(1000, 4000);
		const struct fleet fleets[] = {
			{.test_count = 200,
			 .durations_us = tail,
			 .workers = 8,
			 .is_local = true,
			 .startup_us = 20000},
			{.test_count = 64,
			 .durations_us = quarter,
			 .workers = 8,
			 .interval_us = SECOND_US,
			 .startup_us = 20000},
			{.test_count = 200,
			 .durations_us = even,
			 .workers = 4,
			 .slow_percent = 25,
			 .startup_us = 20000,
			 .seed = seed},
			{.test_count = 1000,
			 .durations_us = tiny,
			 .workers = 4,
			 .is_local = true,
			 .startup_us = 400000},
		};
		static const char *const names[] = {
			"200 heavy-tailed, 8 workers", "64 of 250 ms, one instance a second",
			"200 of 60 ms, 4 instances, slow ones", "1000 of 4 ms, start-up 400 ms"};
		for (size_t i = 0; i < G_N_ELEMENTS(fleets); i++)
			print_row(names[i], &fleets[i]);
	}
}

static void show_large(void)
{
	g_autofree int64_t *tail = heavy_tail(1000000, 100000, 60 * SECOND_US, 1);
	static const int64_t startups_us[] = {0, SECOND_US / 10, SECOND_US, 10 * SECOND_US};

	for (size_t i = 0; i < G_N_ELEMENTS(startups_us); i++) {
		const struct fleet fleet = {
			.test_count = 1000000,
			.durations_us = tail,
			.workers = 10000,
			.slow_percent = 5,
			.lost_percent = 1,
			.startup_us = startups_us[i],
			.seed = 1,
		};
		g_autofree char *name =
			g_strdup_printf("start-up %.1f s", (double)startups_us[i] / SECOND_US);
		print_row(name, &fleet);
	}
}

int main(int argc, char **argv)
{
	print_headings("ratio to the bound (executions)");
	show_scenes();
	if (argc > 1 && strcmp(argv[1], "--large") == 0)
		show_large();
	return EXIT_SUCCESS;
}
