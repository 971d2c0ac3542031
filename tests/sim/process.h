/* The processes of a simulated world, as its parts share them. */
#ifndef TESTR_SIM_PROCESS_H
#define TESTR_SIM_PROCESS_H

#include "sim/world.h"

#define MACHINE_NONE (-1)

/* What an instance really is. */
struct machine {
	char *id;
	bool is_dead;
	int slowness; /* how many times longer everything takes in it */
};

enum process_kind {
	PROCESS_FAULT, /* what befalls the run from outside */
	PROCESS_PROVISIONING,
	PROCESS_LISTING,
	PROCESS_EXECUTION,
	PROCESS_PROBE,
	PROCESS_DISPOSAL,
};

enum step_kind {
	STEP_PRINT,     /* an id: `machine` */
	STEP_OUTPUT,    /* something on stdout */
	STEP_START,     /* of `test` */
	STEP_RESULT,    /* of `test`: `status` */
	STEP_DEATH,     /* of `machine` */
	STEP_END,       /* as `ending` says */
	STEP_INTERRUPT, /* the user interrupts */
	STEP_FAILURE,   /* the driver cannot go on */
};

struct step {
	enum step_kind kind;
	int64_t after_us; /* the step before */
	int machine;
	const char *test; /* id; borrowed from the plan, or static */
	enum status status;
	struct ending ending;
	bool is_cut; /* STEP_END: the stream ends within a packet */
};

struct process {
	struct timer timer; /* of its next step */
	enum process_kind kind;
	int number;  /* of the execution, instance or disposal */
	int machine; /* in which it runs, or MACHINE_NONE */
	bool is_over;
	bool is_stopped; /* it has got TERM */
	bool is_killed;  /* it has got KILL: it ends, whatever happens */
	GArray *steps;   /* of struct step */
	size_t next;
};

struct world {
	struct plan *plan;
	int64_t now_us;
	struct timers timers;
	GPtrArray *processes; /* of struct process *: all there ever were */
	GPtrArray *machines;  /* of struct machine * */
	int running;          /* processes that are not over, faults apart */
};

/* A process without steps, which does not run yet. */
struct process *process_new(struct world *world, enum process_kind kind, int number, int machine);

/* Appends a step. Valid until the next one is appended. */
struct step *process_add(struct process *process, enum step_kind kind, int64_t after_us);

/* Appends its end. */
void process_add_end(struct process *process, int64_t after_us, struct ending ending);

/* Lets it run on from its next step. */
void process_go(struct world *world, struct process *process);

/* The process of this kind and number that runs, or NULL. */
struct process *process_find(const struct world *world, enum process_kind kind, int number);

/* Everything that runs in `machine` will end soon, or hang. */
void process_machine_dies(struct world *world, int machine);

/* ---- script.c ---- */

/* Writes the script of an execution. */
void script_execution(struct world *world, struct process *process, const struct action *action);

/* ---- callouts.c ---- */

void callout_provision(struct world *world, struct process *process, int count);
void callout_list(struct world *world, struct process *process);
void callout_probe(struct world *world, struct process *process);
void callout_dispose(struct world *world, struct process *process);

#endif
