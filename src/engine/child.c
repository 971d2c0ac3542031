#include "engine/child.h"

#include <signal.h>

#include "engine/launch.h"
#include "engine/live_groups.h"
#include "engine/reaper.h"
#include "engine/start_attempts.h"

/* The last look at the pipes once the leaking processes have been killed. */
#define LEAK_MS 100

/* How often it is looked whether a process group that was told to end is gone. */
#define DYING_MS 20

enum child_state {
	CHILD_WAITING,
	CHILD_RUNNING,
	CHILD_DYING,
	CHILD_DRAINING,
	CHILD_LEAKING,
	CHILD_ENDED,
};

struct children {
	uv_loop_t *loop;
	GHashTable *all; /* set of struct child *: until their handles are closed */
	struct spawn_limit limit;
	struct reaper *reaper;
	struct live_groups live_groups;
	struct guardian *guardian; /* or NULL */
	int running;               /* of all: those that were started and have not ended */
	char buffer[CHILD_BLOCK_BYTES];
};

/* The reading end of its stdout or stderr. */
struct child_pipe {
	uv_pipe_t handle; /* first: the loop's pointer to it is one to us */
	bool is_open;     /* somebody may still write to it */
	void (*take)(void *data, struct bytes bytes);
};

struct child {
	struct children *children;
	const struct child_listener *listener;
	void *data;
	enum child_state state;
	bool may_leave_processes;
	bool was_ended;  /* by SIGTERM or SIGKILL of ours */
	bool was_killed; /* by SIGKILL */
	bool is_heard;   /* by the guardian, too: its stdout goes through shared memory */
	int group_entry; /* in the guardian's table, or -1 */
	struct ending ending;
	int64_t exited_us;
	int pid;
	uv_timer_t timer; /* of its state */
	struct start_attempts *attempts;
	struct child_pipe out, err;
	int open_handles; /* that have yet to be closed before it can be freed */
};

/* ---- all of them ---- */

struct children *children_new(uv_loop_t *loop, int expected)
{
	struct children *children = g_new0(struct children, 1);

	children->loop = loop;
	children->all = g_hash_table_new(NULL, NULL);
	live_groups_init(&children->live_groups);
	spawn_prepare(&children->limit, expected);
	children->reaper = reaper_new(loop);
	return children;
}

void children_guard(struct children *children, struct guardian *guardian)
{
	children->guardian = guardian;
}

static struct process_groups *groups_of(const struct child *child)
{
	return guardian_groups(child->children->guardian);
}

void children_free(struct children *children)
{
	if (!children)
		return;
	g_assert(g_hash_table_size(children->all) == 0);
	spawn_restore(&children->limit);
	reaper_free(children->reaper);
	live_groups_clear(&children->live_groups);
	g_hash_table_unref(children->all);
	g_free(children);
}

/* ---- the end of one ---- */

static void on_child_handle_closed(uv_handle_t *handle)
{
	struct child *child = handle->data;

	if (--child->open_handles > 0)
		return;
	g_hash_table_remove(child->children->all, child);
	start_attempts_free(child->attempts);
	g_free(child);
}

static void close_handle(void *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_child_handle_closed);
}

static void close_handles(struct child *child)
{
	close_handle(&child->out.handle);
	close_handle(&child->err.handle);
	close_handle(&child->timer);
	reaper_forget(child->children->reaper, child->pid, child);
}

static bool is_child_silent(const struct child *child)
{
	return !child->out.is_open && !child->err.is_open;
}

static void kill_rest_of_group(const struct child *child)
{
	if (child->pid > 0 && !child->may_leave_processes)
		(void)kill(-child->pid, SIGKILL);
}

static enum child_remains remains_of(const struct child *child)
{
	if (child->state == CHILD_LEAKING)
		return REMAINS_LEAK;
	return child->state == CHILD_RUNNING && child->pid > 0 ? REMAINS_ITSELF : REMAINS_NOTHING;
}

static void end_child(struct child *child)
{
	enum child_remains remains = remains_of(child);

	if (child->pid > 0)
		child->children->running--;
	kill_rest_of_group(child);
	process_groups_remove(groups_of(child), child->group_entry);
	child->state = CHILD_ENDED;
	child->listener->ended(child->data, child->ending, remains);
	if (is_child_silent(child) || !child->may_leave_processes)
		close_handles(child);
}

static void on_time(uv_timer_t *timer)
{
	struct child *child = timer->data;

	if (child->state != CHILD_DRAINING) {
		end_child(child);
		return;
	}
	/* A loop that was held up comes here before it has read: hence another turn. */
	child->state = CHILD_LEAKING;
	kill_rest_of_group(child);
	(void)uv_timer_start(timer, on_time, LEAK_MS, 0);
}

static void drain_child(struct child *child)
{
	child->state = CHILD_DRAINING;
	if (is_child_silent(child)) {
		end_child(child);
		return;
	}
	uv_update_time(child->children->loop);
	(void)uv_timer_start(&child->timer, on_time, CHILD_DRAIN_MS, 0);
}

static void on_dying(uv_timer_t *timer)
{
	struct child *child = timer->data;

	if (child->was_killed ||
	    !live_groups_has(&child->children->live_groups, child->pid, child->exited_us))
		drain_child(child);
}

static void on_reaped(void *data, struct ending ending)
{
	struct child *child = data;

	child->ending = ending;
	if (!child->was_ended) {
		drain_child(child);
		return;
	}
	child->state = CHILD_DYING;
	child->exited_us = g_get_monotonic_time();
	(void)uv_timer_start(&child->timer, on_dying, 0, DYING_MS);
}

/* ---- what it says ---- */

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	const struct child *child = handle->data;
	struct children *children = child->children;

	(void)suggested;
	if (child->is_heard && child->state != CHILD_ENDED &&
	    handle == (const uv_handle_t *)&child->out.handle)
		*buffer = uv_buf_init(shared_output_buffer(guardian_output(children->guardian)),
				      SHARED_OUTPUT_BYTES);
	else
		*buffer = uv_buf_init(children->buffer, CHILD_BLOCK_BYTES);
}

static void on_read(uv_stream_t *handle, ssize_t count, const uv_buf_t *buffer)
{
	struct child *child = handle->data;
	struct child_pipe *pipe = (struct child_pipe *)(void *)handle;

	if (count > 0 && child->state != CHILD_ENDED)
		pipe->take(child->data, (struct bytes){(uint8_t *)buffer->base, (size_t)count});
	if (count >= 0)
		return;
	(void)uv_read_stop(handle);
	pipe->is_open = false;
	if (!is_child_silent(child))
		return;
	if (child->state == CHILD_DRAINING || child->state == CHILD_LEAKING)
		end_child(child);
	else if (child->state == CHILD_ENDED)
		close_handles(child);
}

/* ---- the start of one ---- */

static void add_handle(struct child *child, void *handle)
{
	((uv_handle_t *)handle)->data = child;
	child->open_handles++;
}

static void child_pipe_init(struct child_pipe *pipe, struct child *child,
			    void (*take)(void *data, struct bytes bytes))
{
	pipe->take = take;
	(void)uv_pipe_init(child->children->loop, &pipe->handle, 0);
	add_handle(child, &pipe->handle);
}

static void child_pipe_read(struct child_pipe *pipe, int descriptor)
{
	(void)uv_pipe_open(&pipe->handle, descriptor);
	pipe->is_open = true;
	(void)uv_read_start((uv_stream_t *)&pipe->handle, on_buffer, on_read);
}

static void adopt_launched(struct child *child, const struct launched *launched)
{
	child->state = CHILD_RUNNING;
	child->pid = launched->pid;
	child->group_entry = launched->group_entry;
	child->is_heard = launched->is_heard;
	child->children->running++;
	child_pipe_read(&child->out, launched->out);
	child_pipe_read(&child->err, launched->err);
	reaper_await(child->children->reaper, child->pid, on_reaped, child);
}

static void on_attempt(uv_timer_t *timer);

/* It cannot be started now: it is tried again later, unless that will not help. */
static void await_start(struct child *child, int failure)
{
	struct children *children = child->children;
	bool is_over = start_attempts_are_over(child->attempts) && children->running == 0;

	child->ending = (struct ending){ENDING_NOT_STARTED, failure};
	child->state = CHILD_WAITING;
	if (!start_attempts_may_help(failure) || is_over) {
		(void)uv_timer_start(&child->timer, on_time, 0, 0);
		return;
	}
	if (child->listener->waiting)
		child->listener->waiting(child->data, failure);
	(void)uv_timer_start(&child->timer, on_attempt, start_attempts_pause_ms(child->attempts),
			     0);
}

static void try_to_start(struct child *child)
{
	const struct child_request *request = start_attempts_request(child->attempts);
	struct children *children = child->children;
	struct launched launched;
	int status = launch(&children->limit, children->guardian, request, &launched);

	if (status == 0)
		adopt_launched(child, &launched);
	else
		await_start(child, -status);
}

static void on_attempt(uv_timer_t *timer)
{
	try_to_start(timer->data);
}

struct child *child_start(struct children *children, const struct child_request *request,
			  const struct child_listener *listener, void *data)
{
	struct child *child = g_new0(struct child, 1);

	child->children = children;
	child->listener = listener;
	child->data = data;
	child->may_leave_processes = request->may_leave_processes;
	child->group_entry = -1;
	child->attempts = start_attempts_new(request);
	g_hash_table_add(children->all, child);
	child_pipe_init(&child->out, child, listener->output);
	child_pipe_init(&child->err, child, listener->errors);
	(void)uv_timer_init(children->loop, &child->timer);
	add_handle(child, &child->timer);
	try_to_start(child);
	return child;
}

/* ---- signals and closing ---- */

/* Sets the time by which it has to be dead. */
static void await_death_of_child(struct child *child)
{
	if (uv_is_active((uv_handle_t *)&child->timer))
		return;
	child->ending = (struct ending){ENDING_SIGNALLED, SIGKILL};
	uv_update_time(child->children->loop);
	(void)uv_timer_start(&child->timer, on_time, CHILD_UNKILLABLE_MS, 0);
}

int child_pid(const struct child *child)
{
	return child->pid;
}

/* True if it has exited and all that is left of it are processes that it may leave. */
static bool has_done_its_part(const struct child *child)
{
	return child->may_leave_processes &&
	       (child->state == CHILD_DRAINING || child->state == CHILD_LEAKING);
}

void child_signal(struct child *child, int signal)
{
	if (child->state == CHILD_WAITING && (signal == SIGTERM || signal == SIGKILL))
		(void)uv_timer_start(&child->timer, on_time, 0, 0);
	if (child->pid <= 0 || child->state == CHILD_ENDED)
		return;
	if (has_done_its_part(child) && (signal == SIGTERM || signal == SIGKILL)) {
		(void)uv_timer_start(&child->timer, on_time, 0, 0);
		return;
	}
	(void)kill(-child->pid, signal);
	/* One that is stopped would take it only when it is continued. */
	if (signal == SIGTERM)
		(void)kill(-child->pid, SIGCONT);
	if (signal != SIGTERM && signal != SIGKILL)
		return;
	child->was_ended = true;
	child->was_killed |= signal == SIGKILL;
	child->may_leave_processes = false;
	process_groups_mark_ending(groups_of(child), child->group_entry);
	if (signal == SIGKILL && child->state == CHILD_RUNNING)
		await_death_of_child(child);
}

void children_signal(struct children *children, int signal)
{
	GHashTableIter each;
	void *child;

	g_hash_table_iter_init(&each, children->all);
	while (g_hash_table_iter_next(&each, &child, NULL))
		child_signal(child, signal == SIGTSTP ? SIGSTOP : signal);
}

void children_close(struct children *children)
{
	GHashTableIter each;
	void *child;

	g_hash_table_iter_init(&each, children->all);
	while (g_hash_table_iter_next(&each, &child, NULL))
		close_handles(child);
	reaper_close(children->reaper);
}
