/* Synthetic results: the outcomes that the core decides itself, written to the stream. */
#ifndef TESTR_ENGINE_SYNTHETIC_RESULTS_H
#define TESTR_ENGINE_SYNTHETIC_RESULTS_H

#include "engine/driver.h"

/* The test id of the failure that stands for a runner which ended badly without a word why. */
#define RETURNCODE_TEST_ID "process-returncode"

/* ACTION_ANSWER and ACTION_RETURNCODE: the outcome and the reason for it, as one event. */
void synthetic_results_emit(struct driver *driver, const struct action *action);

#endif
