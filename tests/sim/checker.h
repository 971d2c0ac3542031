/*
 * The checker: knows the rules of a run (docs/design/principles.md and execution-ends.md), watches
 * what the coordinator is told and what it asks for, and works out on its own what is right. It
 * shares no code with the coordinator. What it finds wrong first is kept as the complaint.
 */
#ifndef TESTR_SIM_CHECKER_H
#define TESTR_SIM_CHECKER_H

#include "sim/plan.h"

struct checker;

/* `plan` outlives it. */
struct checker *checker_new(const struct plan *plan);

/* The coordinator is about to be told `input`, which is no noise. */
void checker_input(struct checker *checker, int64_t now_us, const struct input *input);

/* It says that the test report `input`, which it is about to be told, means this. */
void checker_meaning(struct checker *checker, const struct input *input,
		     enum report_meaning meaning);

/* The coordinator has asked for `action`. */
void checker_action(struct checker *checker, int64_t now_us, const struct action *action);

/* It has asked for everything that it wants after that input. */
void checker_settled(struct checker *checker);

/* The run is over: it has been finished, and nothing happens any more. */
void checker_finish(struct checker *checker, const struct coordinator *coordinator);

/* Complains, unless there is a complaint already. */
void checker_complain(struct checker *checker, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* What is wrong; NULL if nothing is. Borrowed. */
const char *checker_complaint(const struct checker *checker);

void checker_free(struct checker *checker);
SCOPED(checker)

#endif
