/*
 * Disposals: each id exactly once, none while in use, a failed one tried once more after a pause.
 * What is to be kept is kept instead.
 */
#include "sim/checking.h"

/* The instance of this id that is here, or NULL. */
static struct instance_facts *find_here(const struct checker *checker, const char *id)
{
	for (size_t i = 0; i < checker->instances->len; i++) {
		struct instance_facts *instance = checker->instances->pdata[i];
		if (strcmp(instance->id, id) == 0 && instance->custody == CUSTODY_HERE)
			return instance;
	}
	return NULL;
}

static struct disposal_facts *disposal_of(const struct checker *checker, int number)
{
	if (number < 0 || (size_t)number >= checker->disposals->len)
		return NULL;
	return checker->disposals->pdata[number];
}

static bool has_same_ids(const struct disposal_facts *disposal, const char *const *ids)
{
	for (size_t i = 0; i < disposal->ids->len; i++)
		if (!ids[i] || strcmp(ids[i], disposal->ids->pdata[i]) != 0)
			return false;
	return ids[disposal->ids->len] == NULL;
}

/* The failed disposal that is tried once more by giving these ids again, or NULL. */
static struct disposal_facts *find_failed(const struct checker *checker,
					  const struct action *action)
{
	for (size_t i = 0; i < checker->disposals->len; i++) {
		struct disposal_facts *disposal = checker->disposals->pdata[i];
		if (disposal->is_to_be_retried && disposal->is_loss == action->is_loss &&
		    has_same_ids(disposal, action->instances))
			return disposal;
	}
	return NULL;
}

/* True if the options ask for it to be kept. */
static bool is_to_be_kept(const struct checker *checker, const struct instance_facts *instance)
{
	if (!instance->is_usable || instance->is_lost)
		return false;
	switch (checker->options.instances.keep) {
	case KEEP_NEVER:
		return false;
	case KEEP_FAILED:
		return instance->has_failed;
	case KEEP_ALWAYS:
		return instance->was_used;
	}
	g_assert_not_reached();
}

static void put_aside(struct checker *checker, const char *id)
{
	struct instance_facts *instance = find_here(checker, id);

	if (!instance) {
		checker_complain(checker, "%s is kept, but is not here", id);
		return;
	}
	if (instance->users > 0)
		checker_complain(checker, "%s is kept while it is used", id);
	if (!is_to_be_kept(checker, instance))
		checker_complain(checker, "%s is kept for no reason", id);
	instance->custody = CUSTODY_KEPT;
}

void check_keep(struct checker *checker, const struct action *action)
{
	for (const char *const *id = action->instances; *id; id++)
		put_aside(checker, *id);
	checker->is_disposing = true;
}

static void take_away(struct checker *checker, struct disposal_facts *disposal,
		      const struct action *action, const char *id)
{
	struct instance_facts *instance = find_here(checker, id);

	if (!instance) {
		checker_complain(checker, "%s is disposed of, but is not here", id);
		return;
	}
	if (instance->users > 0)
		checker_complain(checker, "%s is disposed of while it is used", id);
	if (instance->is_lost != action->is_loss)
		checker_complain(checker, "%s is disposed of as %slost", id,
				 action->is_loss ? "" : "not ");
	if (is_to_be_kept(checker, instance))
		checker_complain(checker, "%s is disposed of, but was to be kept", id);
	instance->custody = CUSTODY_LEAVING;
	instance->disposal = action->disposal;
	g_ptr_array_add(disposal->ids, instance->id);
}

/* A second interrupt ends the pause. */
static bool is_impatient(const struct checker *checker)
{
	return checker->interrupts > 1;
}

/* The same instances are now in the hands of another disposal. */
static void take_over(struct checker *checker, int from, int to)
{
	for (size_t i = 0; i < checker->instances->len; i++) {
		struct instance_facts *instance = checker->instances->pdata[i];
		if (instance->disposal == from)
			instance->disposal = to;
	}
}

static int number_of(const struct checker *checker, const struct disposal_facts *disposal)
{
	unsigned number = 0;

	g_ptr_array_find(checker->disposals, disposal, &number);
	return (int)number;
}

static void begin(struct checker *checker, const struct action *action)
{
	struct disposal_facts *failed = find_failed(checker, action);
	struct disposal_facts *disposal = g_new0(struct disposal_facts, 1);

	disposal->ids = g_ptr_array_new();
	disposal->is_running = true;
	disposal->is_loss = action->is_loss;
	disposal->is_retry = failed != NULL;
	if (failed) {
		if (checker->now_us < failed->retry_us && !is_impatient(checker))
			checker_complain(checker, "a disposal is tried again at once");
		failed->is_to_be_retried = false;
		g_ptr_array_extend(disposal->ids, failed->ids, NULL, NULL);
		take_over(checker, number_of(checker, failed), action->disposal);
	}
	for (const char *const *id = action->instances; *id && !failed; id++)
		take_away(checker, disposal, action, *id);
	if (disposal->ids->len == 0)
		checker_complain(checker, "nothing is disposed of");
	if (!action->is_loss)
		checker->is_disposing = true;
	g_ptr_array_add(checker->disposals, disposal);
}

void check_dispose(struct checker *checker, const struct action *action)
{
	struct disposal_facts *disposal = disposal_of(checker, action->disposal);

	if (action->kind == ACTION_DISPOSE)
		begin(checker, action);
	else if (!disposal || !disposal->is_running)
		checker_complain(checker, "disposal %d is stopped, but does not run",
				 action->disposal);
	else
		disposal->is_stopped = true;
}

static void settle(struct checker *checker, int number, enum custody custody)
{
	for (size_t i = 0; i < checker->instances->len; i++) {
		struct instance_facts *instance = checker->instances->pdata[i];
		if (instance->disposal == number && instance->custody == CUSTODY_LEAVING)
			instance->custody = custody;
	}
}

void check_disposed(struct checker *checker, const struct input *input)
{
	struct disposal_facts *disposal = disposal_of(checker, input->disposal);
	bool is_good;

	if (!disposal || !disposal->is_running) {
		checker_complain(checker, "disposal %d has ended twice", input->disposal);
		return;
	}
	disposal->is_running = false;
	is_good = input->ending.kind == ENDING_EXITED && input->ending.code == 0 &&
		  !disposal->is_stopped;
	if (is_good)
		settle(checker, input->disposal, CUSTODY_GONE);
	else if (disposal->is_retry)
		disposal->is_undisposed_due = true;
	else
		disposal->is_to_be_retried = true;
	disposal->retry_us = checker->now_us + DISPOSAL_PAUSE_US;
}

void check_undisposed(struct checker *checker, const struct action *action)
{
	struct disposal_facts *disposal = disposal_of(checker, action->disposal);

	if (!disposal || !disposal->is_undisposed_due ||
	    !has_same_ids(disposal, action->instances)) {
		checker_complain(checker,
				 "something is called undisposed although it is disposed of");
		return;
	}
	disposal->is_undisposed_due = false;
	settle(checker, action->disposal, CUSTODY_UNDISPOSED);
}

void check_disposals_settled(struct checker *checker)
{
	for (size_t i = 0; i < checker->instances->len; i++) {
		const struct instance_facts *instance = checker->instances->pdata[i];
		if (instance->is_lost && instance->custody == CUSTODY_HERE)
			checker_complain(checker, "%s is lost, but not disposed of", instance->id);
	}
	for (size_t i = 0; i < checker->disposals->len; i++) {
		const struct disposal_facts *disposal = checker->disposals->pdata[i];
		if (disposal->is_to_be_retried && (checker->now_us > disposal->retry_us ||
						   checker->is_finished || is_impatient(checker)))
			checker_complain(checker, "disposal %zu failed and is not retried", i);
		if (disposal->is_undisposed_due)
			checker_complain(checker, "nobody is told that disposal %zu failed", i);
	}
}
