#include "environments/foreground.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/program.h"
#include "environments/signals.h"

/* The child up to exec. Writes errno to `failure` if it comes to that. */
static G_GNUC_NORETURN void become_program(const struct foreground *foreground, int failure)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	setpgid(0, 0);
	program_end_with_parent();
	signals_reset();
	dup2(foreground->input >= 0 ? foreground->input : nothing, STDIN_FILENO);
	dup2(foreground->output, STDOUT_FILENO);
	if (foreground->error > 0)
		dup2(foreground->error, STDERR_FILENO);
	for (const int *kept = foreground->inherited; kept && *kept >= 0; kept++)
		fcntl(*kept, F_SETFD, 0);
	for (char *const *variable = foreground->variables; variable && *variable; variable++)
		putenv(*variable);
	execvp(foreground->words->pdata[0], (char **)foreground->words->pdata);
	int reason = errno;
	ssize_t ignored = write(failure, &reason, sizeof(reason));
	(void)ignored;
	_exit(127);
}

/* Starts the program. Returns its process id; -1 with errno set. */
static pid_t start(const struct foreground *foreground)
{
	int ends[2] = {-1, -1};
	int reason = 0;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become_program(foreground, ends[1]);
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

static void forward(const struct foreground *foreground, pid_t child, int signal)
{
	if (foreground->forward)
		foreground->forward(child, signal, foreground->data);
	else
		kill(-child, signal);
	if (signal == SIGTSTP)
		raise(SIGSTOP);
}

bool foreground_run(const struct foreground *foreground, int *wait_status, GError **error)
{
	sigset_t before;

	signals_hold(&before);
	pid_t child = start(foreground);
	if (child < 0) {
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING, "cannot run '%s': %s",
			    (const char *)foreground->words->pdata[0], g_strerror(errno));
		sigprocmask(SIG_SETMASK, &before, NULL);
		return false;
	}
	if (foreground->started)
		foreground->started(child, foreground->data);
	while (waitpid(child, wait_status, WNOHANG) == 0) {
		int signal = signals_next(-1);
		if (signal != SIGCHLD)
			forward(foreground, child, signal);
	}
	kill(-child, SIGKILL); /* what it left behind */
	sigprocmask(SIG_SETMASK, &before, NULL);
	return true;
}

int foreground_status(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return 128 + WTERMSIG(wait_status);
	return WEXITSTATUS(wait_status) == 255 ? 254 : WEXITSTATUS(wait_status);
}
