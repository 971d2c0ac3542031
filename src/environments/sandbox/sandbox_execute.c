/* One execution in a sandbox, and what bubblewrap reports of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process_identity.h"
#include "environments/callout_child.h"
#include "environments/env_option.h"
#include "environments/program.h"
#include "environments/sandbox/sandbox.h"

/* How long process 1 of a sandbox may take to end after it was killed. */
enum { INIT_GRACE_MS = 5000 };

/* The file in the instance's folder that says which process is its process 1. */
static const char init_file[] = "init";

/* An execution under way. */
struct sandbox_execution {
	const struct instance_record *instance;
	int report_ends[2]; /* the pipe by which bubblewrap reports; -1 when closed */
	GString *report;    /* what has come of it */
	char *init;         /* identity of process 1 of the sandbox; NULL: unknown */
};

/* The number after `key` in bubblewrap's report; -1 if it does not say. */
static int sandbox_reported(const struct sandbox_execution *execution, const char *key)
{
	const char *found = strstr(execution->report->str, key);

	return found ? atoi(found + strlen(key)) : -1;
}

/* Waits for more of the report. False at its end. */
static bool sandbox_read_report(struct sandbox_execution *execution)
{
	char buffer[1024];
	ssize_t length = read(execution->report_ends[0], buffer, sizeof(buffer));

	if (length > 0)
		g_string_append_len(execution->report, buffer, length);
	return length > 0;
}

/* Learns of the sandbox's process 1, and writes it down for those who dispose of the instance. */
static void sandbox_started(pid_t child, void *data)
{
	struct sandbox_execution *execution = data;
	g_autofree char *path = instance_record_path(execution->instance, init_file);

	(void)child;
	close(execution->report_ends[1]);
	execution->report_ends[1] = -1;
	while (!strchr(execution->report->str, '\n') && sandbox_read_report(execution))
		;
	int init = sandbox_reported(execution, "\"child-pid\": ");
	if (init > 0)
		execution->init = process_identity_text(init);
	if (execution->init)
		g_file_set_contents(path, execution->init, -1, NULL);
}

/* The command's process: the first child of the sandbox's process 1. 0 if there is none. */
static pid_t sandbox_command(int init)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", init, init);
	g_autofree char *children = NULL;

	if (!g_file_get_contents(path, &children, NULL, NULL))
		return 0;
	return atoi(children);
}

/* bubblewrap itself would end at once and take the command with it. The command is to decide. */
static void sandbox_forward(pid_t child, int signal, void *data)
{
	const struct sandbox_execution *execution = data;
	pid_t command = execution->init ? sandbox_command(atoi(execution->init)) : 0;

	if (command <= 0)
		kill(child, signal);
	else if (kill(-command, signal) != 0)
		kill(command, signal);
}

/* Runs bubblewrap, and reads its report to the end. */
static bool sandbox_run(struct sandbox_execution *execution, const struct request *request,
			int *wait_status, GError **error)
{
	g_autoptr(GPtrArray) words =
		sandbox_words(execution->instance, request, execution->report_ends[1]);
	g_auto(GStrv) variables = env_option_variables(execution->instance->options);
	const int inherited[] = {execution->report_ends[1], -1};
	struct callout_child program = {.words = words,
					.input = -1,
					.output = request->output,
					.variables = variables,
					.inherited = inherited,
					.started = sandbox_started,
					.forward = sandbox_forward,
					.data = execution};

	if (!callout_child_run(&program, wait_status, error))
		return false;
	while (sandbox_read_report(execution))
		;
	/* Process 1 dies with bubblewrap, and all that the command left behind with process 1. */
	process_identity_text_end(execution->init, INIT_GRACE_MS);
	return true;
}

/* What the callout ends with: bubblewrap's own failures have no "exit-code" in the report. */
static int sandbox_status(const struct sandbox_execution *execution, int wait_status,
			  GError **error)
{
	bool has_run = sandbox_reported(execution, "\"exit-code\": ") >= 0;
	bool was_killed = WIFSIGNALED(wait_status);

	if (has_run || was_killed)
		return callout_child_status(wait_status);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the sandbox '%s' could not be set up (bwrap says why, above)",
		    execution->instance->id);
	return STATUS_LOST;
}

int sandbox_execute(const struct instance_record *instance, const struct request *request,
		    GError **error)
{
	struct sandbox_execution execution = {.instance = instance, .report_ends = {-1, -1}};
	int wait_status = 0;
	int status = STATUS_LOST;

	if (pipe2(execution.report_ends, O_CLOEXEC) != 0) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot make a pipe: %s", g_strerror(errno));
		return STATUS_LOST;
	}
	execution.report = g_string_new(NULL);
	if (sandbox_run(&execution, request, &wait_status, error))
		status = sandbox_status(&execution, wait_status, error);
	for (size_t i = 0; i < G_N_ELEMENTS(execution.report_ends); i++)
		if (execution.report_ends[i] >= 0)
			close(execution.report_ends[i]);
	g_string_free(execution.report, TRUE);
	g_free(execution.init);
	return status;
}

void sandbox_end_execution(const struct instance_record *instance)
{
	g_autofree char *path = instance_record_path(instance, init_file);
	g_autofree char *init = NULL;

	g_file_get_contents(path, &init, NULL, NULL);
	process_identity_text_end(init, INIT_GRACE_MS);
}
