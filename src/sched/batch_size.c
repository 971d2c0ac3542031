#include "sched/batch_size.h"

#include <math.h>

/*
 * The part that is given, if a start costs nothing. Where all is known more could be divided well,
 * but what an instance has been given is lost with it for a while.
 */
#define PART_UNKNOWN 0.4
#define PART_KNOWN 0.6

/* How much less the cost of a start counts where all is known. */
#define URGENCY_OF_KNOWN 0.5

/* The part that a sample is, at most and at least. */
#define SAMPLE_MOST (1.0 / 6)
#define SAMPLE_LEAST 0.02

/* How far `whole` may be off, as a part of it. */
#define DOUBT_LEAST 0.1
#define DOUBT_OF_SPEED 0.15
#define DOUBT_OF_UNKNOWN 0.2

/* How many standard deviations further from its estimate than all others a test may come out. */
#define DEVIATIONS 3

/* How many times longer tests may take that were never run, beyond what is estimated. */
#define REMAINDER_OF_UNKNOWN 3

static double doubt_of_size(const struct worker_speeds *speeds, double known_part, bool is_sample)
{
	return DOUBT_LEAST + (is_sample && !speeds->is_shared ? DOUBT_OF_SPEED : 0) +
	       DOUBT_OF_UNKNOWN * (1 - known_part) * worker_speeds_doubt(speeds);
}

/* Of the time until the longest test has to begin, half. */
static double sample_part(const struct backlog *backlog, double whole)
{
	double slack = whole - (double)buckets_longest_us(&backlog->buckets);

	return CLAMP(slack / 2 / whole, SAMPLE_LEAST, SAMPLE_MOST);
}

/*
 * The part of `whole` that a worker is given. It is the larger the nearer the cost of a start comes
 * to the error to be expected (`urgency`); but a worker whose speed is unknown gets a sample first.
 */
static double part_to_give(const struct worker_speeds *speeds, const struct backlog *backlog,
			   const struct batch_size *size, double known_part, double urgency)
{
	double least = PART_UNKNOWN + (PART_KNOWN - PART_UNKNOWN) * known_part;

	if (size->is_final)
		return 1;
	if (size->is_sample)
		least = sample_part(backlog, size->whole);
	if (size->is_sample && !speeds->is_shared)
		return least;
	return least + (1 - least) * urgency * (1 - URGENCY_OF_KNOWN * known_part);
}

/*
 * The work that is worth less than a start of the runner. The less is known of the tests, the less
 * work that is; none if nothing is known.
 */
static double least_remainder(const struct worker_speeds *speeds, const struct backlog *backlog,
			      double known_part)
{
	if (!backlog_is_measured(backlog))
		return 0;
	return speeds->startup /
	       (1 + REMAINDER_OF_UNKNOWN * (1 - known_part) * worker_speeds_doubt(speeds));
}

/*
 * The work of the longest test that a slow worker may be given: if that takes as much longer than
 * estimated as hardly any does, others would not finish it sooner by more than is left of the run.
 */
static double safe_work(const struct worker_speeds *speeds, int worker, double left_us,
			double known_part)
{
	double slower = 1 / worker_speeds_of(speeds, worker) - 1 / worker_speeds_of_all(speeds);
	double at_worst = exp(DEVIATIONS * sqrt(worker_speeds_spread(speeds) * (1 - known_part)));

	return slower <= 0 ? INFINITY : MAX(left_us, 0) / slower / at_worst;
}

struct batch_size batch_size_for(struct worker_speeds *speeds, const struct backlog *backlog,
				 int worker, int64_t now_us)
{
	double waiting = backlog->buckets.work_us;
	double known_part = backlog_known_part(backlog);
	double startup_us = worker_speeds_startup_us(speeds, worker);
	double left_us, time_us, urgency;
	struct batch_size size = {.is_sample = worker_speeds_is_unmeasured(speeds, worker) &&
					       !(speeds->is_shared && known_part > 0.5)};

	if (worker_speeds_count(speeds) <= 1)
		return (struct batch_size){INFINITY, INFINITY, INFINITY, .is_final = true};
	worker_speeds_predict(speeds, now_us, waiting);
	/* If the predicted end is past, the waiting work is shared evenly. */
	left_us = MAX(speeds->end_us - (double)now_us - startup_us, 0);
	time_us = MAX(left_us, waiting / speeds->speed);
	size.safe_max = MIN(left_us * worker_speeds_of(speeds, worker),
			    safe_work(speeds, worker, speeds->end_us - (double)now_us, known_part));
	size.whole = time_us * worker_speeds_of(speeds, worker);
	urgency =
		MIN(startup_us / (doubt_of_size(speeds, known_part, size.is_sample) * time_us), 1);
	size.is_final = urgency >= 1;
	size.is_sample = size.is_sample && !size.is_final;
	size.work = size.whole * part_to_give(speeds, backlog, &size, known_part, urgency);
	size.remainder = size.is_final ? least_remainder(speeds, backlog, known_part) : 0;
	return size;
}
