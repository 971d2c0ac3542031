/* The run in numbers: the verdict, the summary, and what is running now. */
#include "core/run_state.h"

size_t coordinator_count_failures(const struct coordinator *coordinator)
{
	return tally_failures(&coordinator->tests.tally) + coordinator->summary.unlisted_failed +
	       coordinator->summary.returncodes;
}

static bool has_failures(const struct coordinator *coordinator)
{
	bool is_flaky = coordinator->tests.tally.count[OUTCOME_FLAKY] > 0;

	return coordinator_count_failures(coordinator) > 0 ||
	       (coordinator->options.failures.flaky == FLAKY_FAILS && is_flaky);
}

enum verdict coordinator_verdict(const struct coordinator *coordinator)
{
	if (coordinator->stage != STAGE_FINISHED)
		return VERDICT_RUNNING;
	if (coordinator_is_stopping(coordinator))
		return coordinator->stopped;
	if (has_failures(coordinator))
		return VERDICT_TESTS_FAILED;
	return coordinator->tests.listed == 0 ? VERDICT_NO_TESTS : VERDICT_PASSED;
}

const char *coordinator_complaint(const struct coordinator *coordinator)
{
	return coordinator->stopped == VERDICT_BAD_INSTANCES ? coordinator->complaint : NULL;
}

int coordinator_attempt(const struct coordinator *coordinator, size_t test)
{
	return test_table_get(&coordinator->tests, test)->attempts;
}

void coordinator_summarise(const struct coordinator *coordinator,
			   struct coordinator_summary *summary)
{
	*summary = coordinator->summary;
	summary->tally = coordinator->tests.tally;
	summary->listed = coordinator->tests.listed;
	summary->handed_out_again = coordinator->tests.handed_out_again;
	summary->retried = coordinator->tests.retried;
	summary->instances = (int)coordinator->instances.all->len;
	summary->instances_extra = coordinator->instances.extra_count;
}

/* One running test, with what it is sorted by. */
struct sighting {
	int64_t started_us;
	uint32_t test;
	int worker;
};

static int compare_sightings(const void *left, const void *right)
{
	const struct sighting *a = left, *b = right;

	if (a->started_us != b->started_us)
		return a->started_us < b->started_us ? -1 : 1;
	return a->test < b->test ? -1 : a->test > b->test;
}

static void sight(const struct test_table *tests, const struct execution *execution,
		  GArray *sightings)
{
	uint32_t index = execution->running.oldest;

	while (index != TEST_NONE) {
		const struct test *test = test_table_get(tests, index);
		const struct sighting sighting = {test->started_us, index, execution->worker};
		g_array_append_val(sightings, sighting);
		index = test->newer;
	}
}

void coordinator_running(const struct coordinator *coordinator,
			 void (*visit)(size_t test, int worker, int64_t started_us, void *data),
			 void *data)
{
	g_autoptr(GArray) sightings = g_array_new(false, false, sizeof(struct sighting));

	for (int i = 0; i < coordinator->options.concurrency; i++)
		if (coordinator->workers[i].execution)
			sight(&coordinator->tests, coordinator->workers[i].execution, sightings);
	g_array_sort(sightings, compare_sightings);
	for (size_t i = 0; i < sightings->len; i++) {
		const struct sighting *sighting = &g_array_index(sightings, struct sighting, i);
		visit(sighting->test, sighting->worker, sighting->started_us, data);
	}
}
