#include "core/share.h"

#include <math.h>

/*
 * The part that is given, if a start costs nothing. Where all is known more could be divided well,
 * but what an instance has been given is lost with it for a while.
 */
#define PART_UNKNOWN 0.4
#define PART_KNOWN 0.6

/* How much less the cost of a start counts where all is known. */
#define URGENCY_OF_KNOWN 0.5

/* The part that is given on trial, at most and at least. */
#define TRIAL_MOST (1.0 / 6)
#define TRIAL_LEAST 0.02

/* How far a share may be off, as a part of it. */
#define DOUBT_LEAST 0.1
#define DOUBT_OF_SPEED 0.15
#define DOUBT_OF_UNKNOWN 0.2

/* How many standard deviations further from its estimate than all others a test may come out. */
#define DEVIATIONS 3

/* How many times longer tests may take that were never run, beyond what is estimated. */
#define CRUMBS_OF_UNKNOWN 3

static double doubt(const struct pace *pace, double known_part, bool is_trial)
{
	return DOUBT_LEAST + (is_trial && !pace->is_shared ? DOUBT_OF_SPEED : 0) +
	       DOUBT_OF_UNKNOWN * (1 - known_part) * pace_doubt(pace);
}

/* Of the time until the longest test has to begin, half. */
static double trial_part(const struct backlog *backlog, double whole)
{
	double slack = whole - (double)buckets_longest_us(&backlog->buckets);

	return CLAMP(slack / 2 / whole, TRIAL_LEAST, TRIAL_MOST);
}

/*
 * The part of its share that a worker is given. The nearer the cost of a start, with its `urgency`,
 * is to what might be off, the more; but a stranger is tried first.
 */
static double part(const struct pace *pace, const struct backlog *backlog,
		   const struct share *share, double known_part, double urgency)
{
	double least = PART_UNKNOWN + (PART_KNOWN - PART_UNKNOWN) * known_part;

	if (share->is_final)
		return 1;
	if (share->is_trial)
		least = trial_part(backlog, share->whole);
	if (share->is_trial && !pace->is_shared)
		return least;
	return least + (1 - least) * urgency * (1 - URGENCY_OF_KNOWN * known_part);
}

/*
 * What is worth less than a start of the runner. The less is known of the tests, the less is sure
 * to be; and where nothing is, nothing.
 */
static double crumbs(const struct pace *pace, const struct backlog *backlog, double known_part)
{
	if (!backlog_has_ground(backlog))
		return 0;
	return pace->startup / (1 + CRUMBS_OF_UNKNOWN * (1 - known_part) * pace_doubt(pace));
}

/*
 * The work of the longest test that a slow worker may be given: if that takes as much longer than
 * estimated as hardly any does, others would not finish it sooner by more than is left of the run.
 */
static double safe_work(const struct pace *pace, int worker, double left_us, double known_part)
{
	double slower = 1 / pace_speed(pace, worker) - 1 / pace_speed_of_all(pace);
	double at_worst = exp(DEVIATIONS * sqrt(pace_spread(pace) * (1 - known_part)));

	return slower <= 0 ? INFINITY : MAX(left_us, 0) / slower / at_worst;
}

struct share share_of(struct pace *pace, const struct backlog *backlog, int worker, int64_t now_us)
{
	double waiting = backlog->buckets.work_us;
	double known_part = backlog_known_part(backlog);
	double startup_us = pace_startup_us(pace, worker);
	double left_us, time_us, urgency;
	struct share share = {.is_trial = pace_is_new(pace, worker) &&
					  !(pace->is_shared && known_part > 0.5)};

	if (pace_workers(pace) <= 1)
		return (struct share){INFINITY, INFINITY, INFINITY, .is_final = true};
	pace_forecast(pace, now_us, waiting);
	/* A forecast that has come true too early still leaves everybody an equal share. */
	left_us = MAX(pace->end_us - (double)now_us - startup_us, 0);
	time_us = MAX(left_us, waiting / pace->speed);
	share.fitting = MIN(left_us * pace_speed(pace, worker),
			    safe_work(pace, worker, pace->end_us - (double)now_us, known_part));
	share.whole = time_us * pace_speed(pace, worker);
	urgency = MIN(startup_us / (doubt(pace, known_part, share.is_trial) * time_us), 1);
	share.is_final = urgency >= 1;
	share.is_trial = share.is_trial && !share.is_final;
	share.work = share.whole * part(pace, backlog, &share, known_part, urgency);
	share.crumbs = share.is_final ? crumbs(pace, backlog, known_part) : 0;
	return share;
}
