#include "engine/tryout.h"

#include <signal.h>

#include "engine/signals.h"

/* The interrupts that skip the grace, and that leave everything as it is. */
enum { KILLING = 2, ABANDONING = 3 };

static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP};

struct tryouts {
	const char *folder;
	int64_t kill_grace_us;
	uv_loop_t loop;
	struct children *children;
	struct tryout *current; /* NULL: none runs */
	int signal;
	int interrupts;
	uv_signal_t watches[G_N_ELEMENTS(interrupting)];
};

/* ---- stopping ---- */

static uint64_t milliseconds(int64_t duration_us)
{
	return (uint64_t)(duration_us + 999) / 1000;
}

static void on_grace_over(uv_timer_t *limit)
{
	struct tryout *tryout = limit->data;

	tryout->was_killed = true;
	child_signal(tryout->child, SIGKILL);
}

void tryout_stop(struct tryout *tryout)
{
	if (!tryout->child)
		return;
	child_signal(tryout->child, SIGTERM);
	uv_update_time(&tryout->tryouts->loop);
	(void)uv_timer_start(&tryout->limit, on_grace_over,
			     milliseconds(tryout->tryouts->kill_grace_us), 0);
}

static void on_time_up(uv_timer_t *limit)
{
	struct tryout *tryout = limit->data;

	tryout->is_time_up = true;
	tryout_stop(tryout);
}

static void on_interrupt(uv_signal_t *watch, int number)
{
	struct tryouts *tryouts = watch->data;
	struct tryout *current = tryouts->current;

	if (tryouts->signal == 0)
		tryouts->signal = number;
	tryouts->interrupts++;
	if (tryouts_were_abandoned(tryouts)) {
		uv_stop(&tryouts->loop);
	} else if (current && current->child && !current->is_needed) {
		current->is_time_up = true;
		if (tryouts->interrupts < KILLING)
			tryout_stop(current);
		else
			on_grace_over(&current->limit);
	}
}

/* ---- the child ---- */

static void on_output(void *data, struct bytes bytes)
{
	struct tryout *tryout = data;
	size_t room = TRYOUT_KEPT_BYTES - tryout->said->len;

	(void)g_byte_array_append(tryout->said, bytes.data, (guint)MIN(bytes.length, room));
	tryout->length += bytes.length;
	if (tryout->output)
		tryout->output(tryout, bytes);
}

static void on_errors(void *data, struct bytes bytes)
{
	struct tryout *tryout = data;

	tail_append(&tryout->errors, bytes);
}

static void on_ended(void *data, struct ending ending, enum child_remains remains)
{
	struct tryout *tryout = data;

	tryout->ending = ending;
	if (tryout->is_time_up)
		tryout->ending.kind = ENDING_TIMED_OUT;
	tryout->remains = remains;
	tryout->child = NULL;
	tryout->tryouts->current = NULL;
	(void)uv_timer_stop(&tryout->limit);
	uv_stop(&tryout->tryouts->loop);
}

static const struct child_listener listener = {on_output, on_errors, on_ended};

/* ---- running ---- */

static void start(struct tryouts *tryouts, struct tryout *tryout)
{
	const struct child_request request = {
		.command = tryout->command,
		.folder = tryouts->folder,
		.environment = tryout->environment,
		.may_leave_processes = tryout->may_leave_processes,
		.provisions_for = tryout->provisions_for,
	};

	tryouts->current = tryout;
	(void)uv_timer_init(&tryouts->loop, &tryout->limit);
	tryout->limit.data = tryout;
	tryout->child = child_start(tryouts->children, &request, &listener, tryout);
	if (tryout->timeout_us > 0)
		(void)uv_timer_start(&tryout->limit, on_time_up, milliseconds(tryout->timeout_us),
				     0);
}

/* Signals may have come since the last one ended. */
static bool is_allowed(struct tryouts *tryouts, const struct tryout *tryout)
{
	if (!tryouts_were_abandoned(tryouts))
		(void)uv_run(&tryouts->loop, UV_RUN_NOWAIT);
	return !tryouts_were_abandoned(tryouts) && (tryouts->signal == 0 || tryout->is_needed);
}

void tryout_run(struct tryouts *tryouts, struct tryout *tryout)
{
	tryout->tryouts = tryouts;
	tryout->said = g_byte_array_new();
	if (!is_allowed(tryouts, tryout)) {
		tryout->ending = (struct ending){ENDING_TIMED_OUT, tryouts->signal};
		return;
	}
	start(tryouts, tryout);
	while (tryout->child && !tryouts_were_abandoned(tryouts))
		(void)uv_run(&tryouts->loop, UV_RUN_DEFAULT);
	if (tryout->child) {
		/* Abandoned: how it will end nobody knows, but this is not it. */
		tryout->ending = (struct ending){ENDING_TIMED_OUT, tryouts->signal};
		return;
	}
	uv_close((uv_handle_t *)&tryout->limit, NULL);
	(void)uv_run(&tryouts->loop, UV_RUN_NOWAIT);
}

struct text tryout_said(const struct tryout *tryout)
{
	return (struct text){(const char *)tryout->said->data, tryout->said->len};
}

void tryout_clear(struct tryout *tryout)
{
	g_clear_pointer(&tryout->said, g_byte_array_unref);
	tail_clear(&tryout->errors);
}

/* ---- all of them ---- */

struct tryouts *tryouts_new(const char *folder, int64_t kill_grace_us)
{
	struct tryouts *tryouts = g_new0(struct tryouts, 1);
	int status = uv_loop_init(&tryouts->loop);

	if (status < 0)
		g_error("cannot make an event loop: %s", uv_strerror(status));
	tryouts->folder = folder;
	tryouts->kill_grace_us = kill_grace_us;
	tryouts->children = children_new(&tryouts->loop, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++) {
		uv_signal_t *watch = &tryouts->watches[i];
		(void)uv_signal_init(&tryouts->loop, watch);
		watch->data = tryouts;
		if (!signals_is_ignored(interrupting[i]))
			(void)uv_signal_start(watch, on_interrupt, interrupting[i]);
	}
	return tryouts;
}

void tryouts_guard(struct tryouts *tryouts, struct guardian *guardian)
{
	children_guard(tryouts->children, guardian);
}

int tryouts_signal(const struct tryouts *tryouts)
{
	return tryouts->signal;
}

bool tryouts_were_abandoned(const struct tryouts *tryouts)
{
	return tryouts->interrupts >= ABANDONING;
}

void tryouts_free(struct tryouts *tryouts)
{
	if (!tryouts)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(interrupting); i++)
		uv_close((uv_handle_t *)&tryouts->watches[i], NULL);
	children_close(tryouts->children);
	/* A uv_stop() that no uv_run() has heeded yet makes the first return at once. */
	while (uv_run(&tryouts->loop, UV_RUN_DEFAULT) != 0)
		continue;
	children_free(tryouts->children);
	g_assert(uv_loop_close(&tryouts->loop) == 0);
	g_free(tryouts);
}
