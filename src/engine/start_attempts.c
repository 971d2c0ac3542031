#include "engine/start_attempts.h"

#include <errno.h>

/* The first pause, the longest, and how long it is tried while no other child runs. */
#define PAUSE_FIRST_MS 20
#define PAUSE_MAX_MS 1000
#define TRIED_MS 10000

struct start_attempts {
	struct child_request request;
	GPtrArray *changes; /* of char * or NULL: of the environment */
	int64_t run;
	uint64_t pause_ms, tried_ms;
};

static GPtrArray *copy_changes(const char *const *changes)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);

	for (; changes && changes[0]; changes += 2) {
		g_ptr_array_add(copy, g_strdup(changes[0]));
		g_ptr_array_add(copy, g_strdup(changes[1]));
	}
	g_ptr_array_add(copy, NULL);
	return copy;
}

struct start_attempts *start_attempts_new(const struct child_request *request)
{
	struct start_attempts *attempts = g_new0(struct start_attempts, 1);

	attempts->request = *request;
	attempts->request.command = g_strdup(request->command);
	attempts->request.folder = g_strdup(request->folder);
	attempts->changes = copy_changes(request->environment);
	attempts->request.environment = (const char *const *)attempts->changes->pdata;
	if (request->provisions_for) {
		attempts->run = *request->provisions_for;
		attempts->request.provisions_for = &attempts->run;
	}
	attempts->pause_ms = PAUSE_FIRST_MS;
	return attempts;
}

bool start_attempts_may_help(int error)
{
	return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE;
}

const struct child_request *start_attempts_request(const struct start_attempts *attempts)
{
	return &attempts->request;
}

uint64_t start_attempts_pause_ms(struct start_attempts *attempts)
{
	uint64_t pause_ms = attempts->pause_ms;

	attempts->tried_ms += pause_ms;
	attempts->pause_ms = MIN(2 * pause_ms, PAUSE_MAX_MS);
	return pause_ms;
}

bool start_attempts_are_over(const struct start_attempts *attempts)
{
	return attempts->tried_ms >= TRIED_MS;
}

void start_attempts_free(struct start_attempts *attempts)
{
	if (!attempts)
		return;
	g_free((char *)attempts->request.command);
	g_free((char *)attempts->request.folder);
	g_ptr_array_unref(attempts->changes);
	g_free(attempts);
}
