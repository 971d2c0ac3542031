#include "store/stream_packer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "store/repository_file.h"
#include "store/stream.h"

/* Fast, and close to the best that zstd does with subunit. */
#define LEVEL 3

struct stream_packer {
	int from, to;
	off_t position; /* in the plain stream: what is before it is packed */
	char *path, *beside;
	bool is_finished;
	ZSTD_CCtx *context;
	uint8_t *plain; /* a frame */
	uint8_t *packed;
	size_t packed_size;
};

static bool fail_to_pack(GError **error, const char *what, const char *path)
{
	int number = errno;

	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(number), "cannot %s '%s': %s",
		    what, path, g_strerror(number));
	return false;
}

struct stream_packer *stream_packer_begin(int fd, const char *path, GError **error)
{
	g_autofree char *beside = g_strconcat(path, ".new", NULL);
	g_autoptr(GError) why = NULL;
	int to = repository_file_open(beside, O_WRONLY | O_CREAT | O_TRUNC, &why);

	if (to < 0) {
		g_set_error_literal(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
				    why->message);
		return NULL;
	}
	struct stream_packer *packer = g_new0(struct stream_packer, 1);
	packer->from = fd;
	packer->to = to;
	packer->path = g_strdup(path);
	packer->beside = g_steal_pointer(&beside);
	packer->context = ZSTD_createCCtx();
	if (!packer->context)
		g_error("out of memory");
	ZSTD_CCtx_setParameter(packer->context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(packer->context, ZSTD_c_checksumFlag, 1);
	packer->plain = g_malloc(STREAM_FRAME_SIZE);
	packer->packed_size = ZSTD_compressBound(STREAM_FRAME_SIZE);
	packer->packed = g_malloc(packer->packed_size);
	return packer;
}

/* Reads up to a frame of the plain stream; returns how much, or -1. */
static ssize_t read_frame(const struct stream_packer *packer)
{
	size_t length = 0;

	while (length < STREAM_FRAME_SIZE) {
		ssize_t got = pread(packer->from, packer->plain + length,
				    STREAM_FRAME_SIZE - length, packer->position + (off_t)length);
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
static bool pack_frame(struct stream_packer *packer, ssize_t *length, GError **error)
{
	*length = read_frame(packer);
	if (*length < 0)
		return fail_to_pack(error, "read the stream for", packer->path);
	if (*length == 0)
		return true;
	size_t packed = ZSTD_compress2(packer->context, packer->packed, packer->packed_size,
				       packer->plain, (size_t)*length);
	if (ZSTD_isError(packed))
		g_error("zstd: %s", ZSTD_getErrorName(packed));
	packer->position += *length;
	return file_write_all(packer->to, packer->beside, (struct bytes){packer->packed, packed},
			      error);
}

bool stream_packer_advance(struct stream_packer *packer, uint64_t until, GError **error)
{
	ssize_t length;

	while ((uint64_t)packer->position + STREAM_FRAME_SIZE <= until)
		if (!pack_frame(packer, &length, error))
			return false;
	return true;
}

bool stream_packer_finish(struct stream_packer *packer, GError **error)
{
	ssize_t length = 1;

	while (length > 0)
		if (!pack_frame(packer, &length, error))
			return false;
	if (fsync(packer->to) != 0)
		return fail_to_pack(error, "write", packer->beside);
	if (g_rename(packer->beside, packer->path) != 0)
		return fail_to_pack(error, "write", packer->path);
	packer->is_finished = true;
	return file_sync_folder_of(packer->path, error);
}

void stream_packer_free(struct stream_packer *packer)
{
	if (!packer)
		return;
	close(packer->to);
	if (!packer->is_finished)
		g_unlink(packer->beside);
	ZSTD_freeCCtx(packer->context);
	g_free(packer->plain);
	g_free(packer->packed);
	g_free(packer->path);
	g_free(packer->beside);
	g_free(packer);
}
