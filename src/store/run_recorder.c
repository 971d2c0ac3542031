#include "store/run_recorder.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/background_packer.h"
#include "store/index.h"
#include "store/index_queries.h"
#include "store/journal_file.h"
#include "store/layout.h"
#include "store/lock.h"
#include "store/open_repository.h"
#include "store/repository_error.h"
#include "store/run_digest.h"
#include "store/stream.h"
#include "subunit/damage.h"
#include "subunit/writer.h"

/* So much is buffered before it is written without being asked for. */
#define BUFFER_SIZE_MAX ((size_t)64 << 10)

#define NOT_RUN_REASON "the run was interrupted while this test was running\n"

static int64_t recorder_time_ns(void)
{
	return g_get_real_time() * 1000;
}

struct run_recorder {
	struct sink sink;
	struct repository *repository; /* borrowed */
	int64_t number;
	char *path;         /* of the live stream */
	int fd;             /* of the same, locked, at its end */
	bool is_past;       /* it ended with its last event, not now */
	uint64_t written;   /* bytes in the file */
	GByteArray *buffer; /* whole packets that are not there yet */
	struct run_digest *digest;
	struct background_packer *packer; /* NULL while there is little to store */
	struct journal_file *journal;     /* NULL: what there is was left by another testr */
};

/* ---- beginning ---- */

static bool recorder_take_event(struct sink *sink, const struct event *event, GError **error);

struct run_recorder *run_recorder_resume(struct repository *repository, int64_t number, int fd,
					 uint64_t written, struct run_digest *digest)
{
	struct run_recorder *recorder = g_new0(struct run_recorder, 1);

	recorder->sink.event = recorder_take_event;
	recorder->repository = repository;
	recorder->number = number;
	recorder->path = layout_live_stream(repository->folder, number);
	recorder->fd = fd;
	recorder->is_past = true;
	recorder->written = written;
	recorder->buffer = g_byte_array_new();
	recorder->digest = digest;
	return recorder;
}

static void run_recorder_free(struct run_recorder *recorder)
{
	background_packer_abandon(recorder->packer);
	journal_file_free(recorder->journal);
	file_close(&recorder->fd);
	run_digest_free(recorder->digest);
	g_byte_array_unref(recorder->buffer);
	g_free(recorder->path);
	g_free(recorder);
}

/* Writes `event`, and takes it into the digest. */
static bool append_event(struct run_recorder *recorder, const struct event *event, GError **error)
{
	uint64_t begin = recorder->written + recorder->buffer->len;

	if (!writer_append(recorder->buffer, event, error))
		return false;
	run_digest_add(recorder->digest, event, begin, recorder->written + recorder->buffer->len);
	return true;
}

struct run_recorder *run_recorder_begin(struct repository *repository, int64_t number, int fd,
					const struct run_start *start, int64_t time_ns,
					GError **error)
{
	struct run_recorder *recorder =
		run_recorder_resume(repository, number, fd, 0, run_digest_new());
	g_autofree char *content = run_markers_format_start(start);
	struct event event = run_markers_start_event(content, time_ns);

	recorder->is_past = false;
	recorder->journal = journal_file_new(repository->folder, number);
	/* Written at once, so that it is known of each run, however early it is killed. */
	if (append_event(recorder, &event, error) && run_recorder_flush(recorder, error))
		return recorder;
	run_recorder_discard(recorder);
	return NULL;
}

void run_recorder_set_past(struct run_recorder *recorder)
{
	recorder->is_past = true;
}

bool run_recorder_has_running(const struct run_recorder *recorder)
{
	g_autoptr(GPtrArray) running = answers_running(recorder->digest->answers);

	return running->len > 0;
}

int64_t run_recorder_number(const struct run_recorder *recorder)
{
	return recorder->number;
}

struct sink *run_recorder_sink(struct run_recorder *recorder)
{
	return &recorder->sink;
}

struct answers *run_recorder_answers(const struct run_recorder *recorder)
{
	return recorder->digest->answers;
}

/* ---- events ---- */

/* An event that does not fit a packet is damage, as it is when it is read. */
static bool append_damage(struct run_recorder *recorder, const GError *why, int64_t time_ns)
{
	const struct event event = damage_event(why->message, time_ns);

	return append_event(recorder, &event, NULL);
}

static bool recorder_take_event(struct sink *sink, const struct event *event, GError **error)
{
	struct run_recorder *recorder = (struct run_recorder *)sink;
	struct event timed = *event;
	g_autoptr(GError) why = NULL;

	if (run_markers_are_in(event))
		return true;
	if (timed.time_ns < 0 || timed.time_ns > TIME_MAX)
		timed.time_ns = recorder_time_ns();
	if (!append_event(recorder, &timed, &why))
		append_damage(recorder, why, timed.time_ns);
	return recorder->buffer->len < BUFFER_SIZE_MAX || run_recorder_flush(recorder, error);
}

/* Has the stream stored from here on, if that has not been begun yet. */
static void begin_packing(struct run_recorder *recorder)
{
	g_autofree char *path =
		layout_stored_stream(recorder->repository->folder, recorder->number);

	if (!recorder->packer)
		recorder->packer = background_packer_begin(recorder->fd, path);
}

bool run_recorder_flush(struct run_recorder *recorder, GError **error)
{
	struct bytes bytes = {recorder->buffer->data, recorder->buffer->len};

	/* What an attempt that failed has left is written over. */
	lseek(recorder->fd, (off_t)recorder->written, SEEK_SET);
	if (!file_write_all(recorder->fd, recorder->path, bytes, error))
		return false;
	recorder->written += bytes.length;
	g_byte_array_set_size(recorder->buffer, 0);
	if (recorder->written >= STREAM_FRAME_SIZE) {
		begin_packing(recorder);
		background_packer_advance(recorder->packer, recorder->written);
	}
	return true;
}

void run_recorder_add_journal(struct run_recorder *recorder, struct bytes bytes, bool is_passing)
{
	journal_file_append(recorder->journal, bytes, is_passing);
}

bool run_recorder_flush_journal(struct run_recorder *recorder, GError **error)
{
	return journal_file_flush(recorder->journal, error);
}

/* ---- the end ---- */

static void answer_running_test(struct run_recorder *recorder, const struct attempt *attempt,
				int64_t time_ns)
{
	const struct origins *origins = &recorder->digest->answers->origins;
	g_autofree char *route = origins_route(origins, &attempt->origin);
	const struct text tag = text_of(TAG_NOT_RUN);
	struct event event = EVENT_INIT;

	event.test_id = attempt->test->test_id;
	event.status = STATUS_SKIP;
	event.time_ns = time_ns;
	event.tags = &tag;
	event.tag_count = 1;
	event.file_name = text_of("reason");
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)NOT_RUN_REASON, strlen(NOT_RUN_REASON)};
	event.is_end_of_file = true;
	event.route_code = text_of(route);
	append_event(recorder, &event, NULL);
}

/* Says of each test that is running that it was not run, for nobody else will answer. */
static void answer_running(struct run_recorder *recorder, int64_t time_ns)
{
	g_autoptr(GPtrArray) running = answers_running(recorder->digest->answers);

	for (guint i = 0; i < running->len; i++)
		answer_running_test(recorder, running->pdata[i], time_ns);
}

/* When the run ended. Nobody knows it of a testr that was killed, but it was not now. */
static int64_t end_time(const struct run_recorder *recorder)
{
	const struct run_digest *digest = recorder->digest;
	int64_t last_ns = digest->answers->last_ns;

	if (!recorder->is_past)
		return recorder_time_ns();
	return last_ns != TIME_NONE ? last_ns : digest->markers.started_ns;
}

bool run_recorder_finish(struct run_recorder *recorder, enum run_end end, GError **error)
{
	int64_t time_ns = end_time(recorder);
	struct event event = run_markers_end_event(end, time_ns);

	if (end == RUN_INTERRUPTED)
		answer_running(recorder, time_ns);
	append_event(recorder, &event, NULL);
	return run_recorder_conclude(recorder, error);
}

/* The index must not have a run whose stream may yet be lost. */
static bool end_packing(void *data, GError **error)
{
	struct run_recorder *recorder = data;

	return background_packer_end(g_steal_pointer(&recorder->packer), error);
}

/* A run whose journal cannot be stored is stored without. */
static void store_journal(struct run_recorder *recorder)
{
	if (recorder->journal)
		journal_file_pack(recorder->journal, NULL);
	else
		journal_file_recover(recorder->repository->folder, recorder->number, NULL);
}

/* Stores the stream and adds the run to the index, unless that has been done before. */
static bool store_run(struct run_recorder *recorder, GError **error)
{
	struct database *index = recorder->repository->index;
	int64_t is_there;

	if (!database_number(index, &is_there, 0, error, INDEX_HAS_RUN, "n", recorder->number))
		return false;
	run_digest_end(recorder->digest);
	begin_packing(recorder);
	background_packer_finish(recorder->packer);
	store_journal(recorder);
	if (is_there)
		return end_packing(recorder, error);
	bool is_added =
		index_add(index, recorder->number, recorder->digest, end_packing, recorder, error);
	/* If the index failed before it asked, that is the error to tell. */
	if (recorder->packer)
		end_packing(recorder, NULL);
	return is_added;
}

/* The stream last: as long as it is there, somebody will look after the journal. */
static void remove_live(const struct run_recorder *recorder)
{
	journal_file_remove_live(recorder->repository->folder, recorder->number);
	g_unlink(recorder->path);
}

/*
 * Stores the run, and removes its live stream. Under the lock, so that who makes the index anew
 * finds the run stored or live, and this one finds the index whole. Who finishes what is past has
 * the lock already.
 */
static bool store_under_lock(struct run_recorder *recorder, GError **error)
{
	scoped_fd lock = recorder->is_past ? -1 : lock_take(recorder->repository->folder, error);

	if ((lock < 0 && !recorder->is_past) || !store_run(recorder, error))
		return false;
	remove_live(recorder);
	return true;
}

bool run_recorder_conclude(struct run_recorder *recorder, GError **error)
{
	bool is_done = run_recorder_flush(recorder, error) && store_under_lock(recorder, error);

	if (!is_done)
		g_prefix_error(error, "cannot store run %" G_GINT64_FORMAT ": ", recorder->number);
	run_recorder_free(recorder);
	return is_done;
}

void run_recorder_discard(struct run_recorder *recorder)
{
	remove_live(recorder);
	run_recorder_free(recorder);
}
