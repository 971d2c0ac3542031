#include "select/shard.h"

#include <stdlib.h>
#include <string.h>

#include "base/balance.h"
#include "base/hash.h"
#include "base/scoped.h"
#include "select/select.h"

/* The longest that a test is taken to need, so that no sum overflows. */
#define WORK_MAX_US (INT64_C(1) << 40)

/* What stays together: a group, or a test without one. */
struct shard_unit {
	const char *name;
	int64_t work_us;
	int place; /* in order of appearance */
	int shard; /* from 0 */
};

struct division {
	const struct shard *shard;
	const GPtrArray *ids;
	GArray *units;      /* of struct shard_unit, in order of appearance */
	GArray *unit_of;    /* of int: by test */
	GPtrArray *names;   /* of groups */
	GHashTable *groups; /* name -> unit's place */
	int64_t usual_us;   /* what a test needs of which nothing is known; 0: nothing is of any */
};

static void division_clear(struct division *division)
{
	g_array_unref(division->units);
	g_array_unref(division->unit_of);
	g_hash_table_unref(division->groups);
	g_ptr_array_unref(division->names);
}

bool shard_parse(const char *word, struct shard *shard)
{
	g_auto(GStrv) numbers = g_strsplit(word, "/", 3);
	uint64_t number, count;

	if (g_strv_length(numbers) != 2 ||
	    !g_ascii_string_to_unsigned(numbers[1], 10, 1, SHARD_COUNT_MAX, &count, NULL) ||
	    !g_ascii_string_to_unsigned(numbers[0], 10, 1, count, &number, NULL))
		return false;
	*shard = (struct shard){(int)number, (int)count};
	return true;
}

/* ---- units ---- */

static struct shard_unit *shard_unit_at(const struct division *division, int place)
{
	return &g_array_index(division->units, struct shard_unit, place);
}

static int add_shard_unit(struct division *division, const char *name)
{
	const struct shard_unit unit = {.name = name, .place = (int)division->units->len};

	g_array_append_val(division->units, unit);
	return unit.place;
}

static int shard_unit_of_group(struct division *division, char *name)
{
	void *place;

	if (g_hash_table_lookup_extended(division->groups, name, NULL, &place)) {
		g_free(name);
		return GPOINTER_TO_INT(place);
	}
	g_ptr_array_add(division->names, name);
	g_hash_table_insert(division->groups, name, GINT_TO_POINTER((int)division->units->len));
	return add_shard_unit(division, name);
}

static void make_units(struct division *division, const GRegex *group_regex)
{
	for (unsigned int i = 0; i < division->ids->len; i++) {
		const char *id = division->ids->pdata[i];
		char *group = group_regex ? selection_group(group_regex, id) : NULL;
		int place =
			group ? shard_unit_of_group(division, group) : add_shard_unit(division, id);
		g_array_append_val(division->unit_of, place);
	}
}

/* ---- work ---- */

/* What `test` needs, or 0 if that is not known. */
static int64_t known_us(GHashTable *durations, const char *test)
{
	const int64_t *duration_us = g_hash_table_lookup(durations, test);

	return duration_us ? CLAMP(*duration_us, 1, WORK_MAX_US) : 0;
}

static int64_t usual_us(const GPtrArray *ids, GHashTable *durations)
{
	int64_t sum_us = 0, count = 0;

	for (unsigned int i = 0; i < ids->len; i++) {
		int64_t duration_us = known_us(durations, ids->pdata[i]);
		sum_us += duration_us;
		count += duration_us > 0;
	}
	return count > 0 ? sum_us / count : 0;
}

static void add_work(const struct division *division, GHashTable *durations)
{
	for (unsigned int i = 0; i < division->ids->len; i++) {
		int64_t duration_us = known_us(durations, division->ids->pdata[i]);
		struct shard_unit *unit =
			shard_unit_at(division, g_array_index(division->unit_of, int, i));
		unit->work_us += duration_us > 0 ? duration_us : division->usual_us;
	}
}

/* ---- shards ---- */

static int compare_shard_units(const void *left, const void *right)
{
	const struct shard_unit *a = *(struct shard_unit *const *)left;
	const struct shard_unit *b = *(struct shard_unit *const *)right;
	int comparison = strcmp(a->name, b->name);

	if (a->work_us != b->work_us)
		return a->work_us > b->work_us ? -1 : 1;
	/* A group may be called what a test is. */
	return comparison != 0 ? comparison : a->place - b->place;
}

/* Longest first, each to the shard that has the least so far. */
static void deal_by_work(const struct division *division)
{
	int count = (int)division->units->len;
	g_autofree struct shard_unit **ranked = g_new(struct shard_unit *, (size_t)count);
	cleared(balance) balance = {0};

	for (int i = 0; i < count; i++)
		ranked[i] = shard_unit_at(division, i);
	qsort(ranked, (size_t)count, sizeof *ranked, compare_shard_units);
	balance_init(&balance, division->shard->count);
	for (int i = 0; i < count; i++) {
		ranked[i]->shard = balance_lightest(&balance);
		balance_add(&balance, ranked[i]->work_us);
	}
}

static void deal_by_name(const struct division *division)
{
	for (int i = 0; i < (int)division->units->len; i++) {
		struct shard_unit *unit = shard_unit_at(division, i);
		uint64_t hash = hash_fnv1a(text_of(unit->name));
		unit->shard =
			(int)((uint32_t)(hash ^ hash >> 32) % (uint32_t)division->shard->count);
	}
}

GPtrArray *shard_take(const struct shard *shard, const GPtrArray *ids, const GRegex *group_regex,
		      GHashTable *durations)
{
	cleared(division) division = {
		.shard = shard,
		.ids = ids,
		.units = g_array_new(false, false, sizeof(struct shard_unit)),
		.unit_of = g_array_new(false, false, sizeof(int)),
		.names = g_ptr_array_new_with_free_func(g_free),
		.groups = g_hash_table_new(hash_string, g_str_equal),
		.usual_us = usual_us(ids, durations),
	};
	GPtrArray *taken = g_ptr_array_new();

	make_units(&division, group_regex);
	add_work(&division, durations);
	if (division.usual_us > 0)
		deal_by_work(&division);
	else
		deal_by_name(&division);
	for (unsigned int i = 0; i < ids->len; i++)
		if (shard_unit_at(&division, g_array_index(division.unit_of, int, i))->shard ==
		    shard->number - 1)
			g_ptr_array_add(taken, ids->pdata[i]);
	return taken;
}
