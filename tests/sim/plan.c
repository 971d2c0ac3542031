#include "sim/plan.h"

static const struct behaviour passing = {"s+", 0};

static const struct behaviour faulty[] = {
	{"s-", 6},  {"sk", 3},   {"sx", 2},  {"su", 2},   {"+", 4},          {"-", 2},   {"", 2},
	{"s", 3},   {"s+s-", 2}, {"s-+", 1}, {"soo+", 2}, {"s?+", 2},        {"s!+", 1}, {"sr+", 1},
	{"sH", 3},  {"H", 2},    {"sC", 5},  {"C", 3},    {"s+C", 2},        {"sK", 5},  {"K", 2},
	{"s+K", 2}, {"+K", 1},   {"s+H", 1}, {"so", 1},   {"sooooooooH", 1}, {"o!", 1},  {"ss+", 1},
	{"+s", 1},  {"L", 1},    {"bd", 3},  {"bdD", 3},  {"bdC", 1},        {"bC", 1},  {"dH", 1},
	{"bdb", 1}, {"sd+", 1},  {"D+", 1},  {"F", 3},    {"S", 3},          {"s+T", 1}, {"s+F", 1},
	{"Q", 4},   {"QQ", 1},   {"Q!", 1},
};

const struct behaviour *plan_behaviour(struct plan *plan)
{
	int total = 0;
	int place;

	if (!dice_chance(&plan->dice, plan->faulty_tests))
		return &passing;
	for (size_t i = 0; i < G_N_ELEMENTS(faulty); i++)
		total += faulty[i].weight;
	place = dice_throw(&plan->dice, total);
	for (size_t i = 0; i < G_N_ELEMENTS(faulty); i++)
		if ((place -= faulty[i].weight) < 0)
			return &faulty[i];
	g_assert_not_reached();
}

/* `percent` in half of the worlds, so that each kind of fault is also seen apart from others. */
static int sometimes(struct dice *dice, int percent)
{
	return dice_chance(dice, 50) ? percent : 0;
}

static void choose_chances(struct plan *plan)
{
	struct dice *dice = &plan->dice;

	plan->faulty_tests = sometimes(dice, 1 + dice_throw(dice, 60));
	plan->fickle = sometimes(dice, 80);
	plan->deaths = sometimes(dice, dice_throw(dice, 70));
	plan->slow = sometimes(dice, 30);
	plan->odd_exits = sometimes(dice, dice_throw(dice, 30));
	plan->cuts = sometimes(dice, 10);
	plan->callout_faults = sometimes(dice, dice_throw(dice, 40));
	plan->disposal_faults = sometimes(dice, 30);
	plan->late_probes = sometimes(dice, 20);
	plan->stubborn = sometimes(dice, 40);
	plan->noise = sometimes(dice, 10);
}

static int64_t perhaps_time(struct dice *dice, int percent, int64_t most_us)
{
	return dice_chance(dice, percent) ? dice_time(dice, most_us) : 0;
}

static void choose_options(struct plan *plan)
{
	struct coordinator_options *options = &plan->options;
	struct dice *dice = &plan->dice;

	options->concurrency = 1 + dice_throw(dice, 6);
	options->uses_instances = dice_chance(dice, 80);
	options->can_choose = dice_chance(dice, 90);
	options->scheduling.schedule = dice_chance(dice, 20) ? SCHEDULE_STATIC : SCHEDULE_DYNAMIC;
	options->scheduling.is_isolated = dice_chance(dice, 10);
	options->scheduling.order.kind =
		dice_chance(dice, 50) ? (enum order_kind)dice_throw(dice, 4) : ORDER_LISTED;
	options->scheduling.order.seed = (uint64_t)dice_throw(dice, 1000);
	options->failures.retries = dice_chance(dice, 40) ? 1 + dice_throw(dice, 3) : 0;
	options->failures.unreported = dice_chance(dice, 30) ? UNREPORTED_SKIPS : UNREPORTED_FAILS;
	options->failures.flaky = dice_chance(dice, 20) ? FLAKY_FAILS : FLAKY_PASSES;
	options->failures.max_failures = dice_chance(dice, 25) ? 1 + dice_throw(dice, 5) : 0;
	options->instances.keep =
		dice_chance(dice, 50) ? KEEP_NEVER : KEEP_FAILED + dice_throw(dice, 2);
	options->instances.replacements = dice_throw(dice, 6) - 1;
	options->instances.provision_retries = dice_chance(dice, 30) ? 1 + dice_throw(dice, 3) : 0;
	options->limits.test_timeout_us = perhaps_time(dice, 50, 20 * SECOND_US);
	options->limits.no_output_timeout_us = perhaps_time(dice, 30, 20 * SECOND_US);
	options->limits.execute_timeout_us = perhaps_time(dice, 30, 60 * SECOND_US);
	options->limits.provision_timeout_us = perhaps_time(dice, 30, 60 * SECOND_US);
	options->limits.dispose_timeout_us = perhaps_time(dice, 70, 60 * SECOND_US);
	options->limits.run_timeout_us = perhaps_time(dice, 10, 300 * SECOND_US);
	options->probe_timeout_us = dice_time(dice, 30 * SECOND_US);
	options->limits.kill_grace_us = perhaps_time(dice, 80, 10 * SECOND_US);
}

static void choose_ends(struct plan *plan)
{
	struct dice *dice = &plan->dice;

	plan->interrupts_us[0] = plan->interrupts_us[1] = plan->failure_us = INT64_MAX;
	if (dice_chance(dice, 25))
		plan->interrupts_us[0] = dice_time(dice, 60 * SECOND_US);
	if (plan->interrupts_us[0] < INT64_MAX && dice_chance(dice, 40))
		plan->interrupts_us[1] = plan->interrupts_us[0] + dice_time(dice, 8 * SECOND_US);
	if (dice_chance(dice, 3))
		plan->failure_us = dice_time(dice, 60 * SECOND_US);
}

static void add_test(struct plan *plan, int number, bool has_groups)
{
	struct dice *dice = &plan->dice;
	int named = number > 0 && dice_chance(dice, 1) ? number - 1 : number;
	char *group = has_groups ? g_strdup_printf("group%d", dice_throw(dice, 5)) : NULL;
	char *id = g_strdup_printf("module%d.Class%d.test%d", named / 9, named / 3, named);
	const struct planned_test test = {
		.id = id,
		.group = group,
		.duration_us = dice_chance(dice, 50) ? dice_time(dice, 3 * SECOND_US) : -1,
		.has_failed = dice_chance(dice, 20),
	};

	g_ptr_array_add(plan->ids, id);
	g_ptr_array_add(plan->groups, group);
	g_array_append_val(plan->tests, test);
	g_ptr_array_add(plan->behaviours, (void *)plan_behaviour(plan));
}

/* Lets one test crash the runner, and nothing else go wrong: to see in how few executions it is
 * found. */
static void choose_culprit(struct plan *plan)
{
	static const struct behaviour culprits[] = {{"C", 0}, {"L", 0}};
	struct dice *dice = &plan->dice;
	struct coordinator_options calm = {
		.concurrency = plan->options.concurrency,
		.uses_instances = plan->options.uses_instances,
		.can_choose = true,
		.scheduling.schedule = plan->options.scheduling.schedule,
		.scheduling.order = plan->options.scheduling.order,
		.probe_timeout_us = 30 * SECOND_US,
	};

	plan->has_one_culprit = true;
	plan->options = calm;
	plan->faulty_tests = plan->fickle = plan->deaths = plan->slow = plan->odd_exits =
		plan->cuts = 0;
	plan->callout_faults = plan->disposal_faults = plan->late_probes = plan->noise = 0;
	plan->interrupts_us[0] = plan->interrupts_us[1] = plan->failure_us = INT64_MAX;
	plan->is_open = false;
	for (size_t i = 0; i < plan->behaviours->len; i++)
		plan->behaviours->pdata[i] = (void *)&passing;
	plan->behaviours->pdata[dice_throw(dice, (int)plan->behaviours->len)] =
		(void *)&culprits[dice_throw(dice, G_N_ELEMENTS(culprits))];
}

/* Limits what a batch can name, apart from all else: other worlds stay as they are. */
static void choose_room(struct plan *plan, uint64_t seed)
{
	struct dice dice = dice_of_seed(seed ^ UINT64_C(0x9e3779b97f4a7c15));

	if (plan->has_one_culprit || !dice_chance(&dice, 25))
		return;
	plan->max_bytes = 1 + (size_t)dice_throw(&dice, 100);
	plan->all_are_free = dice_chance(&dice, 50);
	for (size_t i = 0; i < plan->tests->len; i++)
		g_array_index(plan->tests, struct planned_test, i).bytes =
			(uint32_t)dice_throw(&dice, dice_chance(&dice, 3) ? 150 : 30);
}

void plan_init(struct plan *plan, uint64_t seed)
{
	int count;
	bool has_groups;

	*plan = (struct plan){
		.dice = dice_of_seed(seed),
		.ids = g_ptr_array_new_with_free_func(g_free),
		.groups = g_ptr_array_new_with_free_func(g_free),
		.tests = g_array_new(false, false, sizeof(struct planned_test)),
		.behaviours = g_ptr_array_new(),
	};
	choose_chances(plan);
	choose_options(plan);
	choose_ends(plan);
	plan->is_open = !plan->options.can_choose && dice_chance(&plan->dice, 50);
	has_groups = dice_chance(&plan->dice, 25);
	count = dice_throw(&plan->dice, dice_chance(&plan->dice, 5) ? 120 : 20);
	for (int i = 0; i < count; i++)
		add_test(plan, i, has_groups);
	if (count > 0 && dice_chance(&plan->dice, 5))
		choose_culprit(plan);
	choose_room(plan, seed);
}

void plan_clear(struct plan *plan)
{
	g_ptr_array_unref(plan->ids);
	g_ptr_array_unref(plan->groups);
	g_array_unref(plan->tests);
	g_ptr_array_unref(plan->behaviours);
}
