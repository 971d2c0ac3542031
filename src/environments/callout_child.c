#include "environments/callout_child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/callout_signals.h"
#include "environments/program.h"

/* The child up to exec. Writes errno to `failure` if it comes to that. */
static G_GNUC_NORETURN void become_program(const struct callout_child *program, int failure)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	setpgid(0, 0);
	program_end_with_parent();
	callout_signals_reset();
	dup2(program->input >= 0 ? program->input : nothing, STDIN_FILENO);
	dup2(program->output, STDOUT_FILENO);
	if (program->error > 0)
		dup2(program->error, STDERR_FILENO);
	for (const int *kept = program->inherited; kept && *kept >= 0; kept++)
		fcntl(*kept, F_SETFD, 0);
	for (char *const *variable = program->variables; variable && *variable; variable++)
		putenv(*variable);
	execvp(program->words->pdata[0], (char **)program->words->pdata);
	int reason = errno;
	ssize_t ignored = write(failure, &reason, sizeof(reason));
	(void)ignored;
	_exit(127);
}

/* Starts the program. Returns its process id; -1 with errno set. */
static pid_t callout_child_start(const struct callout_child *program)
{
	int ends[2] = {-1, -1};
	int reason = 0;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become_program(program, ends[1]);
	int fork_reason = errno;
	close(ends[1]);
	bool has_failed = pid < 0 || read(ends[0], &reason, sizeof(reason)) == sizeof(reason);
	close(ends[0]);
	if (!has_failed)
		return pid;
	if (pid > 0)
		waitpid(pid, NULL, 0);
	errno = pid < 0 ? fork_reason : reason;
	return -1;
}

static void callout_child_forward(const struct callout_child *program, pid_t child, int signal)
{
	if (program->forward)
		program->forward(child, signal, program->data);
	else
		kill(-child, signal);
	if (signal == SIGTSTP)
		raise(SIGSTOP);
}

bool callout_child_run(const struct callout_child *program, int *wait_status, GError **error)
{
	sigset_t before;

	callout_signals_hold(&before);
	pid_t child = callout_child_start(program);
	if (child < 0) {
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING, "cannot run '%s': %s",
			    (const char *)program->words->pdata[0], g_strerror(errno));
		sigprocmask(SIG_SETMASK, &before, NULL);
		return false;
	}
	if (program->started)
		program->started(child, program->data);
	while (waitpid(child, wait_status, WNOHANG) == 0) {
		int signal = callout_signals_next(-1);
		if (signal != SIGCHLD)
			callout_child_forward(program, child, signal);
	}
	kill(-child, SIGKILL); /* what it left behind */
	sigprocmask(SIG_SETMASK, &before, NULL);
	return true;
}

int callout_child_status(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return 128 + WTERMSIG(wait_status);
	return WEXITSTATUS(wait_status) == 255 ? 254 : WEXITSTATUS(wait_status);
}
