/* Instances: asked for within the budget, used only while they are here, probed when in doubt. */
#include <signal.h>

#include "sim/checking.h"

static struct instance_facts *instance_of(const struct checker *checker, int number)
{
	if (number < 0 || (size_t)number >= checker->instances->len)
		return NULL;
	return checker->instances->pdata[number];
}

int check_usable(const struct checker *checker)
{
	int usable = 0;

	for (size_t i = 0; i < checker->instances->len; i++) {
		const struct instance_facts *instance = checker->instances->pdata[i];
		usable += instance->is_usable && !instance->is_lost;
	}
	return checker->options.uses_instances ? usable : 1;
}

bool check_is_unused(const struct checker *checker)
{
	for (size_t i = 0; i < checker->instances->len; i++)
		if (((struct instance_facts *)checker->instances->pdata[i])->users > 0)
			return false;
	return true;
}

/* ---- provisioning ---- */

/* What the next callout may be asked for. */
static void check_budget(struct checker *checker, int count)
{
	struct provisioning_facts *provisioning = &checker->provisioning;

	if (count < 1 || check_usable(checker) + count > checker->options.concurrency)
		checker_complain(checker, "%d instances are asked for, with %d here", count,
				 check_usable(checker));
	if (provisioning->may_retry)
		provisioning->may_retry = false;
	else if (provisioning->stage == 2)
		provisioning->replacements -= count;
	if (provisioning->replacements < 0)
		checker_complain(checker, "more instances are replaced than may be");
}

void check_provision(struct checker *checker, const struct action *action)
{
	struct provisioning_facts *provisioning = &checker->provisioning;

	if (!checker->options.uses_instances || provisioning->is_running)
		checker_complain(checker, "instances are asked for at the wrong time");
	if (is_stopping(checker))
		checker_complain(checker, "instances are asked for although the run is stopped");
	check_budget(checker, action->count);
	provisioning->is_running = true;
	provisioning->is_stopped = false;
	provisioning->began_us = checker->now_us;
	provisioning->asked = action->count;
	provisioning->printed = 0;
}

static bool is_good_id(const char *id)
{
	return id[0] != '-' && g_utf8_validate(id, -1, NULL) && !strchr(id, '\033');
}

/* The last instance of this id, or NULL. */
static struct instance_facts *find_id(const struct checker *checker, const char *id)
{
	for (size_t i = checker->instances->len; i > 0; i--) {
		struct instance_facts *instance = checker->instances->pdata[i - 1];
		if (strcmp(instance->id, id) == 0)
			return instance;
	}
	return NULL;
}

void check_printed(struct checker *checker, const char *id)
{
	struct provisioning_facts *provisioning = &checker->provisioning;
	const struct instance_facts *same = find_id(checker, id);
	struct instance_facts *instance;
	bool is_good = !same && is_good_id(id);

	if (is_good_id(id) && (!same || same->custody != CUSTODY_HERE)) {
		instance = g_new0(struct instance_facts, 1);
		instance->id = g_strdup(id);
		instance->disposal = -1;
		instance->is_usable = is_good && !is_stopping(checker) &&
				      provisioning->printed < provisioning->asked;
		g_ptr_array_add(checker->instances, instance);
	}
	if (is_good)
		provisioning->printed++;
	else
		check_stop(checker, VERDICT_BAD_INSTANCES);
}

static void check_shortage(struct checker *checker, int owed)
{
	struct provisioning_facts *provisioning = &checker->provisioning;

	if (checker->instances->len == 0 || provisioning->stage == 1)
		check_stop(checker, VERDICT_BAD_INSTANCES);
	else
		provisioning->stage = owed > 0 ? 1 : 2;
	if (provisioning->stage == 1)
		provisioning->retries = 0;
}

static void check_failure(struct checker *checker, int owed)
{
	struct provisioning_facts *provisioning = &checker->provisioning;

	if (owed == 0 && checker->options.instances.provision_retries > 0)
		provisioning->stage = 2;
	else if (provisioning->retries < checker->options.instances.provision_retries)
		provisioning->may_retry = true;
	else if (provisioning->stage < 2)
		check_stop(checker, VERDICT_PROVISIONING_FAILED);
	provisioning->retries = provisioning->may_retry ? provisioning->retries + 1 : 0;
}

void check_provisioning_ended(struct checker *checker, struct ending ending)
{
	struct provisioning_facts *provisioning = &checker->provisioning;
	bool is_good =
		ending.kind == ENDING_EXITED && ending.code == 0 && !provisioning->is_stopped;
	int owed = MAX(provisioning->asked - provisioning->printed, 0);

	provisioning->is_running = false;
	if (is_stopping(checker))
		return;
	if (!is_good) {
		check_failure(checker, owed);
		return;
	}
	provisioning->retries = 0;
	if (provisioning->stage == 2 || owed == 0)
		provisioning->stage = 2;
	else
		check_shortage(checker, owed);
}

void check_stop_provisioning(struct checker *checker, const struct action *action)
{
	struct provisioning_facts *provisioning = &checker->provisioning;
	int64_t limit_us = checker->options.limits.provision_timeout_us;
	bool is_late = limit_us > 0 && provisioning->began_us + limit_us <= checker->now_us;

	provisioning->is_stopped = true;
	if (!is_stopping(checker) && !is_late && action->signal != SIGKILL)
		checker_complain(checker, "provisioning is stopped for no reason");
}

/* Nothing is tried again once all tests are answered. */
void check_provisioning_settled(struct checker *checker)
{
	struct provisioning_facts *provisioning = &checker->provisioning;

	if (is_stopping(checker) || !check_is_worked_off(checker))
		return;
	if (!provisioning->is_running)
		provisioning->may_retry = false;
}

/* ---- use ---- */

void check_use(struct checker *checker, const struct action *action)
{
	struct instance_facts *instance = instance_of(checker, action->instance);

	if (!checker->options.uses_instances && action->instance == INSTANCE_NONE)
		return;
	if (!instance) {
		checker_complain(checker, "there is no instance %d", action->instance);
		return;
	}
	if (instance->custody != CUSTODY_HERE || instance->is_lost || !instance->is_usable)
		checker_complain(checker, "%s is used, but must not be", instance->id);
	if (instance->users > 0)
		checker_complain(checker, "%s is used twice at once", instance->id);
	if (strcmp(instance->id, action->instance_id) != 0)
		checker_complain(checker, "%s is called %s", instance->id, action->instance_id);
	instance->users++;
	instance->was_used = true;
}

void check_note_failure(struct checker *checker, int number)
{
	struct instance_facts *instance = instance_of(checker, number);

	if (instance)
		instance->has_failed = true;
}

void check_probe(struct checker *checker, const struct action *action)
{
	struct instance_facts *instance = instance_of(checker, action->instance);

	if (action->kind == ACTION_STOP_PROBE && instance) {
		instance->is_probe_stopped = true;
		return;
	}
	if (is_stopping(checker))
		checker_complain(checker, "it probes although the run is stopped");
	check_use(checker, action);
	if (!instance)
		return;
	instance->is_probed = true;
	instance->is_probe_stopped = false;
}

void check_probed(struct checker *checker, const struct input *input)
{
	struct instance_facts *instance = instance_of(checker, input->instance);
	bool is_lost;

	if (!instance || !instance->is_probed) {
		checker_complain(checker, "instance %d was not probed", input->instance);
		return;
	}
	instance->is_probed = false;
	instance->users--;
	is_lost = !is_stopping(checker) && (!input->is_alive || instance->is_probe_stopped);
	instance->is_lost = is_lost;
	for (size_t i = 0; i < checker->executions->len; i++) {
		struct execution_facts *execution = checker->executions->pdata[i];
		if (execution->instance == input->instance && !execution->is_judged)
			check_judge(checker, execution, is_lost);
	}
}

void check_instances_finished(struct checker *checker)
{
	if (checker->provisioning.is_running || checker->is_listing)
		checker_complain(checker, "it finished while something ran");
	for (size_t i = 0; i < checker->instances->len; i++) {
		const struct instance_facts *instance = checker->instances->pdata[i];
		if (instance->custody == CUSTODY_HERE || instance->custody == CUSTODY_LEAVING)
			checker_complain(checker, "%s is not disposed of", instance->id);
	}
}
