/* How the runner speaks: subunit v2, written by hand so that testr's own writer is not what it is
 * tested with. For runner.c alone. */
#ifndef TESTR_TESTS_CHILD_RUNNER_OUTPUT_H
#define TESTR_TESTS_CHILD_RUNNER_OUTPUT_H

#include <glib.h>
#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum status { NONE, EXISTS, INPROGRESS, SUCCESS, UXSUCCESS, SKIP, FAIL, XFAIL };

static void put_number(GByteArray *packet, size_t number)
{
	uint8_t bytes[] = {0x80 | number >> 16, number >> 8, number};
	g_byte_array_append(packet, bytes, sizeof bytes);
}

static void put_bytes(GByteArray *packet, const char *data, size_t length)
{
	put_number(packet, length);
	g_byte_array_append(packet, (const uint8_t *)data, length);
}

static void put_time(GByteArray *packet)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	uint32_t seconds = GUINT32_TO_BE((uint32_t)now.tv_sec);
	uint32_t nanoseconds = GUINT32_TO_BE(0xC0000000U | (uint32_t)now.tv_nsec);
	g_byte_array_append(packet, (const uint8_t *)&seconds, sizeof seconds);
	g_byte_array_append(packet, (const uint8_t *)&nanoseconds, sizeof nanoseconds);
}

static void seal(GByteArray *packet)
{
	size_t length = packet->len + 4;
	packet->data[3] = 0x80 | length >> 16;
	packet->data[4] = length >> 8;
	packet->data[5] = length;
	uint32_t crc = GUINT32_TO_BE(libdeflate_crc32(0, packet->data, packet->len));
	g_byte_array_append(packet, (const uint8_t *)&crc, sizeof crc);
}

/* One packet; `file` NULL for none. A NONE status with a file is an attachment alone. */
static GByteArray *make_packet(const char *id, enum status status, const char *file,
			       const char *content, size_t length)
{
	GByteArray *packet = g_byte_array_new();
	uint16_t flags = 0x2000 | 0x0800 | 0x0100 | status | (status == EXISTS ? 0 : 0x0200) |
			 (file ? 0x0060 : 0);
	uint8_t head[] = {0xB3, flags >> 8, flags & 0xFF, 0, 0, 0};
	g_byte_array_append(packet, head, sizeof head);
	if (status != EXISTS)
		put_time(packet);
	put_bytes(packet, id, strlen(id));
	if (file) {
		const char *mime_type = "text/plain;charset=utf8";
		put_bytes(packet, mime_type, strlen(mime_type));
		put_bytes(packet, file, strlen(file));
		put_bytes(packet, content, length);
	}
	seal(packet);
	return packet;
}

/* What has been said and not been written yet. */
static GByteArray *unwritten;

static void write_out(void)
{
	for (size_t done = 0; unwritten && done < unwritten->len;) {
		ssize_t written =
			write(STDOUT_FILENO, unwritten->data + done, unwritten->len - done);
		if (written < 0)
			exit(97);
		done += (size_t)written;
	}
	g_clear_pointer(&unwritten, g_byte_array_unref);
}

static void put(const uint8_t *data, size_t length)
{
	if (!unwritten)
		unwritten = g_byte_array_new();
	g_byte_array_append(unwritten, data, (guint)length);
	if (unwritten->len >= 32 << 10)
		write_out();
}

static void say(const char *id, enum status status)
{
	g_autoptr(GByteArray) packet = make_packet(id, status, NULL, NULL, 0);
	put(packet->data, packet->len);
}

/* In packets of at most 1 MiB. */
static void attach(const char *id, const char *file, const char *content)
{
	size_t left = strlen(content);

	do {
		size_t length = MIN(left, (size_t)1 << 20);
		g_autoptr(GByteArray) packet = make_packet(id, NONE, file, content, length);
		put(packet->data, packet->len);
		content += length;
		left -= length;
	} while (left > 0);
}

#endif
