#include "sched/buckets.h"

#include <string.h>

#define ESTIMATE_MAX_US ((INT64_C(1) << 48) - 1)

static void forget_all_waiting(struct buckets *buckets)
{
	for (int i = 0; i < BUCKET_COUNT; i++)
		buckets->heads[i] = buckets->tails[i] = UNIT_NONE;
	memset(buckets->occupied, 0, sizeof(buckets->occupied));
	buckets->work_us = 0;
	buckets->count = 0;
}

void buckets_init(struct buckets *buckets)
{
	buckets->entries = g_array_new(false, false, sizeof(struct bucket_entry));
	buckets->is_flat = false;
	forget_all_waiting(buckets);
}

void buckets_add(struct buckets *buckets)
{
	const struct bucket_entry entry = {.next = UNIT_NONE};

	g_array_append_val(buckets->entries, entry);
}

static struct bucket_entry *entry_at(const struct buckets *buckets, uint32_t unit)
{
	return &g_array_index(buckets->entries, struct bucket_entry, unit);
}

bool buckets_has(const struct buckets *buckets, uint32_t unit)
{
	return entry_at(buckets, unit)->is_waiting;
}

/* The number of doublings, and the next three bits of the estimate. */
static int bucket_of(const struct buckets *buckets, int64_t estimate_us)
{
	if (buckets->is_flat)
		return 0;
	uint64_t value = (uint64_t)MAX(estimate_us, 1);
	int doublings = 63 - __builtin_clzll(value);

	return doublings * 8 + (int)((value << 3 >> doublings) & 7);
}

static void mark_bucket(struct buckets *buckets, int bucket, bool is_occupied)
{
	uint64_t bit = UINT64_C(1) << (bucket % 64);

	if (is_occupied)
		buckets->occupied[bucket / 64] |= bit;
	else
		buckets->occupied[bucket / 64] &= ~bit;
}

/* The highest occupied bucket that is not above `bucket`; -1 if there is none. */
static int occupied_at_most(const struct buckets *buckets, int bucket)
{
	int word = bucket / 64;
	uint64_t bits = buckets->occupied[word] & (UINT64_MAX >> (63 - bucket % 64));

	while (bits == 0 && word > 0)
		bits = buckets->occupied[--word];
	return bits == 0 ? -1 : word * 64 + (int)g_bit_storage(bits) - 1;
}

/* `unit` waits from now on. Returns the bucket that it belongs to. */
static int count_waiting_unit(struct buckets *buckets, uint32_t unit, int64_t estimate_us)
{
	struct bucket_entry *entry = entry_at(buckets, unit);
	int bucket;

	entry->estimate_us = CLAMP(estimate_us, 1, ESTIMATE_MAX_US);
	entry->next = UNIT_NONE;
	entry->is_waiting = true;
	buckets->work_us += (double)entry->estimate_us;
	buckets->count++;
	bucket = bucket_of(buckets, entry->estimate_us);
	mark_bucket(buckets, bucket, true);
	return bucket;
}

void buckets_put(struct buckets *buckets, uint32_t unit, int64_t estimate_us)
{
	int bucket = count_waiting_unit(buckets, unit, estimate_us);

	if (buckets->heads[bucket] == UNIT_NONE)
		buckets->heads[bucket] = unit;
	else
		entry_at(buckets, buckets->tails[bucket])->next = unit;
	buckets->tails[bucket] = unit;
}

void buckets_put_first(struct buckets *buckets, uint32_t unit, int64_t estimate_us)
{
	int bucket = count_waiting_unit(buckets, unit, estimate_us);

	if (buckets->heads[bucket] == UNIT_NONE)
		buckets->tails[bucket] = unit;
	entry_at(buckets, unit)->next = buckets->heads[bucket];
	buckets->heads[bucket] = unit;
}

static uint32_t take_from(struct buckets *buckets, int bucket)
{
	uint32_t unit = buckets->heads[bucket];
	struct bucket_entry *entry = entry_at(buckets, unit);

	buckets->heads[bucket] = entry->next;
	mark_bucket(buckets, bucket, entry->next != UNIT_NONE);
	entry->is_waiting = false;
	buckets->count--;
	/* Sums of many doubles drift; but where nothing waits there is no work. */
	buckets->work_us = buckets->count == 0 ? 0 : buckets->work_us - (double)entry->estimate_us;
	return unit;
}

uint32_t buckets_take(struct buckets *buckets, int64_t limit_us)
{
	int bucket;

	if (limit_us < 1)
		return UNIT_NONE;
	bucket = occupied_at_most(buckets, bucket_of(buckets, MIN(limit_us, ESTIMATE_MAX_US)));
	/* Only in the limit's own bucket there may be longer ones. */
	if (bucket >= 0 && entry_at(buckets, buckets->heads[bucket])->estimate_us > limit_us)
		bucket = bucket == 0 ? -1 : occupied_at_most(buckets, bucket - 1);
	return bucket < 0 ? UNIT_NONE : take_from(buckets, bucket);
}

int64_t buckets_longest_us(const struct buckets *buckets)
{
	int bucket = occupied_at_most(buckets, BUCKET_COUNT - 1);

	return bucket < 0 ? 0 : entry_at(buckets, buckets->heads[bucket])->estimate_us;
}

void buckets_empty(struct buckets *buckets)
{
	for (size_t i = 0; i < buckets->entries->len; i++)
		entry_at(buckets, (uint32_t)i)->is_waiting = false;
	forget_all_waiting(buckets);
}

void buckets_clear(struct buckets *buckets)
{
	g_clear_pointer(&buckets->entries, g_array_unref);
}
