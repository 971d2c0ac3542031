/* Listing: lists the tests in an instance, or in another one if that cannot be relied on. */
#include "core/planted_bugs.h"
#include "core/run_state.h"

/* With this one an execute callout says that its instance is lost. */
#define CODE_OF_LOSS 255

/* Takes the first worker that may list off the idle ones; -1: there is none. */
static int take_listing_worker(struct coordinator *coordinator)
{
	for (GList *link = coordinator->idle_workers.head; link; link = link->next) {
		int worker = GPOINTER_TO_INT(link->data);
		int instance = coordinator->workers[worker].instance;
		if (instance != INSTANCE_NONE && instance == coordinator->listing.avoided)
			continue;
		g_queue_delete_link(&coordinator->idle_workers, link);
		return worker;
	}
	return -1;
}

static void start_listing(struct coordinator *coordinator, int worker)
{
	struct listing_state *listing = &coordinator->listing;
	struct action *action = action_queue_push(&coordinator->actions, ACTION_LIST);

	listing->worker = worker;
	listing->instance = coordinator->workers[worker].instance;
	listing->began_us = coordinator->now_us;
	coordinator_name_instance(coordinator, action, listing->instance);
	instance_table_note_use(&coordinator->instances, listing->instance);
	task_start(coordinator, &listing->task, coordinator->options.limits.execute_timeout_us);
}

/* The last listing failed for good. */
static void fail_listing(struct coordinator *coordinator)
{
	coordinator->listing.has_ended = true;
	if (!coordinator_is_stopping(coordinator))
		instance_table_note_failure(&coordinator->instances, coordinator->listing.instance);
	stopping_begin(coordinator, VERDICT_LISTING_FAILED);
}

void listing_begin(struct coordinator *coordinator)
{
	struct listing_state *listing = &coordinator->listing;
	int worker;

	if (coordinator->stage > STAGE_LISTING || listing->task.is_running || listing->is_in_doubt)
		return;
	worker = take_listing_worker(coordinator);
	if (worker >= 0) {
		if (coordinator->stage == STAGE_PROVISIONING)
			coordinator->summary.ready_us =
				coordinator->now_us - coordinator->started_us;
		coordinator->stage = STAGE_LISTING;
		start_listing(coordinator, worker);
		return;
	}
	if (coordinator->stage == STAGE_PROVISIONING)
		return;
	provisioning_replace(coordinator);
	if (!provisioning_is_open(coordinator))
		fail_listing(coordinator);
}

static void release_listing_worker(struct coordinator *coordinator)
{
	g_queue_push_head(&coordinator->idle_workers, GINT_TO_POINTER(coordinator->listing.worker));
}

void listing_succeeded(struct coordinator *coordinator, const struct input *input)
{
	struct listing_state *listing = &coordinator->listing;

	if (!listing->task.is_running)
		return;
	task_end(coordinator, &listing->task);
	release_listing_worker(coordinator);
	coordinator->summary.listing_us = coordinator->now_us - listing->began_us;
	listing->has_ended = true;
	listing->is_open = input->is_open;
	if (coordinator_is_stopping(coordinator))
		return;
	coordinator->stage = STAGE_EXECUTING;
	executing_listed(coordinator, input);
}

/* True if the way in which listing ended leaves it open whether its instance still lives. */
static bool is_listing_in_doubt(const struct coordinator *coordinator, struct ending ending)
{
	const struct listing_state *listing = &coordinator->listing;

	if (listing->instance == INSTANCE_NONE || coordinator_is_stopping(coordinator) ||
	    PLANTED(BUG_LISTS_ONCE))
		return false;
	return !ending_is_success(ending) || listing->task.signal != 0;
}

void listing_failed(struct coordinator *coordinator, struct ending ending)
{
	struct listing_state *listing = &coordinator->listing;

	if (!listing->task.is_running)
		return;
	task_end(coordinator, &listing->task);
	listing->ending = ending;
	if (is_listing_in_doubt(coordinator, ending)) {
		listing->is_in_doubt = true;
		settling_probe(coordinator, listing->instance);
		return;
	}
	release_listing_worker(coordinator);
	fail_listing(coordinator);
}

void listing_probed(struct coordinator *coordinator, int instance, bool is_lost)
{
	struct listing_state *listing = &coordinator->listing;
	bool is_said_lost;

	if (!listing->is_in_doubt || listing->instance != instance)
		return;
	listing->is_in_doubt = false;
	is_said_lost =
		listing->ending.kind == ENDING_EXITED && listing->ending.code == CODE_OF_LOSS;
	if (coordinator_is_stopping(coordinator) || is_lost)
		return;
	if (!is_said_lost || listing->retries++ >= coordinator->options.instances.replacements)
		fail_listing(coordinator);
	else
		listing->avoided = instance;
}
