#include "run/standalone_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/harmless_stderr.h"

/* What a signal's disposition and mask were before. */
struct held_signals {
	sigset_t mask;
	struct sigaction interrupt;
	struct sigaction quit;
};

/* SIGCHLD waits to be asked for; a key pressed in the foreground is for the command alone. */
static void hold_signals(bool is_foreground, struct held_signals *before)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before->mask);
	sigaction(SIGINT, is_foreground ? &ignore : NULL, &before->interrupt);
	sigaction(SIGQUIT, is_foreground ? &ignore : NULL, &before->quit);
}

static void release_signals(const struct held_signals *before)
{
	sigaction(SIGINT, &before->interrupt, NULL);
	sigaction(SIGQUIT, &before->quit, NULL);
	sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

/* The child up to exec. */
static G_GNUC_NORETURN void become_command(const struct standalone_command *command, int errors,
					   const struct held_signals *before)
{
	const char *const *variable = command->environment;

	if (!command->is_foreground) {
		setsid();
		/* As we do in our own process: whoever is first, it is there before it runs. */
		process_groups_add(command->groups, getpid());
		dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
		dup2(errors, STDERR_FILENO);
		dup2(STDERR_FILENO, STDOUT_FILENO);
	}
	release_signals(before);
	signal(SIGPIPE, SIG_DFL);
	for (; variable && variable[0]; variable += 2)
		setenv(variable[0], variable[1], true);
	if (chdir(command->folder) == 0)
		execl("/bin/sh", "sh", "-c", command->command, (char *)NULL);
	_exit(127);
}

/* Waits until `child` has ended or `until_us` (of g_get_monotonic_time()) has come. */
static bool wait_until(pid_t child, int64_t until_us, int *status)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	while (waitpid(child, status, WNOHANG) == 0) {
		int64_t left_us = until_us - g_get_monotonic_time();
		if (left_us <= 0)
			return false;
		const struct timespec left = {left_us / G_USEC_PER_SEC,
					      left_us % G_USEC_PER_SEC * 1000};
		sigtimedwait(&set, NULL, &left);
	}
	return true;
}

/* Far enough off to be never, near enough for a time_t. */
#define NEVER_US ((int64_t)1000000000 * G_USEC_PER_SEC)

static struct ending end_of(pid_t child, const struct standalone_command *command, int entry)
{
	int64_t now_us = g_get_monotonic_time();
	bool is_limited = !command->is_foreground && command->timeout_us > 0;
	int status = 0;

	if (!wait_until(child, now_us + (is_limited ? command->timeout_us : NEVER_US), &status)) {
		process_groups_mark_ending(command->groups, entry);
		kill(-child, SIGTERM);
		if (!wait_until(child, g_get_monotonic_time() + command->kill_grace_us, &status)) {
			kill(-child, SIGKILL);
			waitpid(child, &status, 0);
		}
		return (struct ending){ENDING_TIMED_OUT, status};
	}
	return ending_of_wait(status);
}

struct ending standalone_command_run(const struct standalone_command *command)
{
	struct ending ending;
	struct held_signals before;
	struct harmless_stderr errors = {.reading = -1};

	if (!command->is_foreground)
		harmless_stderr_open(&errors);
	hold_signals(command->is_foreground, &before);
	process_groups_expect(command->groups, GROUP_END, -1, -1);
	pid_t child = fork();
	if (child == 0)
		become_command(command, errors.writing, &before);
	int entry = process_groups_add(command->groups, child);
	harmless_stderr_begin(&errors);
	ending = child < 0 ? (struct ending){ENDING_NOT_STARTED, errno}
			   : end_of(child, command, entry);
	process_groups_remove(command->groups, entry);
	harmless_stderr_end(&errors);
	release_signals(&before);
	return ending;
}
