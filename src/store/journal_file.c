#include "store/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "store/layout.h"
#include "store/repository_error.h"
#include "store/repository_file.h"

/* A journal is packed in a moment, so it may as well be packed well. */
#define JOURNAL_LEVEL 12

/* Larger ones are not unpacked: no run has such a journal. */
#define JOURNAL_SIZE_MAX ((size_t)4 << 30)

/* A part of the live file that is passing. */
struct passing {
	size_t begin, length;
};

struct journal_file {
	char *live_path, *stored_path;
	int fd; /* -1: not made yet */
	GByteArray *buffer;
	size_t written; /* bytes in the file */
	GArray *passing;
	bool has_failed;
};

struct journal_file *journal_file_new(const char *folder, int64_t number)
{
	struct journal_file *file = g_new0(struct journal_file, 1);

	file->live_path = layout_live_journal(folder, number);
	file->stored_path = layout_stored_journal(folder, number);
	file->fd = -1;
	file->buffer = g_byte_array_new();
	file->passing = g_array_new(false, false, sizeof(struct passing));
	return file;
}

void journal_file_free(struct journal_file *file)
{
	if (!file)
		return;
	file_close(&file->fd);
	g_byte_array_unref(file->buffer);
	g_array_unref(file->passing);
	g_free(file->live_path);
	g_free(file->stored_path);
	g_free(file);
}

/* ---- writing ---- */

void journal_file_append(struct journal_file *file, struct bytes bytes, bool is_passing)
{
	struct passing passing = {file->written + file->buffer->len, bytes.length};

	if (file->has_failed || bytes.length == 0)
		return;
	g_byte_array_append(file->buffer, bytes.data, (guint)bytes.length);
	if (is_passing)
		g_array_append_val(file->passing, passing);
}

static bool write_journal_file(struct journal_file *file, GError **error)
{
	struct bytes bytes = {file->buffer->data, file->buffer->len};

	if (file->fd < 0)
		file->fd = repository_file_open(file->live_path, O_RDWR | O_CREAT | O_TRUNC, error);
	return file->fd >= 0 && file_write_all(file->fd, file->live_path, bytes, error);
}

bool journal_file_flush(struct journal_file *file, GError **error)
{
	if (file->has_failed || file->buffer->len == 0)
		return true;
	file->has_failed = !write_journal_file(file, error);
	file->written += file->buffer->len;
	g_byte_array_set_size(file->buffer, 0);
	return !file->has_failed;
}

/* ---- packing ---- */

static bool pack_journal(struct bytes plain, const char *path, GError **error)
{
	size_t size = ZSTD_compressBound(plain.length);
	g_autofree uint8_t *packed = g_malloc(size);
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (!context)
		g_error("out of memory");
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, JOURNAL_LEVEL);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	size_t length = ZSTD_compress2(context, packed, size, plain.data, plain.length);
	ZSTD_freeCCtx(context);
	if (ZSTD_isError(length))
		g_error("zstd: %s", ZSTD_getErrorName(length));
	return file_replace(path, (struct bytes){packed, length}, error);
}

/* The content of the live file without what is passing. */
static GByteArray *lasting_part(const struct journal_file *file, struct bytes all)
{
	GByteArray *lasting = g_byte_array_sized_new((guint)all.length);
	size_t at = 0;

	for (guint i = 0; i < file->passing->len; i++) {
		struct passing passing = g_array_index(file->passing, struct passing, i);
		if (passing.begin + passing.length > all.length)
			break;
		g_byte_array_append(lasting, all.data + at, (guint)(passing.begin - at));
		at = passing.begin + passing.length;
	}
	g_byte_array_append(lasting, all.data + at, (guint)(all.length - at));
	return lasting;
}

/* The content of the journal `path`, whichever it is. REPOSITORY_ERROR_NO_RUN if there is none. */
static GMappedFile *map_journal(const char *path, GError **error)
{
	g_autoptr(GError) why = NULL;
	scoped_fd fd = repository_file_open(path, O_RDONLY, &why);

	if (fd >= 0)
		return g_mapped_file_new_from_fd(fd, false, error);
	if (errno == ENOENT)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN,
			    "cannot read '%s': there is no such file", path);
	else
		g_propagate_error(error, g_steal_pointer(&why));
	return NULL;
}

static struct bytes bytes_of_map(GMappedFile *map)
{
	return (struct bytes){(const uint8_t *)g_mapped_file_get_contents(map),
			      g_mapped_file_get_length(map)};
}

bool journal_file_pack(struct journal_file *file, GError **error)
{
	if (file->fd < 0)
		return true;
	g_autoptr(GMappedFile) map = map_journal(file->live_path, error);
	if (!map)
		return false;
	g_autoptr(GByteArray) lasting = lasting_part(file, bytes_of_map(map));
	return pack_journal((struct bytes){lasting->data, lasting->len}, file->stored_path, error);
}

bool journal_file_recover(const char *folder, int64_t number, GError **error)
{
	g_autofree char *live = layout_live_journal(folder, number);
	g_autofree char *stored = layout_stored_journal(folder, number);

	if (!g_file_test(live, G_FILE_TEST_EXISTS) || g_file_test(stored, G_FILE_TEST_EXISTS))
		return true;
	g_autoptr(GMappedFile) map = map_journal(live, error);
	return map && pack_journal(bytes_of_map(map), stored, error);
}

void journal_file_remove_live(const char *folder, int64_t number)
{
	g_autofree char *live = layout_live_journal(folder, number);

	g_unlink(live);
}

/* ---- reading ---- */

static GBytes *unpack_journal(struct bytes packed)
{
	unsigned long long length = ZSTD_getFrameContentSize(packed.data, packed.length);

	/* Sizes that are not known or make no sense are very large numbers. */
	if (packed.length == 0 || length > JOURNAL_SIZE_MAX)
		return NULL;
	g_autofree uint8_t *plain = g_try_malloc((size_t)length + 1);
	if (!plain)
		return NULL;
	size_t unpacked = ZSTD_decompress(plain, (size_t)length, packed.data, packed.length);
	if (ZSTD_isError(unpacked) || unpacked != length)
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&plain), unpacked);
}

GBytes *journal_file_read(const char *path, GError **error)
{
	g_autoptr(GMappedFile) map = map_journal(path, error);

	if (!map)
		return NULL;
	if (!g_str_has_suffix(path, ".zst"))
		return g_mapped_file_get_bytes(map);
	GBytes *plain = unpack_journal(bytes_of_map(map));
	if (!plain)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED, "'%s' is damaged",
			    path);
	return plain;
}
