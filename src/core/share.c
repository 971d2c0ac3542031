#include "core/share.h"

#include <math.h>

/*
 * The part that is given. The first time nothing is known of the worker's speed: a quarter would
 * last one that is four times slower to the very end.
 */
#define FIRST_PART (1.0 / 6)
#define PART_UNKNOWN 0.5
#define PART_KNOWN 0.75

/* How far a share may be off, as a part of it. */
#define DOUBT_LEAST 0.1
#define DOUBT_OF_SPEED 0.05
#define DOUBT_OF_UNKNOWN 0.2

static double doubt(const struct pace *pace, double known_part, bool is_first)
{
	return DOUBT_LEAST + (is_first ? DOUBT_OF_SPEED : 0) +
	       DOUBT_OF_UNKNOWN * (1 - known_part) * pace_doubt(pace);
}

static double part(double known_part, bool is_first)
{
	if (is_first)
		return FIRST_PART;
	return PART_UNKNOWN + (PART_KNOWN - PART_UNKNOWN) * known_part;
}

struct share share_of(struct pace *pace, const struct backlog *backlog, int worker, int64_t now_us,
		      bool is_shared)
{
	double waiting = backlog->buckets.work_us;
	double known_part = backlog_known_part(backlog);
	double startup_us = pace_startup_us(pace, worker);
	bool is_first = pace_is_new(pace, worker) && !(is_shared && known_part > 0.5);
	double time_us;
	struct share share;

	if (pace_workers(pace) <= 1)
		return (struct share){INFINITY, INFINITY, true};
	pace_forecast(pace, now_us, waiting);
	/* A forecast that has come true too early still leaves everybody an equal share. */
	time_us = MAX(pace->end_us - (double)now_us - startup_us, waiting / pace->speed);
	share.whole = time_us * pace_speed(pace, worker);
	share.is_final = startup_us >= doubt(pace, known_part, is_first) * time_us;
	share.work = share.is_final ? share.whole : share.whole * part(known_part, is_first);
	return share;
}
