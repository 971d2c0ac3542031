/*
 * The plan of a simulated run: all that its seed decides before it begins. What is left to chance
 * during the run is thrown with the same dice.
 */
#ifndef TESTR_SIM_PLAN_H
#define TESTR_SIM_PLAN_H

#include "core/coordinator.h"
#include "sim/dice.h"

#define SECOND_US INT64_C(1000000)

/*
 * How a test behaves when it is run, as a script, one letter for each thing that it does:
 *
 *	s  says that it has started        + - k x u  reports success, fail, skip, xfail, uxsuccess
 *	o  writes something                ? !  reports an unlisted test that passes, that fails
 *	C  crashes the runner              r    reports another of the listed tests
 *	b d D  starts, passes, fails under an id derived from its own
 *	F S T  its class's set-up fails, is skipped; its tear-down fails
 *	Q  reports something of quite another id
 *	L  (as the first) crashes the runner when it is loaded, before any test of the batch
 *	K  kills the instance              H    hangs for ever
 */
struct behaviour {
	const char *script;
	int weight; /* how often, among faulty tests */
};

struct plan {
	struct dice dice;
	struct coordinator_options options;
	GPtrArray *ids;        /* of char *: the listing; an id may come twice */
	GPtrArray *groups;     /* of char *, or NULL: of each */
	GArray *tests;         /* of struct planned_test: the listing as the core is given it */
	GPtrArray *behaviours; /* of const struct behaviour *: of each */
	bool is_open;
	size_t max_bytes;     /* the ids of a batch may take so many; 0: any number */
	bool all_are_free;    /* a batch of everything takes none */
	bool has_one_culprit; /* one test crashes the runner before it starts; all else is well */
	int64_t interrupts_us[2]; /* when the user interrupts; INT64_MAX: not */
	int64_t failure_us;       /* when the driver cannot go on; INT64_MAX: never */
	/* Chances, in percent. */
	int faulty_tests;    /* a test does not just pass */
	int fickle;          /* a test behaves differently the next time */
	int deaths;          /* an instance dies by itself */
	int slow;            /* an instance is slow */
	int cuts;            /* an execution's stream is cut short, whatever its status */
	int odd_exits;       /* an execution ends early, or with a status that says nothing */
	int callout_faults;  /* provisioning or listing goes wrong */
	int disposal_faults; /* disposing does */
	int late_probes;     /* a living instance answers a probe too late */
	int stubborn;        /* a process does not heed TERM */
	int noise;           /* an input comes that is about nothing that runs */
};

void plan_init(struct plan *plan, uint64_t seed);
void plan_clear(struct plan *plan);

/* A behaviour for a test that is run in `plan`'s world. Static. */
const struct behaviour *plan_behaviour(struct plan *plan);

#endif
