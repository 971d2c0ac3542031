#include "core/pace.h"

#include <math.h>

/* What starting a runner is taken to cost when nothing is known, in microseconds. */
#define STARTUP_GUESS_US 50000.0

/* How much the newest measurement of the start-up cost counts. */
#define STARTUP_WEIGHT 0.3

/* How far times stray from estimates until that has been seen: from guesses, and from records. */
#define SPREAD_UNKNOWN 1.0
#define SPREAD_KNOWN 0.5

/* So many tests are taken to have strayed thus. */
#define SPREAD_WEIGHT 2.0

/* The square of how far the speeds of workers stray, as logarithms. */
#define SPREAD_OF_SPEED 0.3

/* A test as short as this counts half: the machine's own whims tell as much of how long it takes.
 */
#define NOISE_US 2000.0

/* No speed is believed that is further than this from that of all. */
#define SPEED_RANGE 16.0

void pace_init(struct pace *pace, int workers, bool is_shared)
{
	*pace = (struct pace){
		.lanes = g_new0(struct lane, (size_t)workers),
		.lane_count = workers,
		.is_shared = is_shared,
		.startup = STARTUP_GUESS_US,
		.first_spread = SPREAD_UNKNOWN,
		.asked = INT32_MAX,
	};
}

void pace_clear(struct pace *pace)
{
	g_clear_pointer(&pace->lanes, g_free);
}

void pace_listed(struct pace *pace, int64_t duration_us)
{
	pace->startup = (double)duration_us;
}

void pace_trust(struct pace *pace, double known_part)
{
	pace->first_spread = SPREAD_UNKNOWN + known_part * (SPREAD_KNOWN - SPREAD_UNKNOWN);
}

/* What was forecast no longer holds. */
static void forget_forecast(struct pace *pace)
{
	pace->asked = INT32_MAX;
}

void pace_come(struct pace *pace, int worker)
{
	pace->gone -= pace->lanes[worker].state == LANE_GONE;
	pace->lanes[worker] = (struct lane){.state = LANE_IDLE};
	forget_forecast(pace);
}

void pace_go(struct pace *pace, int worker)
{
	pace->gone += pace->lanes[worker].state != LANE_GONE;
	pace->lanes[worker].state = LANE_GONE;
	forget_forecast(pace);
}

void pace_begin(struct pace *pace, int worker, int64_t now_us, size_t tests, double work,
		bool has_ground)
{
	struct lane *lane = &pace->lanes[worker];

	lane->state = LANE_BUSY;
	lane->since_us = (double)now_us + pace_startup_us(pace, worker);
	lane->tests_left = tests;
	lane->left = work;
	lane->is_guess = !has_ground;
}

/* Lets a weighted mean take `value` in. Returns what that adds to the sum of squares. */
static double take_in(double *mean, double *weights, double weight, double value)
{
	double deviation = value - *mean;

	*weights += weight;
	*mean += deviation * weight / *weights;
	return weight * deviation * (value - *mean);
}

static void note_ratio(struct pace *pace, struct lane *lane, double work, double time_us)
{
	double weight = work / (work + NOISE_US);
	double ratio = log(MAX(time_us, 1) / work);

	if (lane->weight > 0)
		pace->square_weight += weight;
	pace->square += take_in(&lane->mean, &lane->weight, weight, ratio);
	take_in(&pace->mean, &pace->weight, weight, ratio);
}

static void finish_test(struct lane *lane, int64_t now_us, double work)
{
	lane->left = MAX(lane->left - work, 0);
	lane->tests_left -= MIN(lane->tests_left, 1);
	lane->since_us = (double)now_us;
}

void pace_tested(struct pace *pace, int worker, int64_t now_us, double work, double time_us,
		 bool has_ground)
{
	struct lane *lane = &pace->lanes[worker];

	finish_test(lane, now_us, work);
	if (time_us < 0)
		return;
	pace->test_count++;
	pace->test_work += time_us * pace_speed(pace, worker);
	if (!has_ground)
		return;
	pace->work += work;
	pace->time_us += time_us;
	note_ratio(pace, lane, work, time_us);
}

void pace_end(struct pace *pace, int worker, double overhead_us)
{
	double cost = overhead_us * pace_speed(pace, worker);

	if (pace->lanes[worker].state == LANE_BUSY)
		pace->lanes[worker].state = LANE_IDLE;
	if (overhead_us < 0)
		return;
	if (pace->is_startup_seen)
		cost = pace->startup + STARTUP_WEIGHT * (cost - pace->startup);
	pace->startup = cost;
	pace->is_startup_seen = true;
}

/* ---- speed ---- */

double pace_spread(const struct pace *pace)
{
	return (pace->square + SPREAD_WEIGHT * pace->first_spread) /
	       (pace->square_weight + SPREAD_WEIGHT);
}

/* How many tests of its own a worker must have run to be believed half. */
static double prior_weight(const struct pace *pace)
{
	return pace_spread(pace) / SPREAD_OF_SPEED;
}

double pace_speed_of_all(const struct pace *pace)
{
	double mean_work = pace->work / MAX(pace->weight, 1);
	double prior = mean_work * (0.5 + 12 * pace_spread(pace));

	if (pace->time_us + prior <= 0)
		return 1;
	return (pace->work + prior) / (pace->time_us + prior);
}

double pace_speed(const struct pace *pace, int worker)
{
	const struct lane *lane = &pace->lanes[worker];
	double all = pace_speed_of_all(pace);
	double belief;

	if (pace->is_shared || lane->weight <= 0)
		return all;
	belief = lane->weight / (lane->weight + prior_weight(pace));
	return all * CLAMP(exp(belief * (pace->mean - lane->mean)), 1 / SPEED_RANGE, SPEED_RANGE);
}

double pace_startup_us(const struct pace *pace, int worker)
{
	return pace->startup / pace_speed(pace, worker);
}

bool pace_is_new(const struct pace *pace, int worker)
{
	const struct lane *lane = &pace->lanes[worker];

	if (pace->is_shared || lane->weight <= 0)
		return lane->weight <= 0;
	return lane->weight < prior_weight(pace);
}

double pace_doubt(const struct pace *pace)
{
	return MIN(pace_spread(pace), 1);
}

int pace_workers(const struct pace *pace)
{
	return pace->lane_count - pace->gone;
}

/* ---- forecast ---- */

/* The work that is left of a worker's batch. */
static double work_left(const struct pace *pace, const struct lane *lane)
{
	if (lane->is_guess && pace->test_count > 0)
		return (double)lane->tests_left * pace->test_work / pace->test_count;
	return lane->left;
}

/* When a worker will be able to take a new batch. */
static double free_us(const struct pace *pace, int worker, int64_t now_us)
{
	const struct lane *lane = &pace->lanes[worker];

	if (lane->state != LANE_BUSY)
		return (double)now_us;
	return MAX((double)now_us,
		   lane->since_us + work_left(pace, lane) / pace_speed(pace, worker));
}

/*
 * The time by which the workers that are free before `limit_us` can have done the backlog if they
 * all end together.
 */
static double common_end(struct pace *pace, int64_t now_us, double backlog, double limit_us)
{
	double speeds = 0, delays = 0;

	for (int i = 0; i < pace->lane_count; i++) {
		double delay_us, speed = pace_speed(pace, i);
		if (pace->lanes[i].state == LANE_GONE)
			continue;
		delay_us = free_us(pace, i, now_us) - (double)now_us + pace_startup_us(pace, i);
		if ((double)now_us + delay_us > limit_us)
			continue;
		speeds += speed;
		delays += speed * delay_us;
		if (speed >= 0.9 * pace_speed_of_all(pace))
			pace->next_free_us = MIN(pace->next_free_us, free_us(pace, i, now_us));
	}
	pace->speed = speeds;
	return speeds > 0 ? (double)now_us + (backlog + delays) / speeds : limit_us;
}

void pace_forecast(struct pace *pace, int64_t now_us, double backlog)
{
	double limit_us;

	if (pace->asked < pace->lane_count / 8) {
		pace->asked++;
		return;
	}
	pace->asked = 0;
	pace->next_free_us = INFINITY;
	pace->end_us = INFINITY;
	/* Workers that will be busy beyond the end take no part in the rest. */
	do {
		limit_us = pace->end_us;
		pace->end_us = common_end(pace, now_us, backlog, limit_us);
	} while (pace->end_us < limit_us * (1 - 1e-9) - 1);
}
