/*
 * What users decide about a run, in parts that are handed on whole: config fills them, the
 * scheduler takes `struct scheduling`, the core takes all of them. A new setting of one of these
 * kinds is a field here, a row in config/settings.c, and its use.
 */
#ifndef TESTR_MODEL_POLICY_H
#define TESTR_MODEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/order.h"

/* Which way tests are handed out (docs/design/handing-out.md). */
enum schedule {
	SCHEDULE_DYNAMIC, /* in batches, during the run, so that all workers finish together */
	SCHEDULE_STATIC,  /* one batch for each worker, balanced by duration */
};

/* How tests are handed out. */
struct scheduling {
	enum schedule schedule;
	struct order order; /* of tests in batches, and of handing out; a random one has a seed
			       by the time tests are handed out */
	bool is_isolated;   /* one test (or group) in each batch */
};

/* What a flaky test does to its run. */
enum flaky_effect { FLAKY_PASSES, FLAKY_FAILS };

/* What a test comes to that the runner never reported, though it went well. */
enum unreported_outcome { UNREPORTED_FAILS, UNREPORTED_SKIPS };

/* What is done about failures. */
struct failure_policy {
	int retries; /* how often a test that fails is run again */
	enum flaky_effect flaky;
	enum unreported_outcome unreported;
	int max_failures; /* so many stop the run; 0: no number does */
};

/*
 * Which instances are kept instead of being disposed of at the end of a run, however it ends: of
 * those that are alive and in which something was executed,
 */
enum keep_instances {
	KEEP_NEVER,  /* none */
	KEEP_FAILED, /* those in which a test failed, an execution ended early or ran out of time,
			or the listing failed; but not for being stopped with the run */
	KEEP_ALWAYS, /* all */
};

/* What is done about instances. */
struct instance_policy {
	int provision_retries; /* how often a failed provisioning is tried again, for what it
				  still owes; waiting 1, 2, 4, ... at most 60 seconds */
	int replacements;      /* how many lost instances may be replaced; -1: as many as there
				  are workers */
	enum keep_instances keep;
};

/* How long things may take. Microseconds; 0 is no limit. */
struct time_limits {
	int64_t test_timeout_us;      /* from a test's start to its outcome */
	int64_t no_output_timeout_us; /* of an execution that says nothing */
	int64_t execute_timeout_us;   /* of one execution, and of the listing */
	int64_t provision_timeout_us;
	int64_t dispose_timeout_us;
	int64_t run_timeout_us; /* of all of it */
	int64_t kill_grace_us;  /* from TERM to KILL; 0: KILL follows at once */
};

#endif
