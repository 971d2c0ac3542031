#include "engine/launch.h"

#include <unistd.h>

/* The ends of two pipes: to be read from, and to be written to. */
struct pipe_ends {
	uv_file out[2], err[2];
};

static void close_pipe(const uv_file *ends)
{
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* Returns 0 or a negative errno. */
static int open_pipes(struct pipe_ends *pipes)
{
	/* Not libuv's own UV_CREATE_PIPE: that makes sockets, and those /dev/stdout cannot open. */
	int status = uv_pipe(pipes->out, UV_NONBLOCK_PIPE, 0);

	if (status < 0)
		return status;
	status = uv_pipe(pipes->err, UV_NONBLOCK_PIPE, 0);
	if (status < 0)
		close_pipe(pipes->out);
	return status;
}

/* Starts the process with the writing ends as its stdout and stderr. */
static int start_process(const struct spawn_limit *limit, struct guardian *guardian,
			 const struct child_request *request, const struct pipe_ends *pipes,
			 struct launched *launched)
{
	const struct spawn_request spawn_request = {request->command, request->folder,
						    request->environment, pipes->out[1],
						    pipes->err[1]};
	struct process_groups *groups = guardian_groups(guardian);

	process_groups_expect(groups, request->may_leave_processes ? GROUP_END : GROUP_KILL,
			      pipes->out[1], pipes->err[1]);
	int pid = spawn(limit, &spawn_request);
	launched->pid = MAX(pid, 0);
	launched->group_entry = process_groups_add(groups, launched->pid);
	return MIN(pid, 0);
}

int launch(const struct spawn_limit *limit, struct guardian *guardian,
	   const struct child_request *request, struct launched *launched)
{
	struct pipe_ends pipes;
	struct launched started = {.is_heard = guardian && request->provisions_for};
	int status = open_pipes(&pipes);

	if (status < 0)
		return status;
	if (started.is_heard)
		guardian_hear(guardian, *request->provisions_for, pipes.out[0], pipes.err[0]);
	status = start_process(limit, guardian, request, &pipes, &started);
	if (status < 0) {
		if (started.is_heard)
			guardian_hear_no_more(guardian);
		close_pipe(pipes.out);
		close_pipe(pipes.err);
		return status;
	}
	(void)close(pipes.out[1]);
	(void)close(pipes.err[1]);
	started.out = pipes.out[0];
	started.err = pipes.err[0];
	*launched = started;
	return 0;
}
