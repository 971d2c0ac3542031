#include "engine/reaper.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>

struct reaper {
	uv_signal_t signal;  /* SIGCHLD */
	GHashTable *awaited; /* process number to struct awaited *, owned */
};

struct awaited {
	reaped_fn reaped;
	void *data;
};

static void *key_of_pid(int pid)
{
	return GINT_TO_POINTER(pid);
}

/* The loop waits for the processes, not for the signal. */
static void reaper_keep_busy(struct reaper *reaper)
{
	uv_handle_t *handle = (uv_handle_t *)&reaper->signal;

	if (g_hash_table_size(reaper->awaited) > 0)
		uv_ref(handle);
	else
		uv_unref(handle);
}

/* Reaps `pid` if it is awaited and has ended. */
static bool reap_awaited(struct reaper *reaper, int pid)
{
	const struct awaited *awaited = g_hash_table_lookup(reaper->awaited, key_of_pid(pid));
	int status;

	if (!awaited || waitpid(pid, &status, WNOHANG) != pid)
		return false;
	reaped_fn reaped = awaited->reaped;
	void *data = awaited->data;
	g_hash_table_remove(reaper->awaited, key_of_pid(pid));
	reaper_keep_busy(reaper);
	reaped(data, ending_of_wait(status));
	return true;
}

/* Asks after each that is awaited: somebody stands before them for whom somebody else waits. */
static void reap_all_awaited(struct reaper *reaper)
{
	g_autofree void **pids = g_hash_table_get_keys_as_array(reaper->awaited, NULL);

	for (size_t i = 0; pids[i]; i++)
		(void)reap_awaited(reaper, GPOINTER_TO_INT(pids[i]));
}

/* One signal may stand for several deaths. */
static void reaper_on_signal(uv_signal_t *handle, int signal)
{
	struct reaper *reaper = handle->data;
	siginfo_t info;

	(void)signal;
	for (;;) {
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
			return;
		if (reap_awaited(reaper, info.si_pid))
			continue;
		reap_all_awaited(reaper);
		return;
	}
}

struct reaper *reaper_new(uv_loop_t *loop)
{
	struct reaper *reaper = g_new0(struct reaper, 1);

	reaper->awaited = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	(void)uv_signal_init(loop, &reaper->signal);
	reaper->signal.data = reaper;
	(void)uv_signal_start(&reaper->signal, reaper_on_signal, SIGCHLD);
	reaper_keep_busy(reaper);
	return reaper;
}

void reaper_await(struct reaper *reaper, int pid, reaped_fn reaped, void *data)
{
	struct awaited *awaited = g_new(struct awaited, 1);

	*awaited = (struct awaited){reaped, data};
	g_hash_table_insert(reaper->awaited, key_of_pid(pid), awaited);
	reaper_keep_busy(reaper);
}

void reaper_forget(struct reaper *reaper, int pid, const void *data)
{
	const struct awaited *awaited = g_hash_table_lookup(reaper->awaited, key_of_pid(pid));

	if (!awaited || awaited->data != data)
		return;
	g_hash_table_remove(reaper->awaited, key_of_pid(pid));
	reaper_keep_busy(reaper);
}

void reaper_close(struct reaper *reaper)
{
	uv_close((uv_handle_t *)&reaper->signal, NULL);
}

void reaper_free(struct reaper *reaper)
{
	if (!reaper)
		return;
	g_assert(g_hash_table_size(reaper->awaited) == 0);
	g_hash_table_unref(reaper->awaited);
	g_free(reaper);
}
