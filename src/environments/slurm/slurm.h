/*
 * What the parts of the slurm environment share: the jobs that instances are.
 *
 * An instance is a batch job that holds an allocation. The job's name is the instance's id, given
 * as it is submitted: so what slurm knows of an instance is found by its id alone, also when the
 * process that submitted it was killed before it heard of the job's number.
 */
#ifndef TESTR_ENVIRONMENTS_SLURM_SLURM_H
#define TESTR_ENVIRONMENTS_SLURM_SLURM_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"
#include "environments/environments.h"

/* Keys of an instance's record. */
#define SLURM_FOLDER "folder" /* the instance's own on its node, absolute */
#define SLURM_SOURCE "source" /* where the project is on the node, absolute */
#define SLURM_ASKED "asked"   /* set before a job is submitted */
#define SLURM_JOB "job"       /* the number of the job that was granted */

/* A job as slurm tells of it. */
struct slurm_job {
	char *number;
	char *state;  /* squeue's word: RUNNING, NODE_FAIL, ... */
	char *node;   /* where its commands run; "" before it is granted */
	char *reason; /* why it is pending, or ended; slurm's word */
};

void slurm_job_free(struct slurm_job *job);
SCOPED(slurm_job)

/* Submits a job for `instance` by its options; `excluded` are nodes that it must not get, by
 * commas, or NULL. Errors say what helps. */
bool slurm_submit(const struct instance_record *instance, const char *excluded, GError **error);

/*
 * What slurm says of the instance's newest job, asked at `since_us` (monotonic) or later. One
 * reply tells of all jobs and serves all processes of this user that want one of that age. NULL
 * without `error` if it knows none. Owned by the caller.
 */
struct slurm_job *slurm_job_of(const struct instance_record *instance, int64_t since_us,
			       GError **error);

/* Waits until the instance's job, just submitted, has got its nodes. NULL with `error` if it never
 * will. Owned by the caller. */
struct slurm_job *slurm_await_grant(const struct instance_record *instance, GError **error);

/* Ends all jobs of `instance`; if it `waits`, returns when they have ended, as far as their nodes
 * let it come to that. */
bool slurm_cancel(const struct instance_record *instance, bool waits, GError **error);

/* Sets `error` to how the instance's job was lost, in a message for each way, if it was: false if
 * the job is still running. */
bool slurm_was_lost(const struct instance_record *instance, GError **error);

/* Puts after the words of `error` what helps. */
void slurm_add_hint(GError **error);

/* What squeue said of all jobs of this user, asked at `since_us` (monotonic) or later: lines of
 * NUMBER|STATE|NODE|NAME|REASON. `instance` leads to where the reply is kept for others. Owned by
 * the caller. */
char *slurm_queue(const struct instance_record *instance, int64_t since_us, GError **error);

#endif
