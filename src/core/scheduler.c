#include "core/scheduler.h"

#include <math.h>

#include "core/backlog.h"
#include "core/pace.h"
#include "core/partition.h"
#include "core/share.h"

/* Longer than any test: a thousand years, which still fits an int64_t. */
#define LIMIT_MAX_US (INT64_C(1) << 54)

/* The part of a worker's share that a batch may come to when more is to be held back. */
#define ROUNDED_MOST 0.9

/* How many times as long as the mean a test of a trial may be. */
#define TRIAL_LONGEST 3

/* A worker is passed over only if another will be sooner by this much. */
#define SOONER 0.95

struct scheduler {
	struct scheduler_options options;
	struct backlog backlog;
	struct pace pace;
	GQueue alone;          /* of test: each is to have a batch of its own */
	GPtrArray *partitions; /* batches of a static schedule; NULL: not made yet, or none */
	size_t partition;      /* the next to be handed out */
	size_t parted;         /* tests in those that wait */
	bool is_open;          /* all tests have been entered */
};

struct scheduler *scheduler_new(const struct scheduler_options *options)
{
	struct scheduler *scheduler = g_new0(struct scheduler, 1);

	scheduler->options = *options;
	backlog_init(&scheduler->backlog);
	backlog_order(&scheduler->backlog, &options->order);
	pace_init(&scheduler->pace, options->workers, options->is_shared);
	return scheduler;
}

void scheduler_free(struct scheduler *scheduler)
{
	if (!scheduler)
		return;
	backlog_clear(&scheduler->backlog);
	pace_clear(&scheduler->pace);
	g_queue_clear(&scheduler->alone);
	if (scheduler->partitions)
		g_ptr_array_unref(scheduler->partitions);
	g_free(scheduler);
}

void scheduler_listed(struct scheduler *scheduler, int64_t duration_us)
{
	pace_listed(&scheduler->pace, duration_us);
}

void scheduler_add(struct scheduler *scheduler, const struct core_test *test)
{
	backlog_add(&scheduler->backlog, test);
}

void scheduler_skip(struct scheduler *scheduler)
{
	backlog_skip(&scheduler->backlog);
}

void scheduler_come(struct scheduler *scheduler, int worker)
{
	pace_come(&scheduler->pace, worker);
}

void scheduler_go(struct scheduler *scheduler, int worker)
{
	pace_go(&scheduler->pace, worker);
}

size_t scheduler_pending(const struct scheduler *scheduler)
{
	return scheduler->backlog.test_count + scheduler->parted + scheduler->alone.length;
}

/* ---- batches ---- */

static int64_t take_all(struct scheduler *scheduler, GArray *batch)
{
	int64_t work_us = 0;

	while (scheduler->backlog.test_count > 0)
		work_us += backlog_take(&scheduler->backlog, LIMIT_MAX_US, batch);
	return work_us;
}

static int64_t take_partition(struct scheduler *scheduler, GArray *batch)
{
	const GArray *partition;

	if (!scheduler->partitions) {
		scheduler->parted = scheduler->backlog.test_count;
		scheduler->partitions =
			partition_backlog(&scheduler->backlog, scheduler->options.workers);
	}
	if (scheduler->partition == scheduler->partitions->len)
		return take_all(scheduler, batch);
	partition = scheduler->partitions->pdata[scheduler->partition++];
	g_array_append_vals(batch, partition->data, partition->len);
	scheduler->parted -= partition->len;
	return 1;
}

static int64_t limit_of(double work)
{
	return work >= (double)LIMIT_MAX_US ? LIMIT_MAX_US : (int64_t)work;
}

/* True if the longest test would be finished sooner by another worker than by `worker`. */
static bool is_sooner_elsewhere(const struct scheduler *scheduler, int worker, int64_t now_us,
				const struct share *share)
{
	const struct pace *pace = &scheduler->pace;
	double longest = (double)buckets_longest_us(&scheduler->backlog.buckets);
	double here_us = (pace->startup + longest) / pace_speed(pace, worker);
	double there_us = (pace->startup + longest) / pace_speed_of_all(pace) +
			  MAX(pace->next_free_us - (double)now_us, 0);

	return longest > share->fitting && there_us < here_us * SOONER;
}

/* A trial has no test that is longer than most: so some of them are needed to fill it. */
static double trial_limit(const struct scheduler *scheduler, const struct share *share, double work)
{
	const struct buckets *buckets = &scheduler->backlog.buckets;
	double mean = buckets->work_us / (double)MAX(buckets->count, 1);

	/* With room for what a sum of many doubles is off. */
	return MIN(share->work * (1 + 1e-6) - work + 1, mean * TRIAL_LONGEST);
}

/* Takes the first unit of a batch off. Returns 0 if `worker` had better wait. */
static int64_t take_first(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
			  const struct share *share, GArray *batch)
{
	bool is_for_others = !must && is_sooner_elsewhere(scheduler, worker, now_us, share);
	double limit = is_for_others ? share->fitting : INFINITY;
	int64_t taken_us;

	if (share->is_trial)
		limit = MIN(limit, trial_limit(scheduler, share, 0));
	taken_us = backlog_take(&scheduler->backlog, limit_of(limit), batch);
	if (taken_us == 0 && !is_for_others)
		taken_us = backlog_take(&scheduler->backlog, LIMIT_MAX_US, batch);
	return taken_us;
}

/* How long the next unit may be in a batch that has `work` already; 0: it is complete. */
static int64_t next_limit(const struct scheduler *scheduler, const struct share *share, double work)
{
	const struct buckets *buckets = &scheduler->backlog.buckets;
	double room = share->work - work;
	/* What is held back is rounded to the next test, but never given away altogether. */
	double most = MIN(2 * room, share->whole * ROUNDED_MOST - work);

	if (buckets->work_us <= share->crumbs)
		return LIMIT_MAX_US;
	/* With room for what a sum of many doubles is off. */
	if (share->is_trial)
		return limit_of(trial_limit(scheduler, share, work));
	if (share->is_final)
		return limit_of(room + share->work * 1e-6 + 1);
	/* Short tests are kept for the end: they fill what is left open then. */
	return (double)buckets_longest_us(buckets) > most ? 0 : limit_of(most);
}

static int64_t take_share(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
			  GArray *batch)
{
	struct backlog *backlog = &scheduler->backlog;
	const struct share share = share_of(&scheduler->pace, backlog, worker, now_us);
	int64_t taken_us = take_first(scheduler, worker, now_us, must, &share, batch);
	int64_t work_us = 0;

	while (taken_us > 0) {
		work_us += taken_us;
		taken_us = backlog_take(backlog, next_limit(scheduler, &share, (double)work_us),
					batch);
	}
	return work_us;
}

static int64_t take_alone(struct scheduler *scheduler, GArray *batch)
{
	size_t test = GPOINTER_TO_UINT(g_queue_pop_head(&scheduler->alone));

	g_array_append_val(batch, test);
	return estimates_of(&scheduler->backlog.estimates, (uint32_t)test);
}

/* Fills `batch` and returns its work; 0 if it is left empty. */
static int64_t fill(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
		    GArray *batch)
{
	const struct scheduler_options *options = &scheduler->options;

	if (scheduler->backlog.test_count + scheduler->parted == 0)
		return take_alone(scheduler, batch);
	if (options->is_whole)
		return take_all(scheduler, batch);
	if (options->is_isolated)
		return backlog_take(&scheduler->backlog, LIMIT_MAX_US, batch);
	if (options->is_static)
		return take_partition(scheduler, batch);
	return take_share(scheduler, worker, now_us, must, batch);
}

static void open_backlog(struct scheduler *scheduler)
{
	if (scheduler->is_open)
		return;
	scheduler->is_open = true;
	backlog_open(&scheduler->backlog);
	pace_trust(&scheduler->pace, backlog_known_part(&scheduler->backlog));
}

static void begin_batch(struct scheduler *scheduler, int worker, int64_t now_us, GArray *batch,
			int64_t work_us)
{
	backlog_sort(&scheduler->backlog, batch);
	pace_begin(&scheduler->pace, worker, now_us, batch->len, (double)work_us,
		   backlog_has_ground(&scheduler->backlog));
}

bool scheduler_take(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
		    GArray *batch)
{
	int64_t work_us;

	if (scheduler_pending(scheduler) == 0)
		return false;
	open_backlog(scheduler);
	work_us = fill(scheduler, worker, now_us, must, batch);
	if (batch->len == 0)
		return false;
	begin_batch(scheduler, worker, now_us, batch, work_us);
	return true;
}

void scheduler_give(struct scheduler *scheduler, int worker, int64_t now_us, GArray *batch)
{
	int64_t work_us = 0;

	for (size_t i = 0; i < batch->len; i++)
		work_us += estimates_of(&scheduler->backlog.estimates,
					(uint32_t)g_array_index(batch, size_t, i));
	begin_batch(scheduler, worker, now_us, batch, work_us);
}

uint32_t scheduler_unit(const struct scheduler *scheduler, size_t test)
{
	return g_array_index(scheduler->backlog.tests, struct waiting_test, test).unit;
}

/* ---- what comes of them ---- */

void scheduler_tested(struct scheduler *scheduler, int worker, int64_t now_us, size_t test,
		      int64_t duration_us)
{
	const struct estimates *estimates = &scheduler->backlog.estimates;
	double work = (double)estimates_of(estimates, (uint32_t)test);
	bool has_ground = estimates_has_ground(estimates);

	pace_tested(&scheduler->pace, worker, now_us, work, (double)duration_us, has_ground);
	if (duration_us >= 0)
		backlog_learn(
			&scheduler->backlog, test,
			(int64_t)((double)duration_us * pace_speed(&scheduler->pace, worker)));
}

void scheduler_ended(struct scheduler *scheduler, int worker, int64_t overhead_us)
{
	pace_end(&scheduler->pace, worker, (double)overhead_us);
}

void scheduler_return(struct scheduler *scheduler, const size_t *tests, size_t count)
{
	backlog_return(&scheduler->backlog, tests, count);
}

void scheduler_return_alone(struct scheduler *scheduler, size_t test)
{
	g_queue_push_tail(&scheduler->alone, GUINT_TO_POINTER(test));
}
