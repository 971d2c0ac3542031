#include "engine/spawn.h"

#include <dirent.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <unistd.h>

/* Descriptors that testr itself needs: streams, databases, the loop's own. */
#define OWN_DESCRIPTORS 64

/* What one child takes at most, with its id file and while it is being started. */
#define DESCRIPTORS_PER_CHILD 4

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

int spawn(uv_loop_t *loop, uv_process_t *process, uv_exit_cb on_exit,
	  const struct spawn_limit *limit, const struct spawn_request *request)
{
	g_auto(GStrv) environment = make_environment(request->environment);
	/* Nothing can be called between fork and exec, so a shell lowers the limit. */
	g_autofree char *lower = g_strdup_printf("ulimit -S -n %llu; exec /bin/sh -c \"$0\"",
						 (unsigned long long)limit->given.rlim_cur);
	const char *plain[] = {"/bin/sh", "-c", request->command, NULL};
	const char *lowered[] = {"/bin/sh", "-c", lower, request->command, NULL};
	uv_stdio_container_t stdio[] = {
		{.flags = UV_IGNORE},
		{.flags = UV_INHERIT_FD, .data.fd = request->out},
		{.flags = UV_INHERIT_FD, .data.fd = request->err},
	};
	uv_process_options_t options = {
		.exit_cb = on_exit,
		.file = "/bin/sh",
		.args = (char **)(limit->is_raised ? lowered : plain),
		.env = environment,
		.cwd = request->folder,
		.flags = UV_PROCESS_DETACHED,
		.stdio_count = G_N_ELEMENTS(stdio),
		.stdio = stdio,
	};

	return uv_spawn(loop, process, &options);
}
