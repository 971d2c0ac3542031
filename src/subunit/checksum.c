#include "subunit/checksum.h"

#include <libdeflate.h>

#define STRIDE ((size_t)4096)

/* CRC-32's polynomial, without its highest term, lowest power in the highest bit. */
#define POLYNOMIAL 0xEDB88320U

void checksums_init(struct checksums *checksums)
{
	*checksums = (struct checksums){0};
	checksums->marks = g_array_new(false, false, sizeof(uint32_t));
}

void checksums_clear(struct checksums *checksums)
{
	if (checksums->marks)
		g_array_unref(checksums->marks);
	checksums->marks = NULL;
}

void checksums_reset(struct checksums *checksums)
{
	checksums->expects_overlap = false;
	g_array_set_size(checksums->marks, 0);
}

/* The product of two polynomials over GF(2), modulo CRC-32's. */
static uint32_t multiply(uint32_t a, uint32_t b)
{
	uint32_t product = 0;

	for (uint32_t bit = 1U << 31; bit; bit >>= 1) {
		if (a & bit)
			product ^= b;
		b = b & 1 ? b >> 1 ^ POLYNOMIAL : b >> 1;
	}
	return product;
}

/* What `crc` contributes to the CRC-32 of bytes that end `length` bytes later: crc * x^(8 length).
 */
static uint32_t shift(uint32_t crc, size_t length)
{
	uint32_t power = 1U << 23; /* x^8, one byte */

	for (; length; length >>= 1) {
		if (length & 1)
			crc = multiply(crc, power);
		power = multiply(power, power);
	}
	return crc;
}

/* The CRC-32 of what `crc` is that of and `data` after it. */
static uint32_t sum_up(struct checksums *checksums, uint32_t crc, const uint8_t *data,
		       size_t length)
{
	checksums->work += length;
	return libdeflate_crc32(crc, data, length);
}

static uint32_t mark_before(const struct checksums *checksums, size_t index)
{
	return index == 0 ? 0 : g_array_index(checksums->marks, uint32_t, index - 1);
}

/* The CRC-32 of the first `length` bytes. */
static uint32_t prefix(struct checksums *checksums, struct bytes buffer, size_t length)
{
	size_t strides = length / STRIDE;

	for (size_t i = checksums->marks->len; i < strides; i++) {
		uint32_t mark = sum_up(checksums, mark_before(checksums, i),
				       buffer.data + i * STRIDE, STRIDE);
		g_array_append_val(checksums->marks, mark);
	}
	return sum_up(checksums, mark_before(checksums, strides), buffer.data + strides * STRIDE,
		      length % STRIDE);
}

uint32_t checksums_of(struct checksums *checksums, struct bytes buffer, size_t from, size_t to)
{
	size_t length = to - from;

	if (!checksums->expects_overlap || length <= STRIDE)
		return sum_up(checksums, 0, buffer.data + from, length);
	return prefix(checksums, buffer, to) ^ shift(prefix(checksums, buffer, from), length);
}
