#include "sim/run.h"

#include "sim/checker.h"
#include "sim/describe.h"
#include "sim/diary.h"
#include "sim/world.h"

/* No run takes more than this, in inputs or in virtual time, unless it hangs. */
#define INPUTS_MAX 200000
#define TIME_MAX_US (48 * 3600 * SECOND_US)

struct simulation {
	struct plan plan;
	struct world *world;
	struct checker *checker;
	struct coordinator *coordinator;
	GString *trace;      /* may be NULL */
	struct diary *diary; /* NULL: none is kept */
	int64_t now_us;
	int inputs;
	int interrupts; /* given because everything hangs */
	bool is_finished;
};

static void trace_time(const struct simulation *simulation, const char *mark)
{
	g_string_append_printf(simulation->trace, "%12.6f %s ",
			       (double)simulation->now_us / SECOND_US, mark);
}

static void obey(struct simulation *simulation)
{
	struct action action;

	while (coordinator_next(simulation->coordinator, &action)) {
		if (simulation->trace) {
			trace_time(simulation, "  ->");
			describe_action(simulation->trace, &action, simulation->plan.ids);
		}
		diary_action(simulation->diary, simulation->now_us, &action);
		checker_action(simulation->checker, simulation->now_us, &action);
		world_do(simulation->world, simulation->now_us, &action);
		if (action.kind == ACTION_FINISH)
			simulation->is_finished = true;
	}
	checker_settled(simulation->checker);
}

static void ask_meaning(struct simulation *simulation, const struct input *input)
{
	checker_meaning(simulation->checker, input,
			coordinator_meaning(simulation->coordinator, input->execution,
					    input->test_id, input->status));
}

static void tell(struct simulation *simulation, const struct input *input)
{
	if (simulation->trace) {
		trace_time(simulation, "");
		describe_input(simulation->trace, input);
	}
	checker_input(simulation->checker, simulation->now_us, input);
	if (input->kind == INPUT_TEST_ENDED)
		ask_meaning(simulation, input);
	diary_input(simulation->diary, simulation->coordinator, simulation->now_us, input);
	coordinator_input(simulation->coordinator, simulation->now_us, input);
	simulation->inputs++;
	obey(simulation);
}

/* The coordinator has to ignore it, so the checker is not told. */
static void make_noise(struct simulation *simulation)
{
	struct input input;

	world_make_noise(simulation->world, &input);
	if (input.kind != INPUT_TIME) {
		diary_input(simulation->diary, simulation->coordinator, simulation->now_us, &input);
		coordinator_input(simulation->coordinator, simulation->now_us, &input);
	}
	obey(simulation);
}

/* Nothing happens any more although the run is not finished. */
static void break_silence(struct simulation *simulation)
{
	const struct input input = {.kind = INPUT_INTERRUPTED};

	if (!world_is_hanging(simulation->world) || simulation->interrupts++ > 2)
		checker_complain(simulation->checker, "it waits for something that never comes");
	else
		tell(simulation, &input);
}

/* Lets the next thing happen, in the world or on the coordinator's clock. */
static void step(struct simulation *simulation)
{
	int64_t deadline_us = coordinator_deadline_us(simulation->coordinator);
	int64_t next_us = world_next_us(simulation->world);
	struct input input = {.kind = INPUT_TIME};

	if (deadline_us == INT64_MAX && next_us == INT64_MAX) {
		break_silence(simulation);
		return;
	}
	simulation->now_us = MAX(simulation->now_us, MIN(deadline_us, next_us));
	if (dice_chance(&simulation->plan.dice, simulation->plan.noise))
		make_noise(simulation);
	if (deadline_us <= next_us || world_happen(simulation->world, &input))
		tell(simulation, &input);
}

static bool is_going_on(const struct simulation *simulation)
{
	return !simulation->is_finished && !checker_complaint(simulation->checker);
}

static void run(struct simulation *simulation)
{
	coordinator_start(simulation->coordinator, 0);
	obey(simulation);
	while (is_going_on(simulation)) {
		step(simulation);
		if (simulation->inputs > INPUTS_MAX || simulation->now_us > TIME_MAX_US)
			checker_complain(simulation->checker, "it does not come to an end");
	}
	if (world_is_busy(simulation->world))
		checker_complain(simulation->checker, "something still runs at its end");
	if (coordinator_deadline_us(simulation->coordinator) != INT64_MAX)
		checker_complain(simulation->checker, "it wants to be woken after its end");
	checker_finish(simulation->checker, simulation->coordinator);
}

/* What its journal shows, if no rule was broken before. Owned by the caller. */
static char *replay_diary(const struct simulation *simulation)
{
	if (!simulation->diary || checker_complaint(simulation->checker))
		return NULL;
	return diary_replay(simulation->diary);
}

char *simulate(uint64_t seed, bool is_journalled, GString *trace)
{
	struct simulation simulation = {.trace = trace};
	char *complaint;

	plan_init(&simulation.plan, seed);
	simulation.world = world_new(&simulation.plan);
	simulation.checker = checker_new(&simulation.plan);
	simulation.coordinator = coordinator_new(&simulation.plan.options);
	simulation.diary = is_journalled ? diary_new(&simulation.plan.options) : NULL;
	run(&simulation);
	complaint = replay_diary(&simulation);
	if (!complaint)
		complaint = g_strdup(checker_complaint(simulation.checker));
	diary_free(simulation.diary);
	coordinator_free(simulation.coordinator);
	checker_free(simulation.checker);
	world_free(simulation.world);
	plan_clear(&simulation.plan);
	return complaint;
}
