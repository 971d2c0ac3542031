/* The checks of a checkup: its claims about executions, each with the function that tries it. */
#ifndef TESTR_CHECKUP_CHECKS_H
#define TESTR_CHECKUP_CHECKS_H

#include "checkup/checkup.h"
#include "engine/one_shot.h"

/* What the checks try: one instance, and another if there is one. */
struct checkup_subject {
	const struct checkup_request *request;
	struct one_shots *one_shots;
	const GPtrArray *candidates; /* of const char *: ids that may be instances */
	const char *instance;        /* the first of these that serves; NULL: none yet */
	const char *other;           /* the second; NULL: there is none */
	char *mark;                  /* a path in /tmp that nobody else uses */
	char *errors;                /* the end of the last callout's stderr; NULL: none */
};

struct check {
	const char *claim;
	bool is_required;
	bool is_basis; /* if it fails, none of those that follow can be tried */
	/* Tries it. Says in `seen` what came of it, if that is worth telling. */
	enum finding_kind (*try_it)(struct checkup_subject *subject, GString *seen);
	const char *remedy;
};

/* All checks, in the order in which they are to be tried, `*count` of them. Static. */
const struct check *checks_all(size_t *count);

#endif
