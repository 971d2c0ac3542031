/*
 * The checkup: tries the three callouts of a project and tells, claim by claim, what of the
 * contract with callouts (testr.conf(5)) holds.
 *
 * It provisions two instances, tries executions in them one after the other, disposes of them, and
 * disposes of them again. Everything that was printed goes through the ledger and is disposed of,
 * also after an interrupt. Nothing that a callout does hangs it: each use of one has a time limit.
 */
#ifndef TESTR_CHECKUP_CHECKUP_H
#define TESTR_CHECKUP_CHECKUP_H

#include "engine/engine.h"

/* What became of one claim. */
enum finding_kind {
	FINDING_HOLDS,
	FINDING_FAILS,
	FINDING_NOT_TRIED, /* because of something else, which `seen` tells */
};

/* One line of the checklist. */
struct checkup_finding {
	enum finding_kind kind;
	bool is_required; /* a run needs it; else it is only advised */
	const char *claim;
	const char *seen;   /* in words, one line; may be empty when it holds */
	const char *errors; /* the end of the callout's stderr, lines indented; NULL: none */
	const char *remedy; /* how to mend it */
};

struct checkup_request {
	const struct config *config; /* with instance_provision and instance_dispose */
	const char *folder;          /* the project's: where callouts run */
	const char *private_folder;  /* existing, 0700: the file for $FILES goes there */
	const struct instance_ledger *ledger;
	struct guardian *guardian; /* or NULL */
	int64_t timeout_us;        /* of each execution; the one that says much has longer */
	/* Told each finding as soon as it is made; `finding` is valid during the call. */
	void (*tell)(void *data, const struct checkup_finding *finding);
	void *data;
};

struct checkup_report {
	size_t holding;
	size_t failing_required;
	size_t failing_advised;
	size_t untried;
	int signal;         /* the one that interrupted it; 0 if none did */
	bool was_abandoned; /* by a third signal: instances may be left, on record */
};

/*
 * Tries it all and fills `report`. False with ENGINE_ERROR or an error of the ledger's when
 * nothing could be tried (provisioning failed) or something may be left (disposing failed); what
 * was found until then has been told all the same. Blocks; takes signals as one-shot callouts do
 * (engine/one_shot.h).
 */
bool checkup_run(const struct checkup_request *request, struct checkup_report *report,
		 GError **error);

#endif
