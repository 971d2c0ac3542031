/* What happens in a simulated world, and what the coordinator is told of it. */
#include <signal.h>

#include "sim/process.h"

int64_t world_next_us(const struct world *world)
{
	return timers_next_us(&world->timers);
}

bool world_is_busy(const struct world *world)
{
	return world->running > 0;
}

bool world_is_hanging(const struct world *world)
{
	for (size_t i = 0; i < world->processes->len; i++) {
		const struct process *process = world->processes->pdata[i];
		if (process->kind != PROCESS_FAULT && !process->is_over &&
		    process->next == process->steps->len)
			return true;
	}
	return false;
}

static void tell_listed(const struct world *world, struct input *input)
{
	const struct plan *plan = world->plan;

	input->kind = INPUT_LISTED;
	input->is_open = plan->is_open;
	if (plan->is_open)
		return;
	input->tests = (const struct planned_test *)plan->tests->data;
	input->test_count = plan->tests->len;
	input->max_bytes = plan->max_bytes;
	input->all_are_free = plan->all_are_free;
}

static bool is_good(struct ending ending)
{
	return ending.kind == ENDING_EXITED && ending.code == 0;
}

static void tell_end(const struct world *world, const struct process *process, struct ending ending,
		     struct input *input)
{
	input->ending = ending;
	switch (process->kind) {
	case PROCESS_PROVISIONING:
		input->kind = INPUT_PROVISIONING_ENDED;
		return;
	case PROCESS_LISTING:
		input->kind = INPUT_LISTING_FAILED;
		if (is_good(ending) && !process->is_stopped)
			tell_listed(world, input);
		return;
	case PROCESS_EXECUTION:
		input->kind = INPUT_EXECUTION_ENDED;
		input->execution = process->number;
		return;
	case PROCESS_PROBE:
		input->kind = INPUT_PROBED;
		input->instance = process->number;
		input->is_alive = is_good(ending);
		return;
	case PROCESS_DISPOSAL:
		input->kind = INPUT_DISPOSED;
		input->disposal = process->number;
		return;
	case PROCESS_FAULT:
		break;
	}
	g_assert_not_reached();
}

static void end(struct world *world, struct process *process)
{
	process->is_over = true;
	world->running--;
	g_array_set_size(process->steps, (unsigned)process->next);
}

static void tell_report(const struct process *process, const struct step *step, struct input *input)
{
	input->kind = step->kind == STEP_START ? INPUT_TEST_STARTED : INPUT_TEST_ENDED;
	input->execution = process->number;
	input->test_id = text_of(step->test);
	input->status = step->status;
	input->time_ns = TIME_NONE;
}

/* Carries out a step. Returns false if the coordinator is not told. */
static bool carry_out(struct world *world, struct process *process, struct step step,
		      struct input *input)
{
	switch (step.kind) {
	case STEP_PRINT:
		input->kind = INPUT_INSTANCE;
		input->instance_id = ((struct machine *)world->machines->pdata[step.machine])->id;
		return true;
	case STEP_OUTPUT:
		input->kind = INPUT_OUTPUT;
		input->execution = process->number;
		return process->kind == PROCESS_EXECUTION;
	case STEP_START:
	case STEP_RESULT:
		tell_report(process, &step, input);
		return true;
	case STEP_DEATH:
		process_machine_dies(world, step.machine);
		return false;
	case STEP_END:
		end(world, process);
		tell_end(world, process, step.ending, input);
		input->completeness = step.is_cut ? STREAM_CUT : STREAM_COMPLETE;
		return true;
	case STEP_INTERRUPT:
		input->kind = INPUT_INTERRUPTED;
		return true;
	case STEP_FAILURE:
		input->kind = INPUT_FAILED;
		return true;
	}
	g_assert_not_reached();
}

bool world_happen(struct world *world, struct input *input)
{
	struct timer *timer = timers_take_due(&world->timers, world_next_us(world));
	struct process *process = world->processes->pdata[timer->number];
	bool is_told;

	*input = (struct input){.execution = -1};
	world->now_us = timer->due_us;
	is_told = carry_out(world, process,
			    g_array_index(process->steps, struct step, process->next++), input);
	process_go(world, process);
	return is_told;
}

/* ---- noise ---- */

/* A number of something that does not run: any that is over, or that never was. */
static int idle_number(const struct world *world, enum process_kind kind)
{
	int number = dice_throw(&world->plan->dice, 40) - 1;

	return process_find(world, kind, number) ? 1000000 : number;
}

void world_make_noise(struct world *world, struct input *input)
{
	static const enum input_kind kinds[] = {
		INPUT_OUTPUT, INPUT_TEST_STARTED, INPUT_TEST_ENDED, INPUT_EXECUTION_ENDED,
		INPUT_PROBED, INPUT_DISPOSED,     INPUT_TIME,
	};
	struct dice *dice = &world->plan->dice;
	const GPtrArray *ids = world->plan->ids;

	*input = (struct input){
		.kind = kinds[dice_throw(dice, G_N_ELEMENTS(kinds))],
		.execution = idle_number(world, PROCESS_EXECUTION),
		.instance = idle_number(world, PROCESS_PROBE),
		.disposal = idle_number(world, PROCESS_DISPOSAL),
		.test_id = text_of(ids->len > 0 ? ids->pdata[0] : "no such test"),
		.status = STATUS_FAIL,
		.time_ns = TIME_NONE,
		.is_alive = dice_chance(dice, 50),
		.ending = {ENDING_EXITED, dice_throw(dice, 2)},
	};
}
