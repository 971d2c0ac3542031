#include "core/estimates.h"

#include <string.h>

/*
 * What a test is taken to need when nothing at all is known. Most tests are shorter by far, but
 * taking long ones for short ones costs more than the reverse.
 */
#define GUESS_US 300000

void estimates_init(struct estimates *estimates)
{
	const struct kin all = {.parent = KIN_ALL};

	*estimates = (struct estimates){
		.kins = g_array_new(false, false, sizeof(struct kin)),
		.by_name = g_hash_table_new(g_str_hash, g_str_equal),
		.names = g_string_chunk_new(1 << 14),
		.tests = g_array_new(false, false, sizeof(struct estimated)),
	};
	g_array_append_val(estimates->kins, all);
}

static struct kin *kin_at(const struct estimates *estimates, uint32_t index)
{
	return &g_array_index(estimates->kins, struct kin, index);
}

static struct estimated *test_at(const struct estimates *estimates, uint32_t test)
{
	return &g_array_index(estimates->tests, struct estimated, test);
}

/*
 * How much of a name its kin shares: up to the parameters in brackets, if there are any, else up
 * to the last part. 0: it has no kin but all.
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

/* The kin of what is called `name`; made if it is the first of it. Shortens `name`. */
static uint32_t kin_of(struct estimates *estimates, char *name)
{
	struct kin kin = {0};
	uint32_t index;
	void *known;
	const char *kept;

	name[shared_length(name)] = '\0';
	if (*name == '\0')
		return KIN_ALL;
	if (g_hash_table_lookup_extended(estimates->by_name, name, NULL, &known))
		return GPOINTER_TO_UINT(known);
	kept = g_string_chunk_insert(estimates->names, name);
	kin.parent = kin_of(estimates, name);
	index = estimates->kins->len;
	g_array_append_val(estimates->kins, kin);
	g_hash_table_insert(estimates->by_name, (char *)kept, GUINT_TO_POINTER(index));
	return index;
}

static void count_in(struct estimates *estimates, uint32_t kin, int64_t duration_us)
{
	for (;; kin = kin_at(estimates, kin)->parent) {
		kin_at(estimates, kin)->count++;
		kin_at(estimates, kin)->sum_us += (double)duration_us;
		if (kin == KIN_ALL)
			return;
	}
}

void estimates_add(struct estimates *estimates, const char *id, int64_t duration_us)
{
	g_autofree char *name = g_strdup(id);
	const struct estimated test = {
		.kin = kin_of(estimates, name),
		.is_known = duration_us >= 0,
		.duration_us = MAX(duration_us, 1),
	};

	g_array_append_val(estimates->tests, test);
	if (test.is_known)
		count_in(estimates, test.kin, test.duration_us);
	else
		estimates->unknown++;
}

int64_t estimates_of(const struct estimates *estimates, uint32_t index)
{
	const struct estimated *test = test_at(estimates, index);
	const struct kin *kin = kin_at(estimates, test->kin);

	if (test->is_known)
		return test->duration_us;
	while (kin->count == 0 && kin != kin_at(estimates, KIN_ALL))
		kin = kin_at(estimates, kin->parent);
	return kin->count == 0 ? GUESS_US : MAX((int64_t)(kin->sum_us / kin->count), 1);
}

bool estimates_is_known(const struct estimates *estimates, uint32_t index)
{
	return test_at(estimates, index)->is_known;
}

bool estimates_has_ground(const struct estimates *estimates)
{
	return kin_at(estimates, KIN_ALL)->count > 0;
}

void estimates_learn(struct estimates *estimates, uint32_t index, int64_t duration_us)
{
	struct estimated *test = test_at(estimates, index);

	if (test->is_known)
		return;
	test->is_known = true;
	test->duration_us = MAX(duration_us, 1);
	estimates->unknown--;
	count_in(estimates, test->kin, test->duration_us);
}

void estimates_clear(struct estimates *estimates)
{
	g_clear_pointer(&estimates->kins, g_array_unref);
	g_clear_pointer(&estimates->by_name, g_hash_table_unref);
	g_clear_pointer(&estimates->tests, g_array_unref);
	if (estimates->names)
		g_string_chunk_free(g_steal_pointer(&estimates->names));
}
