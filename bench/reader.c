/*
 * How fast the reader takes a stream, beside a bare CRC-32 of the same bytes, the floor below
 * which no reader that checks its packets can be.
 *
 *	reader STREAM
 *
 * Both go over the stream in turn, in pieces as they come from a pipe; the figures are medians,
 * and the ratio is the median of the ratios of neighbours.
 */
#include "subunit/reader.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 9
#define PIECE_SIZE ((size_t)64 << 10)

struct counter {
	struct sink sink;
	size_t events;
};

static bool count_event(struct sink *sink, const struct event *event, GError **error)
{
	(void)event;
	(void)error;
	((struct counter *)sink)->events++;
	return true;
}

/* Seconds to read `stream`; the events in it go to `*events`. */
static double time_reader(struct bytes stream, size_t *events)
{
	struct counter counter = {{count_event}, 0};
	scoped(reader) reader = reader_new(READER_RESULTS, &counter.sink);
	int64_t begin_us = g_get_monotonic_time();

	for (size_t at = 0; at < stream.length; at += PIECE_SIZE)
		reader_feed(reader, stream.data + at, MIN(PIECE_SIZE, stream.length - at), NULL);
	reader_end(reader, NULL);
	*events = counter.events;
	return (double)MAX(g_get_monotonic_time() - begin_us, 1) / G_USEC_PER_SEC;
}

static double time_checksum(struct bytes stream, uint32_t *checksum)
{
	int64_t begin_us = g_get_monotonic_time();

	*checksum = 0;
	for (size_t at = 0; at < stream.length; at += PIECE_SIZE)
		*checksum = libdeflate_crc32(*checksum, stream.data + at,
					     MIN(PIECE_SIZE, stream.length - at));
	return (double)MAX(g_get_monotonic_time() - begin_us, 1) / G_USEC_PER_SEC;
}

static int compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return (first > second) - (first < second);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof *values, compare);
	return values[ROUNDS / 2];
}

int main(int argc, char **argv)
{
	double reader[ROUNDS], bare[ROUNDS], ratios[ROUNDS];
	g_autofree char *content = NULL;
	size_t length, events;
	uint32_t checksum;

	if (argc != 2 || !g_file_get_contents(argv[1], &content, &length, NULL)) {
		fprintf(stderr, "usage: reader STREAM\n");
		return 2;
	}
	struct bytes stream = {(const uint8_t *)content, length};
	for (int i = 0; i < ROUNDS; i++) {
		reader[i] = time_reader(stream, &events);
		bare[i] = time_checksum(stream, &checksum);
		ratios[i] = reader[i] / bare[i];
	}
	double megabytes = (double)length / 1e6;
	printf("reader: %.0f MB/s; bare CRC-32: %.0f MB/s; %.1f times its time "
	       "(%zu events in %.0f MB, CRC-32 %08x)\n",
	       megabytes / median(reader), megabytes / median(bare), median(ratios), events,
	       megabytes, checksum);
	return 0;
}
