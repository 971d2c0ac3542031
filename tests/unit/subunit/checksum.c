/* CRC-32 of ranges, alone and overlapping. */
#include "subunit/checksum.h"

#include <glib.h>
#include <libdeflate.h>

#define SIZE 100000

static void fill(uint8_t *data, size_t size)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1);

	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)g_rand_int(random);
}

static void test_the_known_value(void)
{
	struct checksums checksums;

	checksums_init(&checksums);
	g_assert_cmphex(
		checksums_of(&checksums, (struct bytes){(const uint8_t *)"123456789", 9}, 0, 9), ==,
		0xCBF43926);
	checksums_clear(&checksums);
}

/* Whatever is asked first, each range has the sum that it has alone. */
static void test_overlapping_ranges_have_their_own_sums(void)
{
	static uint8_t data[SIZE];
	g_autoptr(GRand) random = g_rand_new_with_seed(2);
	struct checksums checksums;

	fill(data, SIZE);
	checksums_init(&checksums);
	checksums.expects_overlap = true;
	for (int i = 0; i < 2000; i++) {
		size_t from = (size_t)g_rand_int_range(random, 0, SIZE);
		size_t to = (size_t)g_rand_int_range(random, (int)from, SIZE + 1);

		g_assert_cmphex(checksums_of(&checksums, (struct bytes){data, SIZE}, from, to), ==,
				libdeflate_crc32(0, data + from, to - from));
	}
	checksums_clear(&checksums);
}

static void test_a_buffer_may_grow_and_after_a_reset_change(void)
{
	static uint8_t data[SIZE];
	struct checksums checksums;

	fill(data, SIZE);
	checksums_init(&checksums);
	checksums.expects_overlap = true;
	for (size_t length = 5000; length <= SIZE; length += 777)
		g_assert_cmphex(checksums_of(&checksums, (struct bytes){data, length}, 3, length),
				==, libdeflate_crc32(0, data + 3, length - 3));
	checksums_reset(&checksums);
	memset(data, 7, SIZE);
	checksums.expects_overlap = true;
	g_assert_cmphex(checksums_of(&checksums, (struct bytes){data, SIZE}, 9, SIZE), ==,
			libdeflate_crc32(0, data + 9, SIZE - 9));
	checksums_clear(&checksums);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/checksum/known", test_the_known_value);
	g_test_add_func("/checksum/overlapping", test_overlapping_ranges_have_their_own_sums);
	g_test_add_func("/checksum/growing", test_a_buffer_may_grow_and_after_a_reset_change);
	return g_test_run();
}
