/* Reports of damage: what they say and how many there are; and damage of all kinds at random. */
#include "subunit/damage.h"

#include "support/stream.h"
#include "support/transcript.h"

static char *read_in_pieces(const GByteArray *stream, size_t piece)
{
	return transcript_of(READER_RESULTS, stream_bytes(stream), piece);
}

static void test_adjacent_damage_is_one_place(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "\xb3\xb3\xb3text");
	g_autofree char *said = read_in_pieces(stream, 1);
	g_assert_cmpstr(said, ==,
			"subunit.parser: , file Packet data (application/octet-stream) "
			"\"\\xb3\\xb3\\xb3\", ended\n"
			"subunit.parser: fail, file Parser Error (text/plain;charset=utf8) "
			"\"it is not a packet of version 2 (3 bytes given up)\", ended\n"
			"-: , file stdout \"text\"\n");
}

static void test_the_evidence_is_bounded(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autofree char *content = g_strnfill(100000, 'x');

	stream_add_file(stream, "big", "f", bytes_of(content));
	stream->data[stream->len - 1] ^= 1;
	g_autofree char *said = read_in_pieces(stream, 1000);
	g_assert_cmpuint(strlen(said), <, DAMAGE_DATA_MAX + 500);
	g_autofree char *expected =
		g_strdup_printf("(%u bytes given up, the first 4096 are attached)", stream->len);
	g_assert_nonnull(strstr(said, expected));
}

static void test_the_reports_are_bounded(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	for (int i = 0; i < DAMAGE_REPORTS_MAX + 7; i++)
		stream_add_text(stream, "\xb3~");
	stream_add_status(stream, "after", STATUS_SUCCESS);
	g_autofree char *said = read_in_pieces(stream, 100);
	g_auto(GStrv) reports = g_strsplit(said, "subunit.parser: fail", -1);
	g_assert_cmpuint(g_strv_length(reports) - 1, ==, DAMAGE_REPORTS_MAX + 1);
	g_assert_nonnull(strstr(said, "\nafter: success, runnable\n"));
	g_assert_nonnull(strstr(said, "\"7 more places of the stream are damaged\""));
}

/* ---- at random ---- */

static void add_packet(GByteArray *stream, GRand *random, const char *id)
{
	struct event event = EVENT_INIT;
	char content[100];

	for (size_t i = 0; i < sizeof content; i++)
		content[i] = (char)g_rand_int(random);
	event.test_id = text_of(id);
	event.status = STATUS_SUCCESS;
	event.is_runnable = true;
	if (g_rand_boolean(random))
		event.time_ns = INT64_C(1000000000) * g_rand_int(random);
	if (g_rand_boolean(random)) {
		event.file_name = text_of("log");
		event.file = (struct bytes){(const uint8_t *)content,
					    (size_t)g_rand_int_range(random, 0, sizeof content)};
	}
	stream_add_event(stream, &event);
}

/* Cuts, flips or changes the packet that begins at `start`. */
static void do_damage(GByteArray *stream, GRand *random, unsigned start)
{
	unsigned length = stream->len - start;
	unsigned at = start + (unsigned)g_rand_int_range(random, 0, (int)length);

	switch (g_rand_int_range(random, 0, 4)) {
	case 0: /* not where the next packet's signature would take the place of a byte */
		while (at > start + 1 && stream->data[at] == PACKET_SIGNATURE)
			at--;
		g_byte_array_set_size(stream, MAX(at, start + 1));
		break;
	case 1:
		stream->data[at] ^= (uint8_t)(1U << g_rand_int_range(random, 0, 8));
		break;
	case 2: /* the length */
		stream->data[start + 3] = (uint8_t)g_rand_int(random);
		break;
	default:
		stream->data[at] = PACKET_SIGNATURE;
	}
}

static void check_at_random(unsigned seed)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	g_autoptr(GByteArray) stream = g_byte_array_new();
	bool is_whole[40];

	for (unsigned i = 0; i < G_N_ELEMENTS(is_whole); i++) {
		g_autofree char *id = g_strdup_printf("test-%u", i);
		unsigned start = stream->len;

		is_whole[i] = g_rand_int_range(random, 0, 3) > 0;
		add_packet(stream, random, id);
		if (!is_whole[i])
			do_damage(stream, random, start);
		else if (g_rand_int_range(random, 0, 4) == 0)
			stream_add_text(stream, "adi\xc3\xb3s m\xc2\xb3\n");
	}
	g_autofree char *said = read_in_pieces(stream, (size_t)g_rand_int_range(random, 1, 5000));
	for (unsigned i = 0; i < G_N_ELEMENTS(is_whole); i++) {
		g_autofree char *line = g_strdup_printf("test-%u: success, runnable", i);

		if (is_whole[i] && !strstr(said, line))
			g_error("seed %u: test-%u is lost", seed, i);
	}
}

static void test_no_whole_packet_is_lost_among_damaged_ones(void)
{
	for (unsigned seed = 0; seed < 3000; seed++)
		check_at_random(seed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/damage/adjacent", test_adjacent_damage_is_one_place);
	g_test_add_func("/damage/evidence", test_the_evidence_is_bounded);
	g_test_add_func("/damage/reports", test_the_reports_are_bounded);
	g_test_add_func("/damage/random", test_no_whole_packet_is_lost_among_damaged_ones);
	return g_test_run();
}
