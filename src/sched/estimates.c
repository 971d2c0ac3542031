#include "sched/estimates.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

/*
 * What a test is taken to need when nothing at all is known. Most tests are shorter by far, but
 * taking long ones for short ones costs more than the reverse.
 */
#define GUESS_US 300000

/*
 * Related tests are taken to be half as various as all, as if so many had been seen. And they are
 * never taken to tell nothing, or everything.
 */
#define PRIOR_COUNT 4.0
#define PRIOR_MOST 20.0

void estimates_init(struct estimates *estimates)
{
	const struct family all = {.parent = FAMILY_ALL, .mean_us = GUESS_US};

	*estimates = (struct estimates){
		.families = g_array_new(false, false, sizeof(struct family)),
		.by_name = g_hash_table_new(hash_string, g_str_equal),
		.names = g_string_chunk_new(1 << 14),
		.tests = g_array_new(false, false, sizeof(struct estimated)),
		.prior = 1,
	};
	g_array_append_val(estimates->families, all);
}

static struct family *family_at(const struct estimates *estimates, uint32_t index)
{
	return &g_array_index(estimates->families, struct family, index);
}

static struct estimated *estimated_at(const struct estimates *estimates, uint32_t test)
{
	return &g_array_index(estimates->tests, struct estimated, test);
}

/*
 * How much of a name its family shares: up to the parameters in brackets, if there are any, else up
 * to the last part. 0: it has no family but all.
 */
static size_t shared_length(const char *name)
{
	size_t parameters = strcspn(name, "[(");
	size_t length = strlen(name);

	if (parameters > 0 && parameters < length)
		return parameters;
	while (length > 0 && !strchr(".:/", name[length - 1]))
		length--;
	while (length > 0 && strchr(".:/", name[length - 1]))
		length--;
	return length;
}

/* The family of what is called `name`; made if it is the first of it. Shortens `name`. */
static uint32_t find_family(struct estimates *estimates, char *name)
{
	struct family family = {.mean_at = -1};
	uint32_t index;
	void *known;
	const char *kept;

	name[shared_length(name)] = '\0';
	if (*name == '\0')
		return FAMILY_ALL;
	if (g_hash_table_lookup_extended(estimates->by_name, name, NULL, &known))
		return GPOINTER_TO_UINT(known);
	kept = g_string_chunk_insert(estimates->names, name);
	family.parent = find_family(estimates, name);
	index = estimates->families->len;
	g_array_append_val(estimates->families, family);
	g_hash_table_insert(estimates->by_name, (char *)kept, GUINT_TO_POINTER(index));
	return index;
}

/* Lets `mean`, of `count` values with the new one, take `value` in. Returns what squares add. */
static double add_to_mean(double *mean, double count, double value)
{
	double deviation = value - *mean;

	*mean += deviation / count;
	return deviation * (value - *mean);
}

static void note_deviation(struct estimates *estimates, struct family *family, int64_t duration_us)
{
	double logarithm = log((double)duration_us);

	estimates->square += add_to_mean(&estimates->log, ++estimates->count, logarithm);
	estimates->own_square += add_to_mean(&family->own_log, ++family->own_count, logarithm);
	estimates->own_count += family->own_count > 1;
}

/*
 * The weight of the prior, in tests: small if related tests differ much less than all tests do,
 * large if they differ as much as any.
 */
static double prior_count(const struct estimates *estimates)
{
	double all = estimates->square / MAX(estimates->count - 1, 1);
	double own = (estimates->own_square + PRIOR_COUNT * all / 2) /
		     (estimates->own_count + PRIOR_COUNT);

	if (all <= 0)
		return 1;
	return CLAMP(own / MAX(all - own, all / PRIOR_MOST), 1 / PRIOR_MOST, PRIOR_MOST);
}

static void count_in(struct estimates *estimates, uint32_t family, int64_t duration_us)
{
	note_deviation(estimates, family_at(estimates, family), duration_us);
	estimates->prior = prior_count(estimates);
	for (;; family = family_at(estimates, family)->parent) {
		family_at(estimates, family)->count++;
		family_at(estimates, family)->sum_us += (double)duration_us;
		if (family == FAMILY_ALL)
			return;
	}
}

void estimates_add(struct estimates *estimates, const char *id, int64_t duration_us)
{
	g_autofree char *name = g_strdup(id);
	uint32_t family = find_family(estimates, name);
	const struct estimated test = {
		.family = family,
		.rank = duration_us >= 0 ? 0 : family_at(estimates, family)->unknown++,
		.is_known = duration_us >= 0,
		.duration_us = MAX(duration_us, 1),
	};

	g_array_append_val(estimates->tests, test);
	if (test.is_known)
		count_in(estimates, test.family, test.duration_us);
}

/*
 * The mean of its tests, as if `prior` more of them had been like those of its parent. It is asked
 * for each test of the family, and the same for all until another result is known.
 */
static double family_mean_us(const struct estimates *estimates, uint32_t index)
{
	struct family *family = family_at(estimates, index);

	if (family->mean_at == estimates->count)
		return family->mean_us;
	family->mean_at = estimates->count;
	if (index == FAMILY_ALL)
		family->mean_us = family->sum_us / family->count;
	else
		family->mean_us = (family->sum_us +
				   estimates->prior * family_mean_us(estimates, family->parent)) /
				  (family->count + estimates->prior);
	return family->mean_us;
}

int64_t estimates_of(const struct estimates *estimates, uint32_t index)
{
	const struct estimated *test = estimated_at(estimates, index);

	if (test->is_known)
		return test->duration_us;
	return MAX((int64_t)family_mean_us(estimates, test->family), 1);
}

bool estimates_is_known(const struct estimates *estimates, uint32_t index)
{
	return estimated_at(estimates, index)->is_known;
}

uint32_t estimates_rank(const struct estimates *estimates, uint32_t index)
{
	return estimated_at(estimates, index)->rank;
}

bool estimates_is_measured(const struct estimates *estimates)
{
	return family_at(estimates, FAMILY_ALL)->count > 0;
}

void estimates_learn(struct estimates *estimates, uint32_t index, int64_t duration_us)
{
	struct estimated *test = estimated_at(estimates, index);

	if (test->is_known)
		return;
	test->is_known = true;
	test->duration_us = MAX(duration_us, 1);
	count_in(estimates, test->family, test->duration_us);
}

void estimates_clear(struct estimates *estimates)
{
	g_clear_pointer(&estimates->families, g_array_unref);
	g_clear_pointer(&estimates->by_name, g_hash_table_unref);
	g_clear_pointer(&estimates->tests, g_array_unref);
	if (estimates->names)
		g_string_chunk_free(g_steal_pointer(&estimates->names));
}
