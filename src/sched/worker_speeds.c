#include "sched/worker_speeds.h"

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

void worker_speeds_init(struct worker_speeds *speeds, int workers, bool is_shared)
{
	*speeds = (struct worker_speeds){
		.records = g_new0(struct worker_record, (size_t)workers),
		.record_count = workers,
		.is_shared = is_shared,
		.startup = STARTUP_GUESS_US,
		.first_spread = SPREAD_UNKNOWN,
		.asked = INT32_MAX,
	};
}

void worker_speeds_clear(struct worker_speeds *speeds)
{
	g_clear_pointer(&speeds->records, g_free);
}

void worker_speeds_listed(struct worker_speeds *speeds, int64_t duration_us)
{
	speeds->startup = (double)duration_us;
}

void worker_speeds_trust(struct worker_speeds *speeds, double known_part)
{
	speeds->first_spread = SPREAD_UNKNOWN + known_part * (SPREAD_KNOWN - SPREAD_UNKNOWN);
}

/* The prediction no longer holds. */
static void forget_prediction(struct worker_speeds *speeds)
{
	speeds->asked = INT32_MAX;
}

void worker_speeds_joined(struct worker_speeds *speeds, int worker)
{
	speeds->gone -= speeds->records[worker].state == WORKER_GONE;
	speeds->records[worker] = (struct worker_record){.state = WORKER_IDLE};
	forget_prediction(speeds);
}

void worker_speeds_left(struct worker_speeds *speeds, int worker)
{
	speeds->gone += speeds->records[worker].state != WORKER_GONE;
	speeds->records[worker].state = WORKER_GONE;
	forget_prediction(speeds);
}

void worker_speeds_begin(struct worker_speeds *speeds, int worker, int64_t now_us, size_t tests,
			 double work, bool is_measured)
{
	struct worker_record *record = &speeds->records[worker];

	record->state = WORKER_BUSY;
	record->since_us = (double)now_us + worker_speeds_startup_us(speeds, worker);
	record->tests_left = tests;
	record->work_left = work;
	record->is_guess = !is_measured;
}

/* Lets a weighted mean take `value` in. Returns what that adds to the sum of squares. */
static double add_weighted(double *mean, double *weights, double weight, double value)
{
	double deviation = value - *mean;

	*weights += weight;
	*mean += deviation * weight / *weights;
	return weight * deviation * (value - *mean);
}

static void note_ratio(struct worker_speeds *speeds, struct worker_record *record, double work,
		       double time_us)
{
	double weight = work / (work + NOISE_US);
	double ratio = log(MAX(time_us, 1) / work);

	if (record->weight > 0)
		speeds->square_weight += weight;
	speeds->square += add_weighted(&record->mean, &record->weight, weight, ratio);
	add_weighted(&speeds->mean, &speeds->weight, weight, ratio);
}

static void note_finished_test(struct worker_record *record, int64_t now_us, double work)
{
	record->work_left = MAX(record->work_left - work, 0);
	record->tests_left -= MIN(record->tests_left, 1);
	record->since_us = (double)now_us;
}

void worker_speeds_tested(struct worker_speeds *speeds, int worker, int64_t now_us, double work,
			  double time_us, bool is_measured)
{
	struct worker_record *record = &speeds->records[worker];

	note_finished_test(record, now_us, work);
	if (time_us < 0)
		return;
	speeds->test_count++;
	speeds->test_work += time_us * worker_speeds_of(speeds, worker);
	if (!is_measured)
		return;
	speeds->work += work;
	speeds->time_us += time_us;
	note_ratio(speeds, record, work, time_us);
}

void worker_speeds_end(struct worker_speeds *speeds, int worker, double overhead_us)
{
	double cost = overhead_us * worker_speeds_of(speeds, worker);

	if (speeds->records[worker].state == WORKER_BUSY)
		speeds->records[worker].state = WORKER_IDLE;
	if (overhead_us < 0)
		return;
	if (speeds->is_startup_seen)
		cost = speeds->startup + STARTUP_WEIGHT * (cost - speeds->startup);
	speeds->startup = cost;
	speeds->is_startup_seen = true;
}

/* ---- speed ---- */

double worker_speeds_spread(const struct worker_speeds *speeds)
{
	return (speeds->square + SPREAD_WEIGHT * speeds->first_spread) /
	       (speeds->square_weight + SPREAD_WEIGHT);
}

/* The weight of a worker's prior, in tests. */
static double prior_weight(const struct worker_speeds *speeds)
{
	return worker_speeds_spread(speeds) / SPREAD_OF_SPEED;
}

double worker_speeds_of_all(const struct worker_speeds *speeds)
{
	double mean_work = speeds->work / MAX(speeds->weight, 1);
	double prior = mean_work * (0.5 + 12 * worker_speeds_spread(speeds));

	if (speeds->time_us + prior <= 0)
		return 1;
	return (speeds->work + prior) / (speeds->time_us + prior);
}

double worker_speeds_of(const struct worker_speeds *speeds, int worker)
{
	const struct worker_record *record = &speeds->records[worker];
	double all = worker_speeds_of_all(speeds);
	double belief;

	if (speeds->is_shared || record->weight <= 0)
		return all;
	belief = record->weight / (record->weight + prior_weight(speeds));
	return all *
	       CLAMP(exp(belief * (speeds->mean - record->mean)), 1 / SPEED_RANGE, SPEED_RANGE);
}

double worker_speeds_startup_us(const struct worker_speeds *speeds, int worker)
{
	return speeds->startup / worker_speeds_of(speeds, worker);
}

bool worker_speeds_is_unmeasured(const struct worker_speeds *speeds, int worker)
{
	const struct worker_record *record = &speeds->records[worker];

	if (speeds->is_shared || record->weight <= 0)
		return record->weight <= 0;
	return record->weight < prior_weight(speeds);
}

double worker_speeds_doubt(const struct worker_speeds *speeds)
{
	return MIN(worker_speeds_spread(speeds), 1);
}

int worker_speeds_count(const struct worker_speeds *speeds)
{
	return speeds->record_count - speeds->gone;
}

/* ---- prediction ---- */

/* The work that is left of a worker's batch. */
static double expected_work_left(const struct worker_speeds *speeds,
				 const struct worker_record *record)
{
	if (record->is_guess && speeds->test_count > 0)
		return (double)record->tests_left * speeds->test_work / speeds->test_count;
	return record->work_left;
}

/* When a worker will be able to take a new batch. */
static double free_us(const struct worker_speeds *speeds, int worker, int64_t now_us)
{
	const struct worker_record *record = &speeds->records[worker];

	if (record->state != WORKER_BUSY)
		return (double)now_us;
	return MAX((double)now_us, record->since_us + expected_work_left(speeds, record) /
							      worker_speeds_of(speeds, worker));
}

/*
 * The time by which the workers that are free before `limit_us` can have done the backlog if they
 * all end together.
 */
static double common_end(struct worker_speeds *speeds, int64_t now_us, double backlog,
			 double limit_us)
{
	double speed_sum = 0, delays = 0;

	for (int i = 0; i < speeds->record_count; i++) {
		double delay_us, speed = worker_speeds_of(speeds, i);
		if (speeds->records[i].state == WORKER_GONE)
			continue;
		delay_us = free_us(speeds, i, now_us) - (double)now_us +
			   worker_speeds_startup_us(speeds, i);
		if ((double)now_us + delay_us > limit_us)
			continue;
		speed_sum += speed;
		delays += speed * delay_us;
		if (speed >= 0.9 * worker_speeds_of_all(speeds))
			speeds->next_free_us =
				MIN(speeds->next_free_us, free_us(speeds, i, now_us));
	}
	speeds->speed = speed_sum;
	return speed_sum > 0 ? (double)now_us + (backlog + delays) / speed_sum : limit_us;
}

void worker_speeds_predict(struct worker_speeds *speeds, int64_t now_us, double backlog)
{
	double limit_us;

	if (speeds->asked < speeds->record_count / 8) {
		speeds->asked++;
		return;
	}
	speeds->asked = 0;
	speeds->next_free_us = INFINITY;
	speeds->end_us = INFINITY;
	/* Workers that will be busy beyond the end take no part in the rest. */
	do {
		limit_us = speeds->end_us;
		speeds->end_us = common_end(speeds, now_us, backlog, limit_us);
	} while (speeds->end_us < limit_us * (1 - 1e-9) - 1);
}
