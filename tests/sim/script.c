/* The script of an execution: what its tests do, one after the other, and how it ends. */
#include <signal.h>

#include "sim/process.h"

/* An execution while its script is written. */
struct writing {
	struct world *world;
	struct process *process;
	bool has_failure;
	bool is_complete; /* the end has been written, or there is none */
};

static struct dice *dice_of(const struct writing *writing)
{
	return &writing->world->plan->dice;
}

/* How long the next step takes: it depends on the machine. */
static int64_t some_time(const struct writing *writing, int64_t most_us)
{
	int64_t time_us = dice_time(dice_of(writing), most_us);
	const struct machine *machine;

	if (writing->process->machine == MACHINE_NONE)
		return time_us;
	machine = writing->world->machines->pdata[writing->process->machine];
	return time_us * machine->slowness;
}

static void write_end(struct writing *writing, struct ending ending)
{
	struct step *step = process_add(writing->process, STEP_END, some_time(writing, SECOND_US));

	step->ending = ending;
	step->is_cut = dice_chance(dice_of(writing), writing->world->plan->cuts);
	writing->is_complete = true;
}

static void write_result(struct writing *writing, const char *test, enum status status)
{
	struct step *step =
		process_add(writing->process, STEP_RESULT, some_time(writing, SECOND_US));

	step->test = test;
	step->status = status;
	if (status == STATUS_FAIL || status == STATUS_UXSUCCESS)
		writing->has_failure = true;
}

static struct ending crash(struct dice *dice)
{
	static const int signals[] = {SIGSEGV, SIGABRT, SIGKILL};

	if (dice_chance(dice, 50))
		return (struct ending){ENDING_SIGNALLED, signals[dice_throw(dice, 3)]};
	return (struct ending){ENDING_EXITED, 1 + dice_throw(dice, 255)};
}

static const char *any_test(const struct writing *writing)
{
	const GPtrArray *ids = writing->world->plan->ids;

	return ids->pdata[dice_throw(dice_of(writing), (int)ids->len)];
}

static void write_report(struct writing *writing, const char *test, char letter)
{
	static const char letters[] = "+-kxu";
	static const enum status statuses[] = {STATUS_SUCCESS, STATUS_FAIL, STATUS_SKIP,
					       STATUS_XFAIL, STATUS_UXSUCCESS};

	write_result(writing, test, statuses[strchr(letters, letter) - letters]);
}

static void write_death(struct writing *writing)
{
	if (writing->process->machine == MACHINE_NONE)
		write_end(writing, crash(dice_of(writing)));
	else
		process_add(writing->process, STEP_DEATH, some_time(writing, SECOND_US))->machine =
			writing->process->machine;
	writing->is_complete = true;
}

/* An id that is made of the test's own. */
static const char *related_id(const char *before, const char *id, const char *after)
{
	g_autofree char *related = g_strconcat(before, id, after, NULL);

	return g_intern_string(related);
}

/* `setUpClass (...)` of the test's class. */
static const char *fixture_id(const char *name, const char *id)
{
	g_autofree char *scope = g_strndup(id, (size_t)(strrchr(id, '.') - id));

	return related_id(name, scope, ")");
}

/* Reports something under another id than the test's. Returns false if the letter is no such. */
static bool write_related(struct writing *writing, const char *test, char letter)
{
	switch (letter) {
	case 'b':
		process_add(writing->process, STEP_START, some_time(writing, SECOND_US))->test =
			related_id("", test, "(a b)");
		return true;
	case 'd':
		write_result(writing, related_id("", test, "(a b)"), STATUS_SUCCESS);
		return true;
	case 'D':
		write_result(writing, related_id("", test, "(y)"), STATUS_FAIL);
		return true;
	case 'F':
		write_result(writing, fixture_id("setUpClass (", test), STATUS_FAIL);
		return true;
	case 'S':
		write_result(writing, fixture_id("setUpClass (", test), STATUS_SKIP);
		return true;
	case 'T':
		write_result(writing, fixture_id("tearDownClass (", test), STATUS_FAIL);
		return true;
	case 'Q':
		write_result(writing, related_id("other.", test, ""), STATUS_SUCCESS);
		return true;
	default:
		return false;
	}
}

static void write_letter(struct writing *writing, const char *test, char letter)
{
	if (write_related(writing, test, letter))
		return;
	switch (letter) {
	case 's':
		process_add(writing->process, STEP_START, some_time(writing, SECOND_US))->test =
			test;
		return;
	case 'o':
		process_add(writing->process, STEP_OUTPUT, some_time(writing, 8 * SECOND_US));
		return;
	case '?':
		write_result(writing, "unlisted.passes", STATUS_SUCCESS);
		return;
	case '!':
		write_result(writing, "unlisted.fails", STATUS_FAIL);
		return;
	case 'r':
		write_report(writing, any_test(writing), '-');
		return;
	case 'C':
	case 'L':
		write_end(writing, crash(dice_of(writing)));
		return;
	case 'K':
		write_death(writing);
		return;
	case 'H':
		writing->is_complete = true;
		return;
	default:
		write_report(writing, test, letter);
	}
}

static void write_test(struct writing *writing, size_t test)
{
	struct plan *plan = writing->world->plan;
	const struct behaviour *behaviour = plan->behaviours->pdata[test];

	for (const char *letter = behaviour->script; *letter && !writing->is_complete; letter++)
		write_letter(writing, plan->ids->pdata[test], *letter);
	if (dice_chance(&plan->dice, plan->fickle))
		plan->behaviours->pdata[test] = (void *)plan_behaviour(plan);
}

/* The status that a runner ends with when nothing has gone wrong with itself. */
static struct ending usual_end(const struct writing *writing)
{
	bool tells = writing->has_failure && dice_chance(dice_of(writing), 80);

	return (struct ending){ENDING_EXITED, tells ? 1 : 0};
}

/* True if one of the tests crashes the runner before it can start any. */
static bool cannot_load(const struct plan *plan, const struct action *action)
{
	for (size_t i = 0; i < action->test_count; i++) {
		const struct behaviour *behaviour = plan->behaviours->pdata[action->tests[i]];
		if (behaviour->script[0] == 'L')
			return true;
	}
	return false;
}

void script_execution(struct world *world, struct process *process, const struct action *action)
{
	struct writing writing = {.world = world, .process = process};
	struct plan *plan = world->plan;
	size_t count = plan->is_open ? plan->ids->len : action->test_count;
	bool is_odd = dice_chance(&plan->dice, plan->odd_exits);
	size_t cut = is_odd ? (size_t)dice_throw(&plan->dice, (int)count + 1) : count;

	process_add(process, STEP_OUTPUT, some_time(&writing, 2 * SECOND_US));
	if (cannot_load(plan, action))
		write_end(&writing, crash(&plan->dice));
	for (size_t i = 0; i < cut && !writing.is_complete; i++)
		write_test(&writing, plan->is_open ? i : action->tests[i]);
	if (writing.is_complete)
		return;
	write_end(&writing, is_odd && dice_chance(&plan->dice, 70) ? crash(&plan->dice)
								   : usual_end(&writing));
}
