#include "store/packing.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "store/stream.h"

/* Fast, and close to the best that zstd does with subunit. */
#define LEVEL 3

struct packing {
	int from, to;
	off_t position; /* in the plain stream: what is before it is packed */
	char *path, *beside;
	bool is_finished;
	ZSTD_CCtx *context;
	uint8_t *plain; /* a frame */
	uint8_t *packed;
	size_t packed_size;
};

static bool fail(GError **error, const char *what, const char *path)
{
	int number = errno;

	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(number), "cannot %s '%s': %s",
		    what, path, g_strerror(number));
	return false;
}

struct packing *packing_begin(int fd, const char *path, GError **error)
{
	g_autofree char *beside = g_strconcat(path, ".new", NULL);
	int to = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (to < 0) {
		fail(error, "write", beside);
		return NULL;
	}
	struct packing *packing = g_new0(struct packing, 1);
	packing->from = fd;
	packing->to = to;
	packing->path = g_strdup(path);
	packing->beside = g_steal_pointer(&beside);
	packing->context = ZSTD_createCCtx();
	if (!packing->context)
		g_error("out of memory");
	ZSTD_CCtx_setParameter(packing->context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(packing->context, ZSTD_c_checksumFlag, 1);
	packing->plain = g_malloc(STREAM_FRAME_SIZE);
	packing->packed_size = ZSTD_compressBound(STREAM_FRAME_SIZE);
	packing->packed = g_malloc(packing->packed_size);
	return packing;
}

/* Reads up to a frame of the plain stream; returns how much, or -1. */
static ssize_t read_frame(const struct packing *packing)
{
	size_t length = 0;

	while (length < STREAM_FRAME_SIZE) {
		ssize_t got = pread(packing->from, packing->plain + length,
				    STREAM_FRAME_SIZE - length, packing->position + (off_t)length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

/* Packs the next frame. `*length` is what it holds: 0 when the stream is at its end. */
static bool pack_frame(struct packing *packing, ssize_t *length, GError **error)
{
	*length = read_frame(packing);
	if (*length < 0)
		return fail(error, "read the stream for", packing->path);
	if (*length == 0)
		return true;
	size_t packed = ZSTD_compress2(packing->context, packing->packed, packing->packed_size,
				       packing->plain, (size_t)*length);
	if (ZSTD_isError(packed))
		g_error("zstd: %s", ZSTD_getErrorName(packed));
	packing->position += *length;
	return file_write_all(packing->to, packing->beside, (struct bytes){packing->packed, packed},
			      error);
}

bool packing_advance(struct packing *packing, uint64_t until, GError **error)
{
	ssize_t length;

	while ((uint64_t)packing->position + STREAM_FRAME_SIZE <= until)
		if (!pack_frame(packing, &length, error))
			return false;
	return true;
}

bool packing_finish(struct packing *packing, GError **error)
{
	ssize_t length = 1;

	while (length > 0)
		if (!pack_frame(packing, &length, error))
			return false;
	if (fsync(packing->to) != 0)
		return fail(error, "write", packing->beside);
	if (g_rename(packing->beside, packing->path) != 0)
		return fail(error, "write", packing->path);
	packing->is_finished = true;
	return file_sync_folder_of(packing->path, error);
}

void packing_free(struct packing *packing)
{
	if (!packing)
		return;
	close(packing->to);
	if (!packing->is_finished)
		g_unlink(packing->beside);
	ZSTD_freeCCtx(packing->context);
	g_free(packing->plain);
	g_free(packing->packed);
	g_free(packing->path);
	g_free(packing->beside);
	g_free(packing);
}
