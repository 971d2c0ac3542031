/* The jobs that instances are: submitted, waited for, lost, cancelled. */
#include <string.h>

#include "base/quote.h"
#include "environments/error_hints.h"
#include "environments/program.h"
#include "environments/slurm/slurm.h"
#include "environments/slurm/slurm_holder.h"

enum {
	/* How often a job's state is asked: ever more seldom while it waits, between these two. */
	ASK_SOONEST_US = 100 * 1000,
	ASK_LATEST_US = 5 * 1000 * 1000,
	/* How long slurm may take to make up its mind about a job. */
	SETTLE_US = 10 * 1000 * 1000,
	/* How long what a job left is waited for. A node that does not reply takes far longer, and
	 * slurm sees to it by itself. */
	END_US = 15 * 1000 * 1000,
	/* How long slurm may take to know a job that a process submitted while it was killed. */
	UNHEARD_US = 1000 * 1000,
};

/* Why a job that waits will wait for ever. */
static const char *const hopeless[] = {
	"PartitionNodeLimit",
	"PartitionTimeLimit",
	"PartitionDown",
	"PartitionInactive",
	"AccountNotAllowed",
	"InvalidAccount",
	"InvalidQOS",
	"QOSNotAllowed",
	"BadConstraints",
	"JobHeldUser",
	"JobHeldAdmin",
	"launch failed requeued held",
	"DependencyNeverSatisfied",
	NULL,
};

/* The ends of a job, by squeue's words, and what they say of the instance. */
static const struct error_hint losses[] = {
	{"NODE_FAIL", "its node failed"},
	{"BOOT_FAIL", "its node failed to boot"},
	{"PREEMPTED", "it was preempted: a job of higher priority took its place"},
	{"TIMEOUT", "its time limit was reached: see --time"},
	{"DEADLINE", "its deadline was reached"},
	{"OUT_OF_MEMORY", "it used up its memory: see --slurm-option=--mem"},
	{"CANCELLED", "it was cancelled"},
	{"COMPLETING", "it is ending"},
	{"PENDING", "it was put back into the queue"},
	{"REQUEUE", "it was put back into the queue"},
	{"SUSPENDED", "it was suspended"},
	{"", "its job ended"},
};

void slurm_job_free(struct slurm_job *job)
{
	if (!job)
		return;
	g_free(job->number);
	g_free(job->state);
	g_free(job->node);
	g_free(job->reason);
	g_free(job);
}

static char *slurm_holder_script(const struct instance_record *instance)
{
	g_autofree char *folder = instance_record_get(instance, SLURM_FOLDER);
	g_autofree char *quoted = quote_word(folder);

	return g_strdup_printf("#!/bin/sh\nfolder=%s\n%s", quoted, slurm_holder);
}

static void add_given_option(GPtrArray *words, const struct instance_record *instance,
			     const char *option)
{
	const char *value = option_values_get(instance->options, option);

	if (value)
		program_add(words, g_strdup_printf("--%s=%s", option, value));
}

bool slurm_submit(const struct instance_record *instance, const char *excluded, GError **error)
{
	static const char *const given[] = {"partition", "time", "account", "qos"};
	g_autofree char *script = slurm_holder_script(instance);
	g_autoptr(GPtrArray) words = program_words("sbatch", NULL);

	program_append_all(words, option_values_all(instance->options, "slurm-option"));
	for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
		add_given_option(words, instance, given[i]);
	if (excluded)
		program_add(words, g_strconcat("--exclude=", excluded, NULL));
	program_add(words, g_strconcat("--job-name=", instance->id, NULL));
	program_add(words, g_strdup_printf("--comment=testr project=%s run=%s", instance->project,
					   instance->run));
	program_append(words, "--no-requeue", "--chdir=/", "--input=/dev/null",
		       "--output=/dev/null", "--error=/dev/null", "--export=ALL", NULL);
	bool is_done = program_feed(words, script, NULL, error);
	if (!is_done)
		slurm_add_hint(error);
	return is_done;
}

/* The job in `line` of slurm_queue, if it bears the instance's name. */
static struct slurm_job *parse_slurm_job(const struct instance_record *instance, const char *line)
{
	enum { NUMBER, STATE, NODE, NAME, REASON, FIELDS };
	g_auto(GStrv) fields = g_strsplit(line, "|", FIELDS);

	if (g_strv_length(fields) != FIELDS || strcmp(fields[NAME], instance->id) != 0)
		return NULL;
	struct slurm_job *job = g_new0(struct slurm_job, 1);
	job->number = g_strdup(fields[NUMBER]);
	job->state = g_strdup(fields[STATE]);
	job->node = g_strdup(fields[NODE]);
	job->reason = g_strdup(fields[REASON]);
	return job;
}

static void free_slurm_job(void *job)
{
	slurm_job_free(job);
}

/* All jobs of the instance, as slurm_job_of has it. */
static GPtrArray *all_jobs(const struct instance_record *instance, int64_t since_us, GError **error)
{
	g_autofree char *queue = slurm_queue(instance, since_us, error);
	g_auto(GStrv) lines = g_strsplit(queue ? queue : "", "\n", -1);

	if (!queue)
		return NULL;
	GPtrArray *jobs = g_ptr_array_new_with_free_func(free_slurm_job);
	for (char **line = lines; *line; line++) {
		struct slurm_job *job = parse_slurm_job(instance, *line);
		if (job)
			g_ptr_array_add(jobs, job);
	}
	return jobs;
}

struct slurm_job *slurm_job_of(const struct instance_record *instance, int64_t since_us,
			       GError **error)
{
	g_autoptr(GPtrArray) jobs = all_jobs(instance, since_us, error);
	int newest = -1;

	for (unsigned i = 0; jobs && i < jobs->len; i++) {
		const struct slurm_job *job = jobs->pdata[i];
		const struct slurm_job *other = newest < 0 ? NULL : jobs->pdata[newest];
		if (!other || g_ascii_strtoll(job->number, NULL, 10) >
				      g_ascii_strtoll(other->number, NULL, 10))
			newest = (int)i;
	}
	return newest < 0 ? NULL : g_ptr_array_steal_index(jobs, (unsigned)newest);
}

/* Sleeps before the state is asked again of what has been waited for since `begun_us`. Returns
 * from when on a reply is new enough. */
static int64_t pause_since(int64_t begun_us)
{
	int64_t interval_us = (g_get_monotonic_time() - begun_us) / 4;

	interval_us = CLAMP(interval_us, ASK_SOONEST_US, ASK_LATEST_US);
	g_usleep((unsigned long)interval_us);
	return MAX(begun_us, g_get_monotonic_time() - interval_us);
}

static bool is_among_states(const char *state, const char *const *states)
{
	return g_strv_contains(states, state);
}

/* True while a job may still get its nodes, by itself or when it is put back into the queue. The
 * first reason that slurm gives is not always the true one. */
static bool may_be_granted(const struct slurm_job *job, int64_t waited_us)
{
	static const char *const states[] = {"PENDING",  "CONFIGURING",   "COMPLETING",
					     "REQUEUED", "RESV_DEL_HOLD", NULL};

	if (waited_us > SETTLE_US && strcmp(job->reason, "PartitionConfig") == 0)
		return false;
	return is_among_states(job->state, states) && !is_among_states(job->reason, hopeless);
}

struct slurm_job *slurm_await_grant(const struct instance_record *instance, GError **error)
{
	int64_t begun_us = g_get_monotonic_time();
	int64_t since_us = begun_us;

	for (;;) {
		scoped(slurm_job) job = slurm_job_of(instance, since_us, error);
		if (job && strcmp(job->state, "RUNNING") == 0)
			return g_steal_pointer(&job);
		if (error && *error)
			return NULL;
		if (!job || !may_be_granted(job, g_get_monotonic_time() - begun_us)) {
			g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
				    "the job %s is not granted: %s (%s)", job ? job->number : "",
				    job ? job->state : "slurm does not know it",
				    job ? job->reason : "");
			slurm_add_hint(error);
			return NULL;
		}
		since_us = pause_since(begun_us);
	}
}

bool slurm_was_lost(const struct instance_record *instance, GError **error)
{
	int64_t begun_us = g_get_monotonic_time();
	scoped(slurm_job) job = slurm_job_of(instance, begun_us, error);

	/* Until it has ended slurm does not say how. */
	while (job && strcmp(job->state, "COMPLETING") == 0 &&
	       g_get_monotonic_time() < begun_us + END_US) {
		int64_t since_us = pause_since(begun_us);
		slurm_job_free(job);
		job = slurm_job_of(instance, since_us, error);
	}
	if (error && *error) {
		g_prefix_error(error, "the instance '%s' may be lost: ", instance->id);
		return true;
	}
	if (job && strcmp(job->state, "RUNNING") == 0)
		return false;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the job %s of the instance '%s' was lost: %s%s%s%s", job ? job->number : "",
		    instance->id,
		    job ? error_hint_for(losses, job->state) : "slurm does not know it any more",
		    job ? " (" : "", job ? job->state : "", job ? ")" : "");
	return true;
}

/* True if slurm does nothing more about the job. Nothing of it is left on its nodes then, unless
 * one has failed: what was there stays until that node comes back. */
static bool has_job_ended(const struct slurm_job *job)
{
	static const char *const states[] = {
		"PENDING",   "CONFIGURING", "RUNNING",      "SUSPENDED",     "COMPLETING",
		"STOPPED",   "STAGE_OUT",   "REQUEUED",     "REQUEUE_HOLD",  "RESIZING",
		"SIGNALING", "REQUEUE_FED", "SPECIAL_EXIT", "RESV_DEL_HOLD", NULL};

	return !is_among_states(job->state, states);
}

/* The jobs of the instance that have not ended. */
static GPtrArray *remaining_jobs(const struct instance_record *instance, int64_t since_us,
				 GError **error)
{
	GPtrArray *jobs = all_jobs(instance, since_us, error);

	for (unsigned i = jobs ? jobs->len : 0; i-- > 0;)
		if (has_job_ended(jobs->pdata[i]))
			g_ptr_array_remove_index(jobs, i);
	return jobs;
}

/* A job that was submitted by a process that was killed meanwhile may not be known yet. */
static GPtrArray *jobs_to_cancel(const struct instance_record *instance, GError **error)
{
	g_autofree char *heard_of = instance_record_get(instance, SLURM_JOB);
	GPtrArray *jobs = remaining_jobs(instance, g_get_monotonic_time(), error);

	if (!jobs || jobs->len > 0 || heard_of)
		return jobs;
	g_ptr_array_unref(jobs);
	g_usleep(UNHEARD_US);
	return remaining_jobs(instance, g_get_monotonic_time(), error);
}

bool slurm_cancel(const struct instance_record *instance, bool waits, GError **error)
{
	g_autoptr(GPtrArray) jobs = jobs_to_cancel(instance, error);
	g_autoptr(GPtrArray) words = program_words("scancel", "--quiet", NULL);
	g_autoptr(GError) reason = NULL;
	int64_t begun_us = g_get_monotonic_time();

	if (!jobs || jobs->len == 0)
		return jobs != NULL;
	for (unsigned i = 0; i < jobs->len; i++)
		program_append(words, ((struct slurm_job *)jobs->pdata[i])->number, NULL);
	bool is_told = program_run(words, NULL, &reason);
	for (int64_t since_us = g_get_monotonic_time();
	     waits && g_get_monotonic_time() < begun_us + END_US;
	     since_us = pause_since(begun_us)) {
		g_autoptr(GPtrArray) left = remaining_jobs(instance, since_us, error);
		if (!left || left->len == 0)
			return left != NULL;
	}
	/* Slurm goes on by itself, unless it was not told. */
	if (!is_told) {
		g_propagate_error(error, g_steal_pointer(&reason));
		slurm_add_hint(error);
	}
	return is_told;
}
