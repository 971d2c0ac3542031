#include "report/output.h"

#include <errno.h>
#include <unistd.h>

#include "report/terminal.h"

#define BUFFER_SIZE ((size_t)64 << 10)

struct output {
	int fd;
	bool is_terminal;
	GByteArray *buffer;
	int failure; /* errno of the first write that failed; nothing is written after it */
};

struct output *output_new(int fd)
{
	struct output *output = g_new0(struct output, 1);

	output->fd = fd;
	output->is_terminal = isatty(fd);
	output->buffer = g_byte_array_sized_new(BUFFER_SIZE);
	return output;
}

static void write_all(struct output *output, const uint8_t *data, size_t length)
{
	while (length > 0 && output->failure == 0) {
		ssize_t written = write(output->fd, data, length);
		if (written >= 0) {
			data += written;
			length -= (size_t)written;
		} else if (errno != EINTR) {
			output->failure = errno;
		}
	}
}

void output_flush(struct output *output)
{
	write_all(output, output->buffer->data, output->buffer->len);
	g_byte_array_set_size(output->buffer, 0);
}

void output_bytes(struct output *output, struct bytes bytes)
{
	if (output->buffer->len + bytes.length > BUFFER_SIZE)
		output_flush(output);
	if (bytes.length > BUFFER_SIZE)
		write_all(output, bytes.data, bytes.length);
	else
		g_byte_array_append(output->buffer, bytes.data, (unsigned)bytes.length);
}

void output_text(struct output *output, struct text text)
{
	g_autoptr(GString) shown = g_string_new(NULL);

	if (!output->is_terminal) {
		output_bytes(output, (struct bytes){(const uint8_t *)text.data, text.length});
		return;
	}
	terminal_append_tinted_text(shown, text);
	output_bytes(output, (struct bytes){(const uint8_t *)shown->str, shown->len});
}

void output_string(struct output *output, const char *string)
{
	output_text(output, text_of(string));
}

void output_format(struct output *output, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *string = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	output_string(output, string);
}

bool output_finish(struct output *output, GError **error)
{
	output_flush(output);
	if (output->failure == 0 || output->failure == EPIPE)
		return true;
	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(output->failure),
		    "cannot write to standard output: %s", g_strerror(output->failure));
	return false;
}

void output_free(struct output *output)
{
	if (!output)
		return;
	g_byte_array_unref(output->buffer);
	g_free(output);
}
