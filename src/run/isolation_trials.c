#include "run/isolation_trials.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/answers.h"
#include "report/message.h"
#include "report/output.h"
#include "run/engine_session.h"
#include "run/guard.h"
#include "run/run_settings.h"

/* How often a trial is tried whose instances are lost. */
#define TRIES_MAX 3

/* A trial on its way. */
struct trial_attempt {
	struct engine_session session; /* first, as engine_session_request() wants it */
	struct isolation_trial *trial;
	bool is_disturbed; /* some of it had to be run again, so it did not run in order */
};

static void trial_attempt_clear(struct trial_attempt *attempt)
{
	engine_session_clear(&attempt->session);
}

static GArray *plan_trial(void *data, GPtrArray *listed, bool *is_open, GError **error)
{
	const struct trial_attempt *attempt = data;
	const struct isolation_trial *trial = attempt->trial;
	GArray *tests = g_array_new(false, false, sizeof(struct planned_test));

	(void)listed;
	(void)error;
	*is_open = false;
	for (size_t i = 0; i <= trial->before->len; i++) {
		bool is_last = i == trial->before->len;
		/* One group: they stay together and in order. */
		const struct planned_test test = {
			.id = is_last ? trial->target : trial->before->pdata[i],
			.group = "",
			.duration_us = -1,
		};
		g_array_append_val(tests, test);
	}
	return tests;
}

/* A sink that takes what is said of the target. */
struct target_sink {
	struct sink sink;
	const char *target;
	struct answers *answers;
};

static bool take_target_event(struct sink *sink, const struct event *event, GError **error)
{
	const struct target_sink *target_sink = (struct target_sink *)sink;

	(void)error;
	if (!event->test_id.data || text_is(event->test_id, target_sink->target))
		answers_add(target_sink->answers, event, 0, 0);
	return true;
}

static bool run_attempt(const struct run_request *run, struct trial_attempt *attempt,
			int *interrupt, GError **error)
{
	scoped(answers) answers = answers_new();
	struct target_sink target = {{take_target_event}, attempt->trial->target, answers};
	struct engine_report report = {0};

	struct engine_request request = engine_session_request(&attempt->session);
	request.arguments = (const char *const *)run->arguments;
	request.options = run_settings_serial(run->config);
	request.options.scheduling.schedule = SCHEDULE_STATIC;
	request.sink = &target.sink;
	request.plan = plan_trial;
	bool is_done = engine_run(&request, &report, error);
	answers_end(answers, report.signal != 0);
	attempt->trial->fails = tally_failures(&answers->tally) > 0;
	engine_session_settle(&attempt->session, &report);
	attempt->is_disturbed = report.summary.instances_lost > 0;
	if (report.signal != 0 && is_done)
		g_set_error_literal(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
				    "the analysis was interrupted");
	*interrupt = report.signal;
	return is_done && report.signal == 0;
}

static bool run_here(const struct run_request *run, struct isolation_trial *trial, int *interrupt,
		     GError **error)
{
	for (int i = 0; i < TRIES_MAX; i++) {
		cleared(trial_attempt) attempt = {.trial = trial};
		if (!engine_session_init(&attempt.session, run->context, run->config,
					 run->repository, -1, error) ||
		    !run_attempt(run, &attempt, interrupt, error))
			return false;
		if (!attempt.is_disturbed)
			return true;
	}
	g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
		    "cannot find out whether %s fails: its instances are lost", trial->target);
	return false;
}

/* ---- side by side ---- */

/* What a process says by its status, besides 128+N. */
enum trial_status {
	TRIAL_PASSES,
	TRIAL_FAILS,
	TRIAL_NONE, /* it has told the user why */
};

/* In a process of its own, guarded apart: private folders and guardians are not shared. */
static int carry_out_trial(const struct run_request *run, struct isolation_trial *trial)
{
	struct context context = *run->context;
	scoped(guard) guard = guard_new(&context, run->config);
	struct run_request request = *run;
	g_autoptr(GError) error = NULL;
	int interrupt = 0;

	if (!guard)
		return TRIAL_NONE;
	request.context = &context;
	if (run_here(&request, trial, &interrupt, &error))
		return trial->fails ? TRIAL_FAILS : TRIAL_PASSES;
	if (interrupt != 0)
		return 128 + interrupt;
	message_error(error);
	return TRIAL_NONE;
}

/* From now on we are killed when `testr` is: our guardian sees to what we leave, and while we are
 * there `testr`'s does nothing. False if it is dead already. */
static bool die_with(pid_t testr)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	return getppid() == testr;
}

static G_NORETURN void run_as_process(const struct run_request *run, struct isolation_trial *trial,
				      pid_t testr, const sigset_t *mask)
{
	if (!die_with(testr))
		_exit(TRIAL_NONE);
	sigprocmask(SIG_SETMASK, mask, NULL);
	_exit(carry_out_trial(run, trial));
}

/* The processes of a wave of trials. */
struct wave {
	pid_t *processes; /* 0: it has ended */
	int *statuses;    /* as waitpid() has them */
	size_t count, running;
};

/*
 * Asks the processes that still run to stop. What a terminal sends they get themselves, being in
 * its foreground, too.
 */
static void pass_on_to_wave(const struct wave *wave, const siginfo_t *about)
{
	for (size_t i = 0; i < wave->count && about->si_code != SI_KERNEL; i++)
		if (wave->processes[i] > 0)
			kill(wave->processes[i], about->si_signo);
}

static void reap_wave(struct wave *wave)
{
	for (size_t i = 0; i < wave->count; i++) {
		if (wave->processes[i] <= 0 ||
		    waitpid(wave->processes[i], &wave->statuses[i], WNOHANG) == 0)
			continue;
		wave->processes[i] = 0;
		wave->running--;
	}
}

static void await_wave(struct wave *wave, const sigset_t *awaited)
{
	siginfo_t about;

	for (reap_wave(wave); wave->running > 0; reap_wave(wave))
		if (sigwaitinfo(awaited, &about) > 0 && about.si_signo != SIGCHLD)
			pass_on_to_wave(wave, &about);
}

static bool start_trial(struct wave *wave, const struct run_request *run,
			struct isolation_trial *trial, const sigset_t *mask, GError **error)
{
	const pid_t testr = getpid();
	pid_t process = fork();

	if (process == 0)
		run_as_process(run, trial, testr, mask);
	if (process < 0) {
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SYSTEM, "cannot start a process: %s",
			    g_strerror(errno));
		return false;
	}
	wave->processes[wave->count++] = process;
	wave->running++;
	return true;
}

/* Takes the answer of a process that ended with `status`. */
static bool take_status(struct isolation_trial *trial, int status, int *interrupt, GError **error)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : TRIAL_NONE;

	trial->fails = code == TRIAL_FAILS;
	if (code == TRIAL_FAILS || code == TRIAL_PASSES)
		return true;
	if (code > 128) {
		*interrupt = code - 128;
		g_set_error_literal(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
				    "the analysis was interrupted");
		return false;
	}
	g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
		    "cannot find out whether %s fails: its run was not carried through",
		    trial->target);
	return false;
}

/* Runs `count` trials at once. */
static bool run_wave(const struct run_request *run, struct isolation_trial *trials, size_t count,
		     const sigset_t *awaited, const sigset_t *mask, int *interrupt, GError **error)
{
	g_autofree pid_t *processes = g_new0(pid_t, count);
	g_autofree int *statuses = g_new0(int, count);
	struct wave wave = {.processes = processes, .statuses = statuses};
	bool is_done = true;

	/* What is buffered is written once. */
	output_flush(run->context->output);
	while (is_done && wave.count < count)
		is_done = start_trial(&wave, run, &trials[wave.count], mask, error);
	await_wave(&wave, awaited);
	for (size_t i = 0; is_done && i < wave.count; i++)
		is_done = take_status(&trials[i], statuses[i], interrupt, error);
	return is_done;
}

/* Signals are waited for, not handled, while there are several processes. */
static bool run_waves(const struct run_request *run, struct isolation_trial *trials, size_t count,
		      size_t width, int *interrupt, GError **error)
{
	sigset_t awaited, mask;
	bool is_done = true;

	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGINT);
	sigaddset(&awaited, SIGTERM);
	sigaddset(&awaited, SIGHUP);
	sigprocmask(SIG_BLOCK, &awaited, &mask);
	for (size_t i = 0; is_done && i < count; i += width)
		is_done = run_wave(run, trials + i, MIN(width, count - i), &awaited, &mask,
				   interrupt, error);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return is_done;
}

bool isolation_trials_run(const struct run_request *run, struct isolation_trial *trials,
			  size_t count, size_t width, int *interrupt, GError **error)
{
	*interrupt = 0;
	if (width > 1 && count > 1)
		return run_waves(run, trials, count, width, interrupt, error);
	for (size_t i = 0; i < count; i++)
		if (!run_here(run, &trials[i], interrupt, error))
			return false;
	return true;
}
