#include "store/storing.h"

#include <signal.h>

#include "store/packing.h"
#include "store/stream.h"

struct storing {
	int fd;
	char *path;
	GThread *thread; /* NULL: there could be none, so storing_end() does it all */
	GMutex mutex;    /* of the rest, while the thread runs */
	GCond changed;
	uint64_t written;
	bool is_complete, is_abandoned;
	bool is_stored;
	GError *error;
};

enum next { NEXT_FRAMES, NEXT_FINISH, NEXT_STOP };

/* Waits until there is something to do: a frame beyond `packed` bytes, of which `*written` tells
 * then, or the end. */
static enum next await_next(struct storing *storing, uint64_t packed, uint64_t *written)
{
	enum next next = NEXT_FRAMES;

	g_mutex_lock(&storing->mutex);
	while (!storing->is_complete && !storing->is_abandoned &&
	       storing->written < packed + STREAM_FRAME_SIZE)
		g_cond_wait(&storing->changed, &storing->mutex);
	if (storing->is_complete)
		next = NEXT_FINISH;
	if (storing->is_abandoned)
		next = NEXT_STOP;
	*written = storing->written;
	g_mutex_unlock(&storing->mutex);
	return next;
}

static bool pack(struct storing *storing, struct packing *packing)
{
	uint64_t packed = 0;
	uint64_t written;
	enum next next;

	while ((next = await_next(storing, packed, &written)) == NEXT_FRAMES) {
		if (!packing_advance(packing, written, &storing->error))
			return false;
		packed = written - written % STREAM_FRAME_SIZE;
	}
	return next == NEXT_FINISH && packing_finish(packing, &storing->error);
}

static void *store(void *data)
{
	struct storing *storing = data;
	struct packing *packing = packing_begin(storing->fd, storing->path, &storing->error);

	storing->is_stored = packing && pack(storing, packing);
	packing_free(packing);
	return NULL;
}

struct storing *storing_begin(int fd, const char *path)
{
	struct storing *storing = g_new0(struct storing, 1);
	sigset_t all, before;

	storing->fd = fd;
	storing->path = g_strdup(path);
	g_mutex_init(&storing->mutex);
	g_cond_init(&storing->changed);
	/* Signals are for the thread that waits for them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	storing->thread = g_thread_try_new("store", store, storing, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return storing;
}

void storing_advance(struct storing *storing, uint64_t written)
{
	g_mutex_lock(&storing->mutex);
	storing->written = written;
	g_cond_signal(&storing->changed);
	g_mutex_unlock(&storing->mutex);
}

static void stop(struct storing *storing, bool is_complete)
{
	g_mutex_lock(&storing->mutex);
	storing->is_complete |= is_complete;
	storing->is_abandoned |= !is_complete;
	g_cond_signal(&storing->changed);
	g_mutex_unlock(&storing->mutex);
}

void storing_finish(struct storing *storing)
{
	stop(storing, true);
}

static void storing_free(struct storing *storing)
{
	g_mutex_clear(&storing->mutex);
	g_cond_clear(&storing->changed);
	g_clear_error(&storing->error);
	g_free(storing->path);
	g_free(storing);
}

bool storing_end(struct storing *storing, GError **error)
{
	if (storing->thread)
		g_thread_join(storing->thread);
	else
		store(storing);
	bool is_stored = storing->is_stored;
	if (storing->error)
		g_propagate_error(error, g_steal_pointer(&storing->error));
	storing_free(storing);
	return is_stored;
}

void storing_abandon(struct storing *storing)
{
	if (!storing)
		return;
	stop(storing, false);
	if (storing->thread)
		g_thread_join(storing->thread);
	storing_free(storing);
}
