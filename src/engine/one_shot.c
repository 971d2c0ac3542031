#include "engine/one_shot.h"

#include <signal.h>

#include "engine/event_loop.h"
#include "engine/signal_watch.h"

/* The interrupts that skip the grace, and that leave everything as it is. */
enum { KILLING = 2, ABANDONING = 3 };

static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP};

struct one_shots {
	const char *folder;
	int64_t kill_grace_us;
	uv_loop_t loop;
	struct children *children;
	struct one_shot *current; /* NULL: none runs */
	int signal;
	int interrupts;
	uv_signal_t watches[G_N_ELEMENTS(interrupting)];
};

/* ---- stopping ---- */

static uint64_t milliseconds(int64_t duration_us)
{
	return (uint64_t)(duration_us + 999) / 1000;
}

static void one_shot_on_grace_over(uv_timer_t *limit)
{
	struct one_shot *one_shot = limit->data;

	one_shot->was_killed = true;
	child_signal(one_shot->child, SIGKILL);
}

void one_shot_stop(struct one_shot *one_shot)
{
	if (!one_shot->child)
		return;
	child_signal(one_shot->child, SIGTERM);
	uv_update_time(&one_shot->one_shots->loop);
	(void)uv_timer_start(&one_shot->limit, one_shot_on_grace_over,
			     milliseconds(one_shot->one_shots->kill_grace_us), 0);
}

static void one_shot_on_time_up(uv_timer_t *limit)
{
	struct one_shot *one_shot = limit->data;

	one_shot->is_time_up = true;
	one_shot_stop(one_shot);
}

static void one_shot_on_interrupt(uv_signal_t *watch, int number)
{
	struct one_shots *one_shots = watch->data;
	struct one_shot *current = one_shots->current;

	if (one_shots->signal == 0)
		one_shots->signal = number;
	one_shots->interrupts++;
	if (one_shots_were_abandoned(one_shots)) {
		uv_stop(&one_shots->loop);
	} else if (current && current->child && !current->is_needed) {
		current->is_time_up = true;
		if (one_shots->interrupts < KILLING)
			one_shot_stop(current);
		else
			one_shot_on_grace_over(&current->limit);
	}
}

/* ---- the child ---- */

static void one_shot_on_output(void *data, struct bytes bytes)
{
	struct one_shot *one_shot = data;
	size_t room = ONE_SHOT_KEPT_BYTES - one_shot->said->len;

	(void)g_byte_array_append(one_shot->said, bytes.data, (guint)MIN(bytes.length, room));
	one_shot->length += bytes.length;
	if (one_shot->output)
		one_shot->output(one_shot, bytes);
}

static void one_shot_on_errors(void *data, struct bytes bytes)
{
	struct one_shot *one_shot = data;

	tail_append(&one_shot->errors, bytes);
}

static void one_shot_on_ended(void *data, struct ending ending, enum child_remains remains)
{
	struct one_shot *one_shot = data;

	one_shot->ending = ending;
	if (one_shot->is_time_up)
		one_shot->ending.kind = ENDING_TIMED_OUT;
	one_shot->remains = remains;
	one_shot->child = NULL;
	one_shot->one_shots->current = NULL;
	(void)uv_timer_stop(&one_shot->limit);
	uv_stop(&one_shot->one_shots->loop);
}

static const struct child_listener listener = {one_shot_on_output, one_shot_on_errors,
					       one_shot_on_ended, NULL};

/* ---- running ---- */

static void start_one_shot(struct one_shots *one_shots, struct one_shot *one_shot)
{
	const struct child_request request = {
		.command = one_shot->command,
		.folder = one_shots->folder,
		.environment = one_shot->environment,
		.may_leave_processes = one_shot->may_leave_processes,
		.provisions_for = one_shot->provisions_for,
	};

	one_shots->current = one_shot;
	(void)uv_timer_init(&one_shots->loop, &one_shot->limit);
	one_shot->limit.data = one_shot;
	one_shot->child = child_start(one_shots->children, &request, &listener, one_shot);
	if (one_shot->timeout_us > 0)
		(void)uv_timer_start(&one_shot->limit, one_shot_on_time_up,
				     milliseconds(one_shot->timeout_us), 0);
}

/* Signals may have come since the last one ended. */
static bool may_start_one_shot(struct one_shots *one_shots, const struct one_shot *one_shot)
{
	if (!one_shots_were_abandoned(one_shots))
		(void)uv_run(&one_shots->loop, UV_RUN_NOWAIT);
	return !one_shots_were_abandoned(one_shots) &&
	       (one_shots->signal == 0 || one_shot->is_needed);
}

void one_shot_run(struct one_shots *one_shots, struct one_shot *one_shot)
{
	one_shot->one_shots = one_shots;
	one_shot->said = g_byte_array_new();
	if (!may_start_one_shot(one_shots, one_shot)) {
		one_shot->ending = (struct ending){ENDING_TIMED_OUT, one_shots->signal};
		return;
	}
	start_one_shot(one_shots, one_shot);
	while (one_shot->child && !one_shots_were_abandoned(one_shots))
		(void)uv_run(&one_shots->loop, UV_RUN_DEFAULT);
	if (one_shot->child) {
		/* Abandoned: how it will end nobody knows, but this is not it. */
		one_shot->ending = (struct ending){ENDING_TIMED_OUT, one_shots->signal};
		return;
	}
	uv_close((uv_handle_t *)&one_shot->limit, NULL);
	(void)uv_run(&one_shots->loop, UV_RUN_NOWAIT);
}

struct text one_shot_said(const struct one_shot *one_shot)
{
	return (struct text){(const char *)one_shot->said->data, one_shot->said->len};
}

void one_shot_clear(struct one_shot *one_shot)
{
	g_clear_pointer(&one_shot->said, g_byte_array_unref);
	tail_clear(&one_shot->errors);
}

/* ---- all of them ---- */

struct one_shots *one_shots_new(const char *folder, int64_t kill_grace_us, GError **error)
{
	struct one_shots *one_shots = g_new0(struct one_shots, 1);

	if (!event_loop_open(&one_shots->loop, error)) {
		g_free(one_shots);
		return NULL;
	}
	one_shots->folder = folder;
	one_shots->kill_grace_us = kill_grace_us;
	one_shots->children = children_new(&one_shots->loop, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++) {
		uv_signal_t *watch = &one_shots->watches[i];
		(void)uv_signal_init(&one_shots->loop, watch);
		watch->data = one_shots;
		if (!signal_watch_is_ignored(interrupting[i]))
			(void)uv_signal_start(watch, one_shot_on_interrupt, interrupting[i]);
	}
	return one_shots;
}

void one_shots_guard(struct one_shots *one_shots, struct guardian *guardian)
{
	children_guard(one_shots->children, guardian);
}

int one_shots_signal(const struct one_shots *one_shots)
{
	return one_shots->signal;
}

bool one_shots_were_abandoned(const struct one_shots *one_shots)
{
	return one_shots->interrupts >= ABANDONING;
}

void one_shots_free(struct one_shots *one_shots)
{
	if (!one_shots)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++)
		uv_close((uv_handle_t *)&one_shots->watches[i], NULL);
	children_close(one_shots->children);
	/* A uv_stop() that no uv_run() has heeded yet makes the first return at once. */
	while (uv_run(&one_shots->loop, UV_RUN_DEFAULT) != 0)
		continue;
	children_free(one_shots->children);
	g_assert(uv_loop_close(&one_shots->loop) == 0);
	g_free(one_shots);
}
