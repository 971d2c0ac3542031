/* Listing: once, or in another instance if the first is lost or said to be. */
#include "sim/checking.h"

void check_list(struct checker *checker, const struct action *action)
{
	bool is_first = !checker->is_listing_owed && checker->listing_instance < 0;

	if (checker->is_listing || checker->is_listed || checker->is_listing_in_doubt)
		checker_complain(checker, "it lists twice");
	if (is_stopping(checker))
		checker_complain(checker, "it lists although the run is being stopped");
	if (!is_first && !checker->is_listing_owed)
		checker_complain(checker, "it lists again for no reason");
	if (checker->listing_avoided >= 0 && action->instance == checker->listing_avoided)
		checker_complain(checker, "it lists again where that has failed");
	check_use(checker, action);
	checker->is_listing = true;
	checker->is_listing_owed = checker->is_listing_stopped = false;
	checker->listing_instance = action->instance;
}

/* It failed, and it is open whether that is because its instance is dead. */
static bool may_be_lost(const struct checker *checker)
{
	struct ending ending = checker->listing_ending;

	if (checker->listing_instance == INSTANCE_NONE || is_stopping(checker))
		return false;
	return checker->is_listing_stopped || ending.kind != ENDING_EXITED || ending.code != 0;
}

static void fail(struct checker *checker)
{
	checker->is_listing_owed = false;
	if (!is_stopping(checker))
		check_note_failure(checker, checker->listing_instance);
	check_stop(checker, VERDICT_LISTING_FAILED);
}

void check_listing_ended(struct checker *checker, const struct input *input)
{
	checker->is_listing = false;
	checker->listing_ending = input->ending;
	if (checker->listing_instance != INSTANCE_NONE)
		((struct instance_facts *)checker->instances->pdata[checker->listing_instance])
			->users--;
	if (input->kind == INPUT_LISTED && !is_stopping(checker))
		check_listed(checker, input);
	else if (input->kind == INPUT_LISTING_FAILED && may_be_lost(checker))
		checker->is_listing_in_doubt = true;
	else if (input->kind == INPUT_LISTING_FAILED)
		fail(checker);
}

void check_listing_probed(struct checker *checker, int instance, bool is_lost)
{
	struct ending ending = checker->listing_ending;

	if (!checker->is_listing_in_doubt || checker->listing_instance != instance)
		return;
	checker->is_listing_in_doubt = false;
	if (is_stopping(checker))
		return;
	checker->is_listing_owed = true;
	if (is_lost)
		return;
	checker->listing_avoided = instance;
	if (ending.kind != ENDING_EXITED || ending.code != 255 ||
	    checker->listing_retries++ >= checker->options.instances.replacements)
		fail(checker);
}

/* True if it can be listed somewhere now. */
static bool has_place(const struct checker *checker)
{
	for (int i = 0; i < (int)checker->instances->len; i++) {
		const struct instance_facts *instance = checker->instances->pdata[i];
		if (instance->is_usable && !instance->is_lost && i != checker->listing_avoided)
			return true;
	}
	return false;
}

void check_listing_hope(struct checker *checker)
{
	const struct provisioning_facts *provisioning = &checker->provisioning;
	bool is_coming =
		provisioning->is_running || provisioning->may_retry || provisioning->stage < 2;
	bool can_come = check_usable(checker) == 0 && provisioning->replacements > 0;

	if (checker->is_listing_owed && !is_stopping(checker) && !has_place(checker) &&
	    !is_coming && !can_come)
		fail(checker);
}
