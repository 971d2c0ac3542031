#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/index.h"
#include "store/index_queries.h"
#include "store/layout.h"
#include "store/lock.h"
#include "store/private.h"
#include "store/stream.h"
#include "subunit/damage.h"
#include "subunit/writer.h"

/* So much is buffered before it is written without being asked for. */
#define BUFFER_SIZE_MAX ((size_t)64 << 10)

/* Subunit tells times from 1970 on in 32 bits of seconds. */
#define TIME_MAX ((int64_t)UINT32_MAX * 1000000000)

#define NOT_RUN_REASON "the run was interrupted while this test was running\n"

static int64_t now_ns(void)
{
	return g_get_real_time() * 1000;
}

/* ---- beginning ---- */

static bool take_event(struct sink *sink, const struct event *event, GError **error);

struct recording *recording_resume(struct repository *repository, int64_t number, int fd,
				   uint64_t written, struct gathering *gathering)
{
	struct recording *recording = g_new0(struct recording, 1);

	recording->sink.event = take_event;
	recording->repository = repository;
	recording->number = number;
	recording->path = layout_live_stream(repository->folder, number);
	recording->fd = fd;
	recording->is_past = true;
	recording->written = written;
	recording->buffer = g_byte_array_new();
	recording->gathering = gathering;
	return recording;
}

static void recording_free(struct recording *recording)
{
	storing_abandon(recording->storing);
	file_close(&recording->fd);
	gathering_free(recording->gathering);
	g_byte_array_unref(recording->buffer);
	g_free(recording->path);
	g_free(recording);
}

/* The lowest number that is above all that streams and index have. */
static bool next_number(struct repository *repository, int64_t *number, GError **error)
{
	scoped(streams) streams = streams_list(repository->folder, error);
	int64_t indexed;

	if (!streams ||
	    !database_number(repository->index, &indexed, -1, error, INDEX_LAST_RUN, ""))
		return false;
	*number = MAX(streams_last(streams), indexed) + 1;
	return true;
}

/* Makes the live stream of the next run, locked. Returns its descriptor, or -1. */
static int take_number(struct repository *repository, int64_t *number, GError **error)
{
	scoped_fd lock = repository_lock(repository, error);

	if (lock < 0 || !next_number(repository, number, error))
		return -1;
	g_autofree char *path = layout_live_stream(repository->folder, *number);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0 && lock_try(fd))
		return fd;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO, "cannot record a run in '%s': %s",
		    path, g_strerror(errno));
	file_close(&fd);
	return -1;
}

/* Writes and gathers `event`. */
static bool append(struct recording *recording, const struct event *event, GError **error)
{
	uint64_t begin = recording->written + recording->buffer->len;

	if (!writer_append(recording->buffer, event, error))
		return false;
	gathering_add(recording->gathering, event, begin,
		      recording->written + recording->buffer->len);
	return true;
}

struct recording *recording_begin(struct repository *repository, int64_t number, int fd,
				  const struct run_start *start, int64_t time_ns, GError **error)
{
	struct recording *recording = recording_resume(repository, number, fd, 0, gathering_new());
	g_autofree char *content = bookends_format_start(start);
	struct event event = bookends_start_event(content, time_ns);

	recording->is_past = false;
	/* Written at once, so that it is known of each run, however early it is killed. */
	if (append(recording, &event, error) && recording_flush(recording, error))
		return recording;
	recording_discard(recording);
	return NULL;
}

struct recording *repository_record(struct repository *repository, const struct run_start *start,
				    GError **error)
{
	int64_t number;

	if (!repository->is_writable) {
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO,
			    "cannot record a run in '%s': it cannot be written to",
			    repository->folder);
		return NULL;
	}
	int fd = take_number(repository, &number, error);
	return fd < 0 ? NULL : recording_begin(repository, number, fd, start, now_ns(), error);
}

int64_t recording_number(const struct recording *recording)
{
	return recording->number;
}

struct sink *recording_sink(struct recording *recording)
{
	return &recording->sink;
}

const struct tally *recording_tally(const struct recording *recording)
{
	return &recording->gathering->tally;
}

/* ---- events ---- */

/* An event that does not fit a packet is damage, as it is when it is read. */
static bool append_damage(struct recording *recording, const GError *why, int64_t time_ns)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(DAMAGE_TEST_ID);
	event.status = STATUS_FAIL;
	event.time_ns = time_ns;
	event.file_name = text_of(DAMAGE_REASON_NAME);
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)why->message, strlen(why->message)};
	event.is_end_of_file = true;
	return append(recording, &event, NULL);
}

static bool take_event(struct sink *sink, const struct event *event, GError **error)
{
	struct recording *recording = (struct recording *)sink;
	struct event timed = *event;
	g_autoptr(GError) why = NULL;

	if (bookends_are_told_by(event))
		return true;
	if (timed.time_ns < 0 || timed.time_ns > TIME_MAX)
		timed.time_ns = now_ns();
	if (!append(recording, &timed, &why))
		append_damage(recording, why, timed.time_ns);
	return recording->buffer->len < BUFFER_SIZE_MAX || recording_flush(recording, error);
}

/* Has the stream stored from here on, if that has not been begun yet. */
static void begin_storing(struct recording *recording)
{
	g_autofree char *path =
		layout_stored_stream(recording->repository->folder, recording->number);

	if (!recording->storing)
		recording->storing = storing_begin(recording->fd, path);
}

bool recording_flush(struct recording *recording, GError **error)
{
	struct bytes bytes = {recording->buffer->data, recording->buffer->len};

	/* What an attempt that failed has left is written over. */
	lseek(recording->fd, (off_t)recording->written, SEEK_SET);
	if (!file_write_all(recording->fd, recording->path, bytes, error))
		return false;
	recording->written += bytes.length;
	g_byte_array_set_size(recording->buffer, 0);
	if (recording->written >= STREAM_FRAME_SIZE) {
		begin_storing(recording);
		storing_advance(recording->storing, recording->written);
	}
	return true;
}

/* ---- the end ---- */

/* Says of each test that is running that it was not run, for nobody else will answer. */
static void answer_running(struct recording *recording, int64_t time_ns)
{
	const struct text tag = text_of(TAG_NOT_RUN);
	const GPtrArray *results = recording->gathering->results;

	for (guint i = 0; i < results->len; i++) {
		const struct gathered *gathered = results->pdata[i];
		struct event event = EVENT_INIT;

		if (!gathered->is_running)
			continue;
		event.test_id = gathered->test_id;
		event.status = STATUS_SKIP;
		event.time_ns = time_ns;
		event.tags = &tag;
		event.tag_count = 1;
		event.file_name = text_of("reason");
		event.mime_type = text_of("text/plain;charset=utf8");
		event.file =
			(struct bytes){(const uint8_t *)NOT_RUN_REASON, strlen(NOT_RUN_REASON)};
		event.is_end_of_file = true;
		append(recording, &event, NULL);
	}
}

/* When the run ended. Nobody knows it of a testr that was killed, but it was not now. */
static int64_t end_time(const struct recording *recording)
{
	const struct gathering *gathering = recording->gathering;

	if (!recording->is_past)
		return now_ns();
	return gathering->last_ns != TIME_NONE ? gathering->last_ns
					       : gathering->bookends.started_ns;
}

bool recording_finish(struct recording *recording, enum run_end end, GError **error)
{
	int64_t time_ns = end_time(recording);
	struct event event = bookends_end_event(end, time_ns);

	if (end == RUN_INTERRUPTED)
		answer_running(recording, time_ns);
	append(recording, &event, NULL);
	return recording_conclude(recording, error);
}

/* The index must not have a run whose stream may yet be lost. */
static bool end_storing(void *data, GError **error)
{
	struct recording *recording = data;

	return storing_end(g_steal_pointer(&recording->storing), error);
}

/* Stores the stream and adds the run to the index, unless that has been done before. */
static bool store(struct recording *recording, GError **error)
{
	struct database *index = recording->repository->index;
	int64_t is_there;

	if (!database_number(index, &is_there, 0, error, INDEX_HAS_RUN, "n", recording->number))
		return false;
	gathering_end(recording->gathering);
	begin_storing(recording);
	storing_finish(recording->storing);
	if (is_there)
		return end_storing(recording, error);
	bool is_added = index_add(index, recording->number, recording->gathering, end_storing,
				  recording, error);
	/* If the index failed before it asked, that is the error to tell. */
	if (recording->storing)
		end_storing(recording, NULL);
	return is_added;
}

bool recording_conclude(struct recording *recording, GError **error)
{
	bool is_done = recording_flush(recording, error) && store(recording, error);

	if (is_done)
		g_unlink(recording->path);
	else
		g_prefix_error(error, "cannot store run %" G_GINT64_FORMAT ": ", recording->number);
	recording_free(recording);
	return is_done;
}

void recording_discard(struct recording *recording)
{
	g_unlink(recording->path);
	recording_free(recording);
}
