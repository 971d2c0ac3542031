#include "engine/spawn.h"

#include <dirent.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/machine_limits.h"

static void mark_close_on_exec(void)
{
	DIR *folder = opendir("/dev/fd");
	if (!folder)
		return;

	const struct dirent *entry;
	while ((entry = readdir(folder))) {
		int descriptor = atoi(entry->d_name);
		if (descriptor > STDERR_FILENO)
			(void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
	}
	(void)closedir(folder);
}

static void raise_limit(struct spawn_limit *limit, rlim_t wanted)
{
	limit->is_raised = false;
	if (getrlimit(RLIMIT_NOFILE, &limit->given) != 0 || limit->given.rlim_cur >= wanted)
		return;
	struct rlimit raised = {MIN(wanted, limit->given.rlim_max), limit->given.rlim_max};
	limit->is_raised = setrlimit(RLIMIT_NOFILE, &raised) == 0;
}

void spawn_prepare(struct spawn_limit *limit, int expected)
{
	mark_close_on_exec();
	raise_limit(limit, (rlim_t)expected * DESCRIPTORS_PER_CHILD + OWN_DESCRIPTORS);
}

void spawn_restore(const struct spawn_limit *limit)
{
	if (limit->is_raised)
		(void)setrlimit(RLIMIT_NOFILE, &limit->given);
}

static char **make_environment(const char *const *changes)
{
	char **environment = g_get_environ();

	for (; changes && changes[0]; changes += 2)
		environment = changes[1]
				      ? g_environ_setenv(environment, changes[0], changes[1], TRUE)
				      : g_environ_unsetenv(environment, changes[0]);
	return environment;
}

/* Descriptors as spawn.h says; the others are closed on exec. Returns 0 or an errno. */
static int set_descriptors(posix_spawn_file_actions_t *actions, const struct spawn_request *request)
{
	int failure = posix_spawn_file_actions_addchdir_np(actions, request->folder);

	if (!failure)
		failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null",
							   O_RDONLY, 0);
	if (!failure)
		failure = posix_spawn_file_actions_adddup2(actions, request->out, STDOUT_FILENO);
	if (!failure)
		failure = posix_spawn_file_actions_adddup2(actions, request->err, STDERR_FILENO);
	return failure;
}

/* A session of its own, and no signal but as it is by default. Returns 0 or an errno. */
static int set_session_and_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	int failure = posix_spawnattr_setsigmask(attributes, &none);
	if (!failure)
		failure = posix_spawnattr_setsigdefault(attributes, &all);
	if (!failure)
		failure = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID |
								       POSIX_SPAWN_SETSIGMASK |
								       POSIX_SPAWN_SETSIGDEF);
	return failure;
}

static int spawn_words(const char *const *arguments, const struct spawn_request *request)
{
	g_auto(GStrv) environment = make_environment(request->environment);
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid = 0;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawnattr_init(&attributes);
	int failure = set_descriptors(&actions, request);
	if (!failure)
		failure = set_session_and_signals(&attributes);
	if (!failure)
		failure = posix_spawn(&pid, arguments[0], &actions, &attributes,
				      (char *const *)arguments, environment);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return failure ? -failure : pid;
}

int spawn(const struct spawn_limit *limit, const struct spawn_request *request)
{
	/* Nothing can be called between fork and exec, so a shell lowers the limit. */
	g_autofree char *lower = g_strdup_printf("ulimit -S -n %llu; exec /bin/sh -c \"$0\"",
						 (unsigned long long)limit->given.rlim_cur);
	const char *plain[] = {"/bin/sh", "-c", request->command, NULL};
	const char *lowered[] = {"/bin/sh", "-c", lower, request->command, NULL};

	return spawn_words(limit->is_raised ? lowered : plain, request);
}
