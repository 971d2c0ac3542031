#include "model/answers.h"

#include "base/hash.h"
#include "model/relation.h"

/* ---- tests ---- */

static guint hash_test_id(const void *id)
{
	return (guint)hash_text(0, *(const struct text *)id);
}

static gboolean test_ids_are_equal(const void *a, const void *b)
{
	return text_equal(*(const struct text *)a, *(const struct text *)b);
}

static void attempt_begin(struct attempt *attempt, struct answer *test, const struct origin *origin,
			  uint64_t begin)
{
	*attempt = (struct attempt){
		.before = test->latest,
		.test = test,
		.started_ns = TIME_NONE,
		.duration_ns = -1,
		.begin = begin,
		.end = begin,
		.end_number = ATTEMPT_RUNS,
		.origin = *origin,
		.worker = -1,
		.is_open = true,
	};
	test->latest = attempt;
}

static struct answer *add_test(struct answers *answers, struct text test_id,
			       const struct origin *origin, uint64_t begin)
{
	struct answer *test = arena_take(&answers->memory, sizeof(*test) + test_id.length + 1);

	*test = (struct answer){.test_id = {test->name, test_id.length}, .attempts = 1};
	memcpy(test->name, test_id.data, test_id.length);
	test->name[test_id.length] = '\0';
	attempt_begin(&test->first, test, origin, begin);
	g_ptr_array_add(answers->tests, test);
	g_hash_table_add(answers->by_id, test);
	return test;
}

static struct answer *find_or_add_test(struct answers *answers, struct text test_id,
				       const struct origin *origin, uint64_t begin)
{
	struct answer *test = answers->latest;

	if (test && text_equal(test->test_id, test_id))
		return test;
	test = g_hash_table_lookup(answers->by_id, &test_id);
	if (!test)
		test = add_test(answers, test_id, origin, begin);
	answers->latest = test;
	return test;
}

/* ---- attempts ---- */

static guint hash_attempt(const void *key)
{
	const struct attempt *attempt = key;

	return g_direct_hash(attempt->test) ^ (guint)attempt->origin.route;
}

static gboolean attempts_are_equal(const void *a, const void *b)
{
	const struct attempt *this = a, *that = b;

	return this->test == that->test && this->origin.route == that->origin.route;
}

/* The attempt at `test` that is open for the runner's `route`, or NULL. */
static struct attempt *find_open(const struct answers *answers, struct answer *test, int route)
{
	struct attempt *latest = test->latest;
	const struct attempt key = {.test = test, .origin.route = route};

	if (latest->is_open && latest->origin.route == route)
		return latest;
	if (g_hash_table_size(answers->elsewhere) == 0)
		return NULL;
	return g_hash_table_lookup(answers->elsewhere, &key);
}

static void close_attempt(const struct answers *answers, struct attempt *attempt)
{
	attempt->is_open = false;
	if (attempt != attempt->test->latest)
		g_hash_table_remove(answers->elsewhere, attempt);
}

static struct attempt *add_attempt(struct answers *answers, struct answer *test,
				   const struct origin *origin, uint64_t begin)
{
	struct attempt *latest = test->latest;

	if (test->attempts == ATTEMPTS_MAX && !latest->is_open && latest != &test->first) {
		test->latest = latest->before;
	} else {
		if (latest->is_open)
			g_hash_table_add(answers->elsewhere, latest);
		latest = arena_take(&answers->memory, sizeof(*latest));
		test->attempts += test->attempts < ATTEMPTS_MAX;
	}
	attempt_begin(latest, test, origin, begin);
	return latest;
}

/* The attempt that an event from `origin` belongs to. */
static struct attempt *attempt_of(struct answers *answers, struct answer *test,
				  const struct event *event, const struct origin *origin,
				  uint64_t begin)
{
	struct attempt *attempt = find_open(answers, test, origin->route);

	if (attempt && !origins_are_of_one_execution(&answers->origins, &attempt->origin, origin)) {
		close_attempt(answers, attempt);
		attempt = NULL;
	}
	if (attempt)
		return attempt;
	if (event->status != STATUS_INPROGRESS && !status_is_final(event->status))
		return test->latest;
	return add_attempt(answers, test, origin, begin);
}

/* ---- outcomes ---- */

static void take_retried(struct answers *answers, struct answer *test, enum outcome outcome,
			 bool is_retried)
{
	size_t *count = answers->tally.count;
	enum outcome known = (enum outcome)test->retried;

	if (known != OUTCOME_UNDECIDED)
		count[known]--;
	test->has_lasting |= outcome_is_failure(outcome) && !is_retried;
	test->retried = (uint8_t)(test->has_lasting ? outcome_worse(known, outcome)
						    : outcome_after(known, outcome));
	count[test->retried]++;
}

/* A fixture that fails in several executions is one failure. */
static bool is_known_failure(const struct answer *test, enum outcome outcome)
{
	struct fixture fixture;

	return outcome_is_failure(outcome) && outcome_is_failure((enum outcome)test->standing) &&
	       fixture_parse(test->test_id, &fixture);
}

static void take_standing(struct answers *answers, struct answer *test, enum outcome outcome)
{
	if (is_known_failure(test, outcome))
		return;
	answers->tally.count[outcome]++;
	test->standing = (uint8_t)outcome_worse((enum outcome)test->standing, outcome);
}

/* An attempt came to `outcome`, and if `is_retried` the test is run again for it. */
static void take_outcome_of_attempt(struct answers *answers, struct answer *test,
				    enum outcome outcome, bool is_retried)
{
	bool has_outcome = answer_outcome(test) != OUTCOME_UNDECIDED;

	if (outcome == OUTCOME_UNDECIDED || (outcome == OUTCOME_NOT_RUN && has_outcome))
		return;
	if (test->standing == OUTCOME_NOT_RUN) {
		answers->tally.count[OUTCOME_NOT_RUN]--;
		test->standing = OUTCOME_UNDECIDED;
	}
	if (is_retried || test->retried != OUTCOME_UNDECIDED)
		take_retried(answers, test, outcome, is_retried);
	else
		take_standing(answers, test, outcome);
}

static void end_attempt(struct answers *answers, struct attempt *attempt, enum outcome outcome,
			bool is_retried)
{
	close_attempt(answers, attempt);
	attempt->outcome = (uint8_t)outcome;
	attempt->end_number = answers->ended++;
	take_outcome_of_attempt(answers, attempt->test, outcome, is_retried);
}

static void take_end(struct answers *answers, struct attempt *attempt, const struct event *event)
{
	const struct execution_announcement *execution = answers_execution(answers, attempt);

	attempt->worker = execution_worker_of(event);
	if (execution)
		attempt->worker = execution->worker;
	if (attempt->started_ns != TIME_NONE && event->time_ns != TIME_NONE) {
		attempt->duration_ns = MAX(event->time_ns - attempt->started_ns, 0);
		answers->work_ns += attempt->duration_ns;
	}
	end_attempt(answers, attempt, outcome_of_event(event), outcome_is_provisional(event));
}

/* ---- events ---- */

static void extend_times(struct answers *answers, int64_t time_ns)
{
	if (time_ns == TIME_NONE)
		return;
	if (answers->first_ns == TIME_NONE || time_ns < answers->first_ns)
		answers->first_ns = time_ns;
	if (time_ns > answers->last_ns)
		answers->last_ns = time_ns;
}

static void take_test_event(struct answers *answers, const struct event *event, uint64_t begin,
			    uint64_t end)
{
	const struct origin origin = origins_of(&answers->origins, event);
	struct answer *test = find_or_add_test(answers, event->test_id, &origin, begin);
	struct attempt *attempt = attempt_of(answers, test, event, &origin, begin);

	attempt->end = end;
	extend_times(answers, event->time_ns);
	if (event->status == STATUS_INPROGRESS) {
		attempt->is_started = true;
		attempt->started_ns = event->time_ns;
	} else if (status_is_final(event->status)) {
		take_end(answers, attempt, event);
	}
}

void answers_add(struct answers *answers, const struct event *event, uint64_t begin, uint64_t end)
{
	if (execution_announcement_is_in(event))
		origins_announce(&answers->origins, event);
	/* A listing says nothing of results. */
	if (event->test_id.data && (event->status != STATUS_EXISTS || event->file_name.data))
		take_test_event(answers, event, begin, end);
}

/* ---- what came of it ---- */

enum outcome answer_outcome(const struct answer *answer)
{
	return outcome_worse((enum outcome)answer->standing, (enum outcome)answer->retried);
}

uint64_t answer_end(const struct answer *answer)
{
	uint64_t end = 0;

	for (const struct attempt *attempt = answer->latest; attempt; attempt = attempt->before)
		end = MAX(end, attempt->end);
	return end;
}

const struct attempt *answer_last_attempt(const struct answer *answer)
{
	const struct attempt *last = NULL;

	for (const struct attempt *attempt = answer->latest; attempt; attempt = attempt->before)
		if (attempt->end_number != ATTEMPT_RUNS &&
		    (!last || attempt->end_number > last->end_number))
			last = attempt;
	return last ? last : answer->latest;
}

const struct execution_announcement *answers_execution(const struct answers *answers,
						       const struct attempt *attempt)
{
	return origins_execution(&answers->origins, &attempt->origin);
}

GPtrArray *answers_running(const struct answers *answers)
{
	GPtrArray *running = g_ptr_array_new();

	for (guint i = 0; i < answers->tests->len; i++) {
		const struct answer *test = answers->tests->pdata[i];

		for (struct attempt *attempt = test->latest; attempt; attempt = attempt->before)
			if (attempt->is_open && attempt->is_started)
				g_ptr_array_add(running, attempt);
	}
	return running;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *answers_ids(const struct answers *answers, enum outcome outcome)
{
	GPtrArray *ids = g_ptr_array_new();

	for (guint i = 0; i < answers->tests->len; i++) {
		struct answer *test = answers->tests->pdata[i];

		if (answer_outcome(test) == outcome)
			g_ptr_array_add(ids, test->name);
	}
	g_ptr_array_sort(ids, compare_ids);
	return ids;
}

/* ---- the whole ---- */

struct answers *answers_new(void)
{
	struct answers *answers = g_new0(struct answers, 1);

	answers->tests = g_ptr_array_new();
	answers->by_id = g_hash_table_new(hash_test_id, test_ids_are_equal);
	answers->elsewhere = g_hash_table_new(hash_attempt, attempts_are_equal);
	answers->first_ns = TIME_NONE;
	answers->last_ns = TIME_NONE;
	origins_init(&answers->origins);
	answers->references = 1;
	return answers;
}

void answers_end(struct answers *answers, bool was_interrupted)
{
	g_autoptr(GPtrArray) running = answers_running(answers);

	for (guint i = 0; i < running->len; i++) {
		struct attempt *attempt = running->pdata[i];

		const struct execution_announcement *execution =
			answers_execution(answers, attempt);

		attempt->is_unfinished = true;
		attempt->worker = execution ? execution->worker : -1;
		end_attempt(answers, attempt, was_interrupted ? OUTCOME_NOT_RUN : OUTCOME_FAIL,
			    false);
	}
}

struct answers *answers_share(struct answers *answers)
{
	answers->references++;
	return answers;
}

void answers_free(struct answers *answers)
{
	if (!answers || --answers->references > 0)
		return;
	g_hash_table_unref(answers->by_id);
	g_hash_table_unref(answers->elsewhere);
	origins_clear(&answers->origins);
	g_ptr_array_unref(answers->tests);
	arena_clear(&answers->memory);
	g_free(answers);
}
