/*
 * One run of the tests, recorded in the repository and shown as it goes: what `testr run` does
 * once, and with --until-failure again and again.
 */
#ifndef TESTR_RUN_RECORDED_RUN_H
#define TESTR_RUN_RECORDED_RUN_H

#include "config/config.h"
#include "core/coordinator.h"
#include "run/context.h"
#include "select/select.h"
#include "store/repository.h"

/* What to run, and how. Everything is borrowed. */
struct run_request {
	const struct context *context;
	const struct config *config;
	struct repository *repository;
	struct coordinator_options core;
	struct selection selection;
	char **arguments; /* TESTARGS, NULL-terminated */
};

/* The order in which its tests are to run. If it is random it gets a seed, which is told. */
struct order recorded_run_order(const struct run_request *request);

/*
 * Runs it, telling the user whatever there is to tell. Returns the exit status. Sets `*has_run` to
 * whether it came to running tests: an empty shard passes without.
 */
int recorded_run(const struct run_request *request, bool *has_run);

#endif
