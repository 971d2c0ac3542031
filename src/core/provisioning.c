/* Provisioning: asks for instances (the first, the rest, replacements) and puts them to use. */
#include "core/planted_bugs.h"
#include "core/run_state.h"

#define SECOND_US INT64_C(1000000)
#define RETRY_PAUSE_MAX_US (60 * SECOND_US)

/* How many ids more than asked for are taken for a callout that will not stop printing. */
#define EXTRA_MAX 10000

static void ask_callout(struct coordinator *coordinator, int count)
{
	struct provisioning *provisioning = &coordinator->provisioning;

	provisioning->asked = count;
	provisioning->printed = 0;
	struct action *action = action_queue_push(&coordinator->actions, ACTION_PROVISION);
	action->count = count;
	action->ask = provisioning->ask;
	action->attempt = provisioning->retries + 1;
	task_start(coordinator, &provisioning->task,
		   coordinator->options.limits.provision_timeout_us);
}

static void begin_asking(struct coordinator *coordinator, enum ask ask, int count)
{
	coordinator->provisioning.ask = ask;
	coordinator->provisioning.retries = 0;
	ask_callout(coordinator, count);
}

void provisioning_start(struct coordinator *coordinator)
{
	for (int worker = 0; worker < coordinator->options.concurrency; worker++)
		g_queue_push_tail(&coordinator->free_workers, GINT_TO_POINTER(worker));
	begin_asking(coordinator, ASK_FIRST, coordinator->options.concurrency);
}

/* Stops the run because of what the callout printed. Takes `complaint`. */
static void refuse_callout(struct coordinator *coordinator, char *complaint)
{
	if (!coordinator->complaint)
		coordinator->complaint = g_steal_pointer(&complaint);
	g_free(complaint);
	stopping_begin(coordinator, VERDICT_BAD_INSTANCES);
}

static void refuse_id(struct coordinator *coordinator)
{
	refuse_callout(coordinator, g_strdup_printf("the provisioning callout cannot be used: %s",
						    coordinator->instances.complaint));
}

/* Puts an instance that was asked for to use. */
static void employ(struct coordinator *coordinator, struct instance *instance)
{
	int worker = GPOINTER_TO_INT(g_queue_pop_head(&coordinator->free_workers));

	instance->life = LIFE_IN_USE;
	instance->worker = worker;
	coordinator->instances.extra_count--;
	if (coordinator->provisioning.ask == ASK_REPLACEMENTS)
		coordinator->summary.instances_replaced++;
	executing_add_worker(coordinator, worker, instance->probe.timer.number);
}

void provisioning_printed(struct coordinator *coordinator, const char *id)
{
	struct provisioning *provisioning = &coordinator->provisioning;
	struct instance *instance = instance_table_add(&coordinator->instances, id);
	bool is_wanted = provisioning->task.is_running && !coordinator_is_stopping(coordinator) &&
			 provisioning->printed < provisioning->asked;

	if (!instance) {
		refuse_id(coordinator);
		return;
	}
	provisioning->printed++;
	if (is_wanted)
		employ(coordinator, instance);
	if (provisioning->printed - provisioning->asked > EXTRA_MAX)
		refuse_callout(coordinator,
			       g_strdup_printf("the provisioning callout printed over %d "
					       "instance ids when asked for %d",
					       EXTRA_MAX, provisioning->asked));
}

/* Sets the timer for the next try, if there is one. */
static bool plan_next_try(struct coordinator *coordinator, int owed)
{
	struct provisioning *provisioning = &coordinator->provisioning;
	int64_t pause_us;

	if (provisioning->retries >= coordinator->options.instances.provision_retries)
		return false;
	pause_us = MIN(SECOND_US << MIN(provisioning->retries, 6), RETRY_PAUSE_MAX_US);
	provisioning->retries++;
	provisioning->asked = owed;
	timers_set(&coordinator->timers, &provisioning->retry, coordinator->now_us + pause_us);
	return true;
}

void provisioning_retry(struct coordinator *coordinator)
{
	ask_callout(coordinator, coordinator->provisioning.asked);
}

static void take_failed_callout(struct coordinator *coordinator, int owed)
{
	bool may_retry = coordinator->options.instances.provision_retries > 0;

	if (owed == 0 && may_retry)
		return; /* the next try would be asked for nothing */
	if (plan_next_try(coordinator, owed))
		return;
	if (coordinator->provisioning.ask != ASK_REPLACEMENTS)
		stopping_begin(coordinator, VERDICT_PROVISIONING_FAILED);
}

static void take_shortage(struct coordinator *coordinator, int owed)
{
	int wanted = coordinator->options.concurrency;

	if (coordinator->instances.all->len == 0)
		refuse_callout(coordinator,
			       g_strdup("the provisioning callout printed no instance ids: it "
					"must print one for each instance, on its standard "
					"output"));
	else if (coordinator->provisioning.ask == ASK_FIRST)
		begin_asking(coordinator, ASK_REST, owed);
	else if (coordinator->provisioning.ask == ASK_REST)
		refuse_callout(coordinator,
			       g_strdup_printf("the provisioning callout printed %d of %d "
					       "instance ids, although it was asked once more "
					       "for the rest",
					       wanted - owed, wanted));
}

void provisioning_ended(struct coordinator *coordinator, struct ending ending)
{
	struct provisioning *provisioning = &coordinator->provisioning;
	bool is_failure =
		ending.kind != ENDING_EXITED || ending.code != 0 || provisioning->task.signal != 0;
	int owed = MAX(provisioning->asked - provisioning->printed, 0);

	if (!provisioning->task.is_running)
		return;
	task_end(coordinator, &provisioning->task);
	if (coordinator_is_stopping(coordinator))
		return;
	if (is_failure)
		take_failed_callout(coordinator, owed);
	else if (owed > 0)
		take_shortage(coordinator, owed);
}

/* How many tests wait to be handed out; as long as that is not known, any number. */
static size_t count_waiting(const struct coordinator *coordinator)
{
	if (!coordinator->scheduler)
		return SIZE_MAX;
	return scheduler_pending(coordinator->scheduler) + coordinator->retries_waiting;
}

void provisioning_replace(struct coordinator *coordinator)
{
	struct provisioning *provisioning = &coordinator->provisioning;
	size_t count = coordinator->free_workers.length;

	if (provisioning_is_open(coordinator) || coordinator->idle_workers.length > 0)
		return;
	count = MIN(count, MIN(count_waiting(coordinator), (size_t)provisioning->replacements));
	if (count == 0)
		return;
	if (!PLANTED(BUG_REPLACES_FOR_EVER))
		provisioning->replacements -= (int)count;
	begin_asking(coordinator, ASK_REPLACEMENTS, (int)count);
}

void provisioning_wind_up(struct coordinator *coordinator)
{
	struct provisioning *provisioning = &coordinator->provisioning;

	timers_cancel(&coordinator->timers, &provisioning->retry);
}

bool provisioning_is_open(const struct coordinator *coordinator)
{
	return coordinator->provisioning.task.is_running ||
	       coordinator->provisioning.retry.place != 0;
}
