/* The scripts of callouts: provisioning, listing, probing and disposing, and their faults. */
#include <signal.h>

#include "sim/process.h"

static struct ending exited(int status)
{
	return (struct ending){ENDING_EXITED, status};
}

/* Some way of going wrong. */
static struct ending mishap(struct dice *dice)
{
	switch (dice_throw(dice, 3)) {
	case 0:
		return (struct ending){ENDING_SIGNALLED, SIGKILL};
	case 1:
		return (struct ending){ENDING_NOT_STARTED, ENOENT};
	default:
		return exited(1 + dice_throw(dice, 200));
	}
}

/* ---- provisioning ---- */

/* A machine that may be slow, and may be going to die. */
static int new_machine(struct world *world)
{
	struct dice *dice = &world->plan->dice;
	struct machine *machine = g_new0(struct machine, 1);
	int number = (int)world->machines->len;

	machine->id = g_strdup_printf("i%d", number);
	machine->slowness = dice_chance(dice, world->plan->slow) ? 4 : 1;
	g_ptr_array_add(world->machines, machine);
	if (dice_chance(dice, world->plan->deaths)) {
		struct process *fault = process_new(world, PROCESS_FAULT, 0, MACHINE_NONE);
		process_add(fault, STEP_DEATH, dice_time(dice, 40 * SECOND_US))->machine = number;
		process_go(world, fault);
	}
	return number;
}

static void print(struct world *world, struct process *process, int machine)
{
	int64_t after_us = dice_time(&world->plan->dice, 3 * SECOND_US);

	process_add(process, STEP_PRINT, after_us)->machine = machine;
}

/* An id that cannot be used, or that of a machine that was there already. */
static void print_badly(struct world *world, struct process *process)
{
	static const char *const bad[] = {"-v", "\xff\xfe", "a\033b", "--help"};
	struct dice *dice = &world->plan->dice;
	int machine;

	if (world->machines->len > 0 && dice_chance(dice, 60)) {
		print(world, process, dice_throw(dice, (int)world->machines->len));
		return;
	}
	machine = new_machine(world);
	struct machine *named = world->machines->pdata[machine];
	g_free(named->id);
	named->id = g_strdup(bad[dice_throw(dice, G_N_ELEMENTS(bad))]);
	print(world, process, machine);
}

void callout_provision(struct world *world, struct process *process, int count)
{
	struct dice *dice = &world->plan->dice;
	bool is_faulty = dice_chance(dice, world->plan->callout_faults);
	int fault = is_faulty ? dice_throw(dice, 6) : -1;
	struct ending ending = exited(0);

	if (fault == 0)
		count = dice_throw(dice, count + 1);
	else if (fault == 1)
		count += 1 + dice_throw(dice, 3);
	else if (fault == 2)
		count = 0;
	for (int i = 0; i < count; i++)
		print(world, process, new_machine(world));
	if (fault == 3)
		print_badly(world, process);
	if (fault == 4)
		ending = mishap(dice);
	if (fault != 5) /* 5: it hangs */
		process_add_end(process, dice_time(dice, 5 * SECOND_US), ending);
}

/* ---- the others ---- */

void callout_list(struct world *world, struct process *process)
{
	struct dice *dice = &world->plan->dice;
	bool is_faulty = dice_chance(dice, world->plan->callout_faults);
	bool is_hanging = is_faulty && dice_chance(dice, 30);

	if (!is_hanging)
		process_add_end(process, dice_time(dice, 5 * SECOND_US),
				is_faulty ? mishap(dice) : exited(0));
}

void callout_probe(struct world *world, struct process *process)
{
	struct dice *dice = &world->plan->dice;
	int64_t limit_us = world->plan->options.probe_timeout_us;
	int64_t after_us = dice_time(dice, SECOND_US);
	const struct machine *machine = world->machines->pdata[process->machine];

	if (machine->is_dead && dice_chance(dice, 20))
		return;
	if (!machine->is_dead && dice_chance(dice, world->plan->late_probes))
		after_us += limit_us;
	process_add_end(process, after_us, machine->is_dead ? mishap(dice) : exited(0));
}

void callout_dispose(struct world *world, struct process *process)
{
	struct dice *dice = &world->plan->dice;
	bool is_faulty = dice_chance(dice, world->plan->disposal_faults);
	bool may_hang = world->plan->options.limits.dispose_timeout_us > 0;

	if (is_faulty && may_hang && dice_chance(dice, 40))
		return;
	process_add_end(process, dice_time(dice, 5 * SECOND_US),
			is_faulty ? mishap(dice) : exited(0));
}
