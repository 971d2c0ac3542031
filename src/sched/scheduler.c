#include "sched/scheduler.h"

#include <math.h>

#include "sched/backlog.h"
#include "sched/batch_room.h"
#include "sched/batch_size.h"
#include "sched/static_schedule.h"
#include "sched/worker_speeds.h"

/* Longer than any test: a thousand years, which still fits an int64_t. */
#define LIMIT_MAX_US (INT64_C(1) << 54)

/* The part of `whole` (sched/batch_size.h) that a batch may come to unless it is the last. */
#define ROUNDED_MOST 0.9

/* How many times as long as the mean a test of a sample may be. */
#define SAMPLE_LONGEST 3

/* A worker is passed over only if another will be sooner by this much. */
#define SOONER 0.95

struct scheduler {
	struct scheduler_options options;
	struct backlog backlog;
	struct worker_speeds speeds;
	GQueue alone; /* of test: each is to have a batch of its own */
	struct suspects suspects;
	GPtrArray *static_batches; /* batches of a static schedule; NULL: not made yet, or none */
	size_t static_next;        /* the next to be handed out */
	size_t static_waiting;     /* tests in those that wait */
	bool is_open;              /* all tests have been entered */
	enum batch_kind kind;      /* of the batch that was taken last */
	uint32_t series;           /* and of which suspects it was, if it was */
	struct batch_room room;
};

struct scheduler *scheduler_new(const struct scheduler_options *options)
{
	struct scheduler *scheduler = g_new0(struct scheduler, 1);

	scheduler->options = *options;
	backlog_init(&scheduler->backlog);
	backlog_order(&scheduler->backlog, &options->scheduling.order);
	suspects_init(&scheduler->suspects);
	batch_room_init(&scheduler->room, options->max_bytes, options->all_are_free);
	worker_speeds_init(&scheduler->speeds, options->workers, options->is_shared);
	return scheduler;
}

void scheduler_free(struct scheduler *scheduler)
{
	if (!scheduler)
		return;
	backlog_clear(&scheduler->backlog);
	worker_speeds_clear(&scheduler->speeds);
	g_queue_clear(&scheduler->alone);
	suspects_clear(&scheduler->suspects);
	batch_room_clear(&scheduler->room);
	if (scheduler->static_batches)
		g_ptr_array_unref(scheduler->static_batches);
	g_free(scheduler);
}

void scheduler_listed(struct scheduler *scheduler, int64_t duration_us)
{
	worker_speeds_listed(&scheduler->speeds, duration_us);
}

void scheduler_add(struct scheduler *scheduler, const struct planned_test *test)
{
	backlog_add(&scheduler->backlog, test);
	batch_room_add(&scheduler->room, test->bytes);
}

void scheduler_skip(struct scheduler *scheduler)
{
	backlog_skip(&scheduler->backlog);
	batch_room_skip(&scheduler->room);
}

void scheduler_joined(struct scheduler *scheduler, int worker)
{
	worker_speeds_joined(&scheduler->speeds, worker);
}

void scheduler_left(struct scheduler *scheduler, int worker)
{
	worker_speeds_left(&scheduler->speeds, worker);
}

size_t scheduler_pending(const struct scheduler *scheduler)
{
	return scheduler->backlog.test_count + scheduler->static_waiting + scheduler->alone.length +
	       scheduler->suspects.waiting;
}

/* ---- batches ---- */

static int64_t take_all(struct scheduler *scheduler, GArray *batch)
{
	int64_t work_us = 0;

	while (scheduler->backlog.test_count > 0)
		work_us += backlog_take(&scheduler->backlog, LIMIT_MAX_US, batch);
	return work_us;
}

static int64_t take_static_batch(struct scheduler *scheduler, GArray *batch)
{
	const GArray *ready;

	if (!scheduler->static_batches) {
		scheduler->static_waiting = scheduler->backlog.test_count;
		scheduler->static_batches =
			static_schedule_make(&scheduler->backlog, scheduler->options.workers);
	}
	if (scheduler->static_next == scheduler->static_batches->len)
		return take_all(scheduler, batch);
	ready = scheduler->static_batches->pdata[scheduler->static_next++];
	g_array_append_vals(batch, ready->data, ready->len);
	scheduler->static_waiting -= ready->len;
	return 1;
}

static int64_t limit_of_work(double work)
{
	return work >= (double)LIMIT_MAX_US ? LIMIT_MAX_US : (int64_t)work;
}

/* True if the longest test would be finished sooner by another worker than by `worker`. */
static bool is_sooner_elsewhere(const struct scheduler *scheduler, int worker, int64_t now_us,
				const struct batch_size *size)
{
	const struct worker_speeds *speeds = &scheduler->speeds;
	double longest = (double)buckets_longest_us(&scheduler->backlog.buckets);
	double here_us = (speeds->startup + longest) / worker_speeds_of(speeds, worker);
	double there_us = (speeds->startup + longest) / worker_speeds_of_all(speeds) +
			  MAX(speeds->next_free_us - (double)now_us, 0);

	return longest > size->safe_max && there_us < here_us * SOONER;
}

/* No test of a sample is much longer than the mean, so that it takes several to fill it. */
static double sample_limit(const struct scheduler *scheduler, const struct batch_size *size,
			   double work)
{
	const struct buckets *buckets = &scheduler->backlog.buckets;
	double mean = buckets->work_us / (double)MAX(buckets->count, 1);

	/* With room for what a sum of many doubles is off. */
	return MIN(size->work * (1 + 1e-6) - work + 1, mean * SAMPLE_LONGEST);
}

/* Takes the first unit of a batch off. Returns 0 if `worker` had better wait. */
static int64_t take_first(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
			  const struct batch_size *size, GArray *batch)
{
	bool is_for_others = !must && is_sooner_elsewhere(scheduler, worker, now_us, size);
	double limit = is_for_others ? size->safe_max : INFINITY;
	int64_t taken_us;

	if (size->is_sample)
		limit = MIN(limit, sample_limit(scheduler, size, 0));
	taken_us = backlog_take(&scheduler->backlog, limit_of_work(limit), batch);
	if (taken_us == 0 && !is_for_others)
		taken_us = backlog_take(&scheduler->backlog, LIMIT_MAX_US, batch);
	return taken_us;
}

/* How long the next unit may be in a batch that has `work` already; 0: it is complete. */
static int64_t next_limit(const struct scheduler *scheduler, const struct batch_size *size,
			  double work)
{
	const struct buckets *buckets = &scheduler->backlog.buckets;
	double room = size->work - work;
	/* What is held back is rounded to the next test, but never given away altogether. */
	double most = MIN(2 * room, size->whole * ROUNDED_MOST - work);

	if (buckets->work_us <= size->remainder)
		return LIMIT_MAX_US;
	/* With room for what a sum of many doubles is off. */
	if (size->is_sample)
		return limit_of_work(sample_limit(scheduler, size, work));
	if (size->is_final)
		return limit_of_work(room + size->work * 1e-6 + 1);
	/* Short tests are kept for the end: they fill what is left open then. */
	return (double)buckets_longest_us(buckets) > most ? 0 : limit_of_work(most);
}

static int64_t take_sized_batch(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
				GArray *batch)
{
	struct backlog *backlog = &scheduler->backlog;
	const struct batch_size size = batch_size_for(&scheduler->speeds, backlog, worker, now_us);
	int64_t taken_us = take_first(scheduler, worker, now_us, must, &size, batch);
	int64_t work_us = 0;

	scheduler->kind = BATCH_PART;
	if (size.is_sample)
		scheduler->kind = BATCH_SAMPLE;
	else if (size.is_final)
		scheduler->kind = BATCH_FINAL;

	while (taken_us > 0) {
		work_us += taken_us;
		taken_us =
			backlog_take(backlog, next_limit(scheduler, &size, (double)work_us), batch);
	}
	return work_us;
}

static int64_t take_alone(struct scheduler *scheduler, GArray *batch)
{
	size_t test = GPOINTER_TO_UINT(g_queue_pop_head(&scheduler->alone));

	scheduler->kind = BATCH_ALONE;
	g_array_append_val(batch, test);
	return estimates_of(&scheduler->backlog.estimates, (uint32_t)test);
}

static int64_t estimate_batch(const struct scheduler *scheduler, const GArray *batch)
{
	int64_t work_us = 0;

	for (size_t i = 0; i < batch->len; i++)
		work_us += estimates_of(&scheduler->backlog.estimates,
					(uint32_t)g_array_index(batch, size_t, i));
	return work_us;
}

/* Fills `batch` and returns its work; 0 if it is left empty. */
static int64_t fill_batch(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
			  GArray *batch)
{
	const struct scheduler_options *options = &scheduler->options;

	scheduler->kind = BATCH_HALF;
	if (suspects_take(&scheduler->suspects, batch, &scheduler->series))
		return estimate_batch(scheduler, batch);
	if (scheduler->backlog.test_count + scheduler->static_waiting == 0)
		return take_alone(scheduler, batch);
	scheduler->kind = BATCH_WHOLE;
	if (options->is_whole)
		return take_all(scheduler, batch);
	scheduler->kind = BATCH_ISOLATED;
	if (options->scheduling.is_isolated)
		return backlog_take(&scheduler->backlog, LIMIT_MAX_US, batch);
	scheduler->kind = BATCH_STATIC;
	if (options->scheduling.schedule == SCHEDULE_STATIC)
		return take_static_batch(scheduler, batch);
	return take_sized_batch(scheduler, worker, now_us, must, batch);
}

static void open_backlog(struct scheduler *scheduler)
{
	if (scheduler->is_open)
		return;
	scheduler->is_open = true;
	backlog_open(&scheduler->backlog);
	worker_speeds_trust(&scheduler->speeds, backlog_known_part(&scheduler->backlog));
}

/* ---- room ---- */

size_t scheduler_fitting(const struct scheduler *scheduler, const GArray *batch)
{
	return batch_room_fitting(&scheduler->room, batch);
}

size_t scheduler_nameable(const struct scheduler *scheduler, const GArray *batch)
{
	return batch_room_nameable(&scheduler->room, batch);
}

bool scheduler_is_everything(const struct scheduler *scheduler, const GArray *batch)
{
	return batch_room_is_everything(&scheduler->room, batch);
}

/* True if the batch is to run all tests in listing order, and names none of them. */
static bool names_none(struct scheduler *scheduler, const GArray *batch)
{
	if (!scheduler->room.all_are_free || batch->len != scheduler->room.waiting)
		return false;
	g_autoptr(GArray) sorted = g_array_copy((GArray *)batch);
	backlog_sort(&scheduler->backlog, sorted);
	return batch_room_is_everything(&scheduler->room, sorted);
}

/* What has no room in one command waits again. Returns true if there is any. */
static bool cut_batch(struct scheduler *scheduler, GArray *batch)
{
	size_t cut = batch_room_cut(&scheduler->room, &scheduler->backlog, batch);
	size_t count = batch->len - cut;

	if (count == 0 || names_none(scheduler, batch))
		return false;
	const size_t *rest = &g_array_index(batch, size_t, cut);
	if (scheduler->kind == BATCH_HALF) {
		suspects_add(&scheduler->suspects, rest, count, scheduler->series);
	} else {
		scheduler->kind = BATCH_FULL;
		backlog_return_first(&scheduler->backlog, rest, count);
	}
	g_array_set_size(batch, (guint)cut);
	return true;
}

static void begin_batch(struct scheduler *scheduler, int worker, int64_t now_us, GArray *batch,
			int64_t work_us)
{
	backlog_sort(&scheduler->backlog, batch);
	worker_speeds_begin(&scheduler->speeds, worker, now_us, batch->len, (double)work_us,
			    backlog_is_measured(&scheduler->backlog));
}

bool scheduler_take(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
		    GArray *batch)
{
	int64_t work_us;

	if (scheduler_pending(scheduler) == 0)
		return false;
	open_backlog(scheduler);
	work_us = fill_batch(scheduler, worker, now_us, must, batch);
	if (batch->len == 0)
		return false;
	if (cut_batch(scheduler, batch))
		work_us = estimate_batch(scheduler, batch);
	begin_batch(scheduler, worker, now_us, batch, work_us);
	return true;
}

enum batch_kind scheduler_batch_kind(const struct scheduler *scheduler)
{
	return scheduler->kind;
}

void scheduler_give(struct scheduler *scheduler, int worker, int64_t now_us, GArray *batch)
{
	begin_batch(scheduler, worker, now_us, batch, estimate_batch(scheduler, batch));
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
	bool is_measured = estimates_is_measured(estimates);

	worker_speeds_tested(&scheduler->speeds, worker, now_us, work, (double)duration_us,
			     is_measured);
	if (duration_us >= 0)
		backlog_learn(&scheduler->backlog, test,
			      (int64_t)((double)duration_us *
					worker_speeds_of(&scheduler->speeds, worker)));
}

void scheduler_ended(struct scheduler *scheduler, int worker, int64_t overhead_us)
{
	worker_speeds_end(&scheduler->speeds, worker, (double)overhead_us);
}

void scheduler_return(struct scheduler *scheduler, const size_t *tests, size_t count)
{
	backlog_return(&scheduler->backlog, tests, count);
}

void scheduler_return_alone(struct scheduler *scheduler, size_t test)
{
	g_queue_push_tail(&scheduler->alone, GUINT_TO_POINTER(test));
}

void scheduler_return_apart(struct scheduler *scheduler, const size_t *tests, size_t count,
			    uint32_t series)
{
	suspects_add(&scheduler->suspects, tests, count, series);
}

void scheduler_rejoin(struct scheduler *scheduler, uint32_t series)
{
	suspects_join(&scheduler->suspects, series);
}
