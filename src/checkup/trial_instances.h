/* The instances of a checkup: provisions them, keeps them on record, and disposes of them. */
#ifndef TESTR_CHECKUP_TRIAL_INSTANCES_H
#define TESTR_CHECKUP_TRIAL_INSTANCES_H

#include "checkup/checkup.h"
#include "core/instance_table.h"
#include "engine/one_shot.h"

/* How many instances a checkup wants. */
#define TRIAL_INSTANCES_WANTED 2

struct trial_instances {
	const struct checkup_request *request;
	struct one_shots *one_shots;
	struct instance_table instances; /* all ids that were ever printed */
	GPtrArray *usable; /* of const char *: those without flaw, in order of printing */
	size_t words;      /* how many were printed, flawed and repeated ones included */
	bool has_long_word;
	GError *failure; /* the first that the ledger had */
};

/* Nothing has been provisioned yet. What it is given is borrowed. */
void trial_instances_init(struct trial_instances *trial, const struct checkup_request *request,
			  struct one_shots *one_shots);

/*
 * Calls the provisioning callout; once more for the rest if it prints too few, as a run does. False
 * with an error if it fails, prints no id, or the ledger cannot be written.
 */
bool trial_instances_provision(struct trial_instances *trial, GError **error);

/* True if ids and nothing else were printed; what was, goes to `seen`. */
bool trial_instances_is_clean(const struct trial_instances *trial, GString *seen);

/*
 * Calls the disposing callout for every id that was printed, once more if it fails, and puts the
 * ledger right. Returns whether they are gone, else with an error; how the callout ended goes to
 * `seen`. When it is abandoned there is no error, and the ledger is left to the guardian.
 */
bool trial_instances_dispose(struct trial_instances *trial, GString *seen, GError **error);

/* Calls the disposing callout again for what is gone. Returns whether it ended well. */
bool trial_instances_dispose_again(struct trial_instances *trial, GString *seen);

void trial_instances_clear(struct trial_instances *trial);

#endif
