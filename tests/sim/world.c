#include "sim/world.h"

#include <signal.h>

#include "sim/process.h"

/* ---- processes ---- */

static void process_free(void *data)
{
	struct process *process = data;

	g_array_unref(process->steps);
	g_free(process);
}

static void machine_free(void *data)
{
	struct machine *machine = data;

	g_free(machine->id);
	g_free(machine);
}

struct process *process_new(struct world *world, enum process_kind kind, int number, int machine)
{
	struct process *process = g_new0(struct process, 1);

	process->timer.number = (int)world->processes->len;
	process->kind = kind;
	process->number = number;
	process->machine = machine;
	process->steps = g_array_new(false, false, sizeof(struct step));
	g_ptr_array_add(world->processes, process);
	if (kind != PROCESS_FAULT)
		world->running++;
	return process;
}

struct step *process_add(struct process *process, enum step_kind kind, int64_t after_us)
{
	const struct step step = {.kind = kind, .after_us = after_us, .machine = MACHINE_NONE};

	g_array_append_val(process->steps, step);
	return &g_array_index(process->steps, struct step, process->steps->len - 1);
}

void process_add_end(struct process *process, int64_t after_us, struct ending ending)
{
	process_add(process, STEP_END, after_us)->ending = ending;
}

void process_go(struct world *world, struct process *process)
{
	const struct step *step;

	timers_cancel(&world->timers, &process->timer);
	if (process->next == process->steps->len)
		return;
	step = &g_array_index(process->steps, struct step, process->next);
	timers_set(&world->timers, &process->timer, world->now_us + step->after_us);
}

/* Forgets what it was going to do. */
static void forget(struct process *process)
{
	g_array_set_size(process->steps, (unsigned)process->next);
}

struct process *process_find(const struct world *world, enum process_kind kind, int number)
{
	for (size_t i = world->processes->len; i > 0; i--) {
		struct process *process = world->processes->pdata[i - 1];
		if (process->kind == kind && process->number == number && !process->is_over)
			return process;
	}
	return NULL;
}

void process_machine_dies(struct world *world, int number)
{
	struct machine *machine = world->machines->pdata[number];
	struct dice *dice = &world->plan->dice;

	machine->is_dead = true;
	for (size_t i = 0; i < world->processes->len; i++) {
		struct process *process = world->processes->pdata[i];
		if (process->is_over || process->is_killed || process->machine != number)
			continue;
		forget(process);
		if (!dice_chance(dice, 10))
			process_add_end(process, dice_time(dice, 3 * SECOND_US),
					(struct ending){ENDING_EXITED, 255});
		process_go(world, process);
	}
}

/* ---- life ---- */

static void befall(struct world *world, enum step_kind kind, int64_t at_us)
{
	struct process *fault;

	if (at_us == INT64_MAX)
		return;
	fault = process_new(world, PROCESS_FAULT, 0, MACHINE_NONE);
	process_add(fault, kind, at_us);
	process_go(world, fault);
}

struct world *world_new(struct plan *plan)
{
	struct world *world = g_new0(struct world, 1);

	world->plan = plan;
	timers_init(&world->timers);
	world->processes = g_ptr_array_new_with_free_func(process_free);
	world->machines = g_ptr_array_new_with_free_func(machine_free);
	befall(world, STEP_INTERRUPT, plan->interrupts_us[0]);
	befall(world, STEP_INTERRUPT, plan->interrupts_us[1]);
	befall(world, STEP_FAILURE, plan->failure_us);
	return world;
}

void world_free(struct world *world)
{
	if (!world)
		return;
	timers_clear(&world->timers);
	g_ptr_array_unref(world->processes);
	g_ptr_array_unref(world->machines);
	g_free(world);
}

/* ---- actions ---- */

static int machine_of(const struct world *world, const char *id)
{
	for (size_t i = 0; id && i < world->machines->len; i++) {
		const struct machine *machine = world->machines->pdata[i];
		if (strcmp(machine->id, id) == 0)
			return (int)i;
	}
	return MACHINE_NONE;
}

static void send(struct world *world, enum process_kind kind, int number, int signal)
{
	struct process *process = process_find(world, kind, number);
	struct dice *dice = &world->plan->dice;
	struct ending ending = {ENDING_SIGNALLED, signal};
	int64_t after_us = dice_time(dice, signal == SIGKILL ? SECOND_US / 20 : 2 * SECOND_US);

	if (!process)
		return;
	process->is_stopped = true;
	process->is_killed = signal == SIGKILL;
	if (signal == SIGTERM && dice_chance(dice, world->plan->stubborn))
		return;
	if (signal == SIGTERM && dice_chance(dice, 30))
		ending = (struct ending){ENDING_EXITED, dice_chance(dice, 50) ? 0 : 143};
	if (signal == SIGKILL || dice_chance(dice, 70))
		forget(process);
	process_add_end(process, after_us, ending);
	process_go(world, process);
}

static void begin(struct world *world, enum process_kind kind, int number,
		  const struct action *action)
{
	int machine = machine_of(world, action->instance_id);
	struct process *process = process_new(world, kind, number, machine);

	if (kind == PROCESS_PROVISIONING)
		callout_provision(world, process, action->count);
	else if (kind == PROCESS_LISTING)
		callout_list(world, process);
	else if (kind == PROCESS_EXECUTION)
		script_execution(world, process, action);
	else if (kind == PROCESS_PROBE)
		callout_probe(world, process);
	else
		callout_dispose(world, process);
	process_go(world, process);
	if (machine != MACHINE_NONE && ((struct machine *)world->machines->pdata[machine])->is_dead)
		process_machine_dies(world, machine);
}

void world_do(struct world *world, int64_t now_us, const struct action *action)
{
	world->now_us = now_us;
	switch (action->kind) {
	case ACTION_PROVISION:
		begin(world, PROCESS_PROVISIONING, 0, action);
		return;
	case ACTION_STOP_PROVISIONING:
		send(world, PROCESS_PROVISIONING, 0, action->signal);
		return;
	case ACTION_LIST:
		begin(world, PROCESS_LISTING, 0, action);
		return;
	case ACTION_STOP_LISTING:
		send(world, PROCESS_LISTING, 0, action->signal);
		return;
	case ACTION_EXECUTE:
		begin(world, PROCESS_EXECUTION, action->execution, action);
		return;
	case ACTION_STOP_EXECUTION:
		send(world, PROCESS_EXECUTION, action->execution, action->signal);
		return;
	case ACTION_PROBE:
		begin(world, PROCESS_PROBE, action->instance, action);
		return;
	case ACTION_STOP_PROBE:
		send(world, PROCESS_PROBE, action->instance, action->signal);
		return;
	case ACTION_DISPOSE:
		begin(world, PROCESS_DISPOSAL, action->disposal, action);
		return;
	case ACTION_STOP_DISPOSING:
		send(world, PROCESS_DISPOSAL, action->disposal, action->signal);
		return;
	case ACTION_KEEP:
	case ACTION_UNDISPOSED:
	case ACTION_ANSWER:
	case ACTION_RETURNCODE:
	case ACTION_FINISH:
	case ACTION_NOTE:
		return;
	}
}
