#include "store/background_packer.h"

#include <signal.h>

#include "store/stream.h"
#include "store/stream_packer.h"

struct background_packer {
	int fd;
	char *path;
	GThread *thread; /* NULL: there could be none, so background_packer_end() does it all */
	GMutex mutex;    /* of the rest, while the thread runs */
	GCond changed;
	uint64_t written;
	bool is_complete, is_abandoned;
	bool is_stored;
	GError *error;
};

enum packer_task { TASK_FRAMES, TASK_FINISH, TASK_STOP };

/* Waits until there is something to do: a frame beyond `packed` bytes, of which `*written` tells
 * then, or the end. */
static enum packer_task await_task(struct background_packer *packer, uint64_t packed,
				   uint64_t *written)
{
	enum packer_task task = TASK_FRAMES;

	g_mutex_lock(&packer->mutex);
	while (!packer->is_complete && !packer->is_abandoned &&
	       packer->written < packed + STREAM_FRAME_SIZE)
		g_cond_wait(&packer->changed, &packer->mutex);
	if (packer->is_complete)
		task = TASK_FINISH;
	if (packer->is_abandoned)
		task = TASK_STOP;
	*written = packer->written;
	g_mutex_unlock(&packer->mutex);
	return task;
}

static bool pack_until_told(struct background_packer *packer, struct stream_packer *stream)
{
	uint64_t packed = 0;
	uint64_t written;
	enum packer_task task;

	while ((task = await_task(packer, packed, &written)) == TASK_FRAMES) {
		if (!stream_packer_advance(stream, written, &packer->error))
			return false;
		packed = written - written % STREAM_FRAME_SIZE;
	}
	return task == TASK_FINISH && stream_packer_finish(stream, &packer->error);
}

static void *run_packer_thread(void *data)
{
	struct background_packer *packer = data;
	struct stream_packer *stream =
		stream_packer_begin(packer->fd, packer->path, &packer->error);

	packer->is_stored = stream && pack_until_told(packer, stream);
	stream_packer_free(stream);
	return NULL;
}

struct background_packer *background_packer_begin(int fd, const char *path)
{
	struct background_packer *packer = g_new0(struct background_packer, 1);
	sigset_t all, before;

	packer->fd = fd;
	packer->path = g_strdup(path);
	g_mutex_init(&packer->mutex);
	g_cond_init(&packer->changed);
	/* Signals are for the thread that waits for them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	packer->thread = g_thread_try_new("store", run_packer_thread, packer, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return packer;
}

void background_packer_advance(struct background_packer *packer, uint64_t written)
{
	g_mutex_lock(&packer->mutex);
	packer->written = written;
	g_cond_signal(&packer->changed);
	g_mutex_unlock(&packer->mutex);
}

static void tell_thread(struct background_packer *packer, bool is_complete)
{
	g_mutex_lock(&packer->mutex);
	packer->is_complete |= is_complete;
	packer->is_abandoned |= !is_complete;
	g_cond_signal(&packer->changed);
	g_mutex_unlock(&packer->mutex);
}

void background_packer_finish(struct background_packer *packer)
{
	tell_thread(packer, true);
}

static void background_packer_free(struct background_packer *packer)
{
	g_mutex_clear(&packer->mutex);
	g_cond_clear(&packer->changed);
	g_clear_error(&packer->error);
	g_free(packer->path);
	g_free(packer);
}

bool background_packer_end(struct background_packer *packer, GError **error)
{
	if (packer->thread)
		g_thread_join(packer->thread);
	else
		run_packer_thread(packer);
	bool is_stored = packer->is_stored;
	if (packer->error)
		g_propagate_error(error, g_steal_pointer(&packer->error));
	background_packer_free(packer);
	return is_stored;
}

void background_packer_abandon(struct background_packer *packer)
{
	if (!packer)
		return;
	tell_thread(packer, false);
	if (packer->thread)
		g_thread_join(packer->thread);
	background_packer_free(packer);
}
