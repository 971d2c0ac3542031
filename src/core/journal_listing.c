/* The codec of journals: listings, column by column, since what is alike packs well. */
#include "base/hash.h"
#include "core/journal_codec.h"

/* A rounded duration is a number up to the one, shifted by up to the other. */
#define MANTISSA_MAX 127
#define SHIFT_MAX 55

enum listing_flag {
	FLAG_FAILED = 1 << 0,   /* known to be failing */
	FLAG_DURATION = 1 << 1, /* known how long it takes */
	FLAG_REPEATS = 1 << 2,  /* has the id of an earlier test */
	FLAG_GROUP = 1 << 3,
};

/* What stands before a listing. */
enum listing_sort {
	SORT_OPEN = 1 << 0,
	/* The ids of a batch have a limit: it follows, and after the tests what each takes. */
	SORT_ROOM = 1 << 1,
	SORT_ALL_FREE = 1 << 2,
};

/* A listing on its way. */
struct listing_columns {
	GByteArray *flags;
	GArray *repeats; /* of size_t: the first test with the same id */
	GArray *groups;  /* of size_t: the first test of the same group */
};

static void listing_columns_init(struct listing_columns *columns, size_t count)
{
	columns->flags = g_byte_array_new();
	g_byte_array_set_size(columns->flags, (guint)count);
	columns->repeats = g_array_sized_new(false, true, sizeof(size_t), (guint)count);
	g_array_set_size(columns->repeats, (guint)count);
	columns->groups = g_array_sized_new(false, true, sizeof(size_t), (guint)count);
	g_array_set_size(columns->groups, (guint)count);
}

static void listing_columns_clear(struct listing_columns *columns)
{
	g_byte_array_unref(columns->flags);
	g_array_unref(columns->repeats);
	g_array_unref(columns->groups);
}

/* The index that was entered first for `key`; `index` if none was, and then it is. */
static size_t first_with(GHashTable *known, const char *key, size_t index)
{
	void *found;

	if (g_hash_table_lookup_extended(known, key, NULL, &found))
		return GPOINTER_TO_SIZE(found);
	g_hash_table_insert(known, (char *)key, GSIZE_TO_POINTER(index));
	return index;
}

static uint8_t listing_flags_of(const struct planned_test *test, bool repeats)
{
	uint8_t flags = 0;

	if (test->has_failed)
		flags |= FLAG_FAILED;
	if (test->duration_us >= 0)
		flags |= FLAG_DURATION;
	if (repeats)
		flags |= FLAG_REPEATS;
	if (test->group)
		flags |= FLAG_GROUP;
	return flags;
}

static void fill_columns(struct listing_columns *columns, const struct input *input)
{
	g_autoptr(GHashTable) ids = g_hash_table_new(hash_string, g_str_equal);
	g_autoptr(GHashTable) groups = g_hash_table_new(hash_string, g_str_equal);

	for (size_t i = 0; i < input->test_count; i++) {
		const struct planned_test *test = &input->tests[i];
		size_t first = first_with(ids, test->id, i);
		g_array_index(columns->repeats, size_t, i) = first;
		if (test->group)
			g_array_index(columns->groups, size_t, i) =
				first_with(groups, test->group, i);
		columns->flags->data[i] = listing_flags_of(test, first != i);
	}
}

/* An index before `index`, or `index` itself, as how far back it is. */
static void code_back(struct journal_codec *codec, size_t index, size_t *value)
{
	size_t back = index - *value;

	journal_codec_size(codec, &back);
	if (!codec->out)
		*value = back <= index ? index - back : index;
}

/* By how much a duration is shifted to leave seven bits; 0 if that would change it. */
static uint8_t shift_of_duration(int64_t duration_us)
{
	uint8_t shift = 0;

	while (duration_us >> shift > MANTISSA_MAX)
		shift++;
	return (duration_us >> shift) << shift == duration_us ? shift : 0;
}

/* Durations are mostly rounded (planned_test_round): how much they are shifted, and the rest. */
static void code_durations(struct journal_codec *codec, const struct listing_columns *columns,
			   const struct input *input, GArray *tests)
{
	size_t count = columns->flags->len;
	g_autofree uint8_t *shifts = g_new0(uint8_t, count + 1);

	for (size_t i = 0; i < count; i++) {
		if (!(columns->flags->data[i] & FLAG_DURATION))
			continue;
		if (codec->out)
			shifts[i] = shift_of_duration(input->tests[i].duration_us);
		journal_codec_byte(codec, &shifts[i]);
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t rest = 0;
		if (!(columns->flags->data[i] & FLAG_DURATION))
			continue;
		if (codec->out)
			rest = (uint64_t)input->tests[i].duration_us >> shifts[i];
		journal_codec_unsigned(codec, &rest);
		if (!codec->out)
			g_array_index(tests, struct planned_test, i).duration_us =
				(int64_t)(rest << MIN(shifts[i], SHIFT_MAX) & INT64_MAX);
	}
}

static void code_columns(struct journal_codec *codec, const struct listing_columns *columns)
{
	for (size_t i = 0; i < columns->flags->len; i++)
		journal_codec_byte(codec, &columns->flags->data[i]);
	for (size_t i = 0; i < columns->flags->len; i++) {
		size_t *repeats = &g_array_index(columns->repeats, size_t, i);
		if (!codec->out)
			*repeats = i;
		if (columns->flags->data[i] & FLAG_REPEATS)
			code_back(codec, i, repeats);
	}
	for (size_t i = 0; i < columns->flags->len; i++)
		if (columns->flags->data[i] & FLAG_GROUP)
			code_back(codec, i, &g_array_index(columns->groups, size_t, i));
}

/* What the columns that have been read say of the tests. */
static void take_columns(struct journal_codec *codec, const struct listing_columns *columns,
			 GArray *tests)
{
	for (size_t i = 0; i < columns->flags->len; i++) {
		uint8_t flags = columns->flags->data[i];
		struct planned_test test = {.duration_us = -1, .has_failed = flags & FLAG_FAILED};
		g_autofree char *group =
			g_strdup_printf("group %zu", g_array_index(columns->groups, size_t, i));
		if (flags & FLAG_GROUP)
			test.group = g_string_chunk_insert_const(codec->strings, group);
		g_array_append_val(tests, test);
	}
}

/* Returns true if there is a limit to the ids of a batch. */
static bool code_sort(struct journal_codec *codec, struct input *input)
{
	uint8_t sort = (input->is_open ? SORT_OPEN : 0) | (input->max_bytes > 0 ? SORT_ROOM : 0) |
		       (input->all_are_free ? SORT_ALL_FREE : 0);

	journal_codec_byte(codec, &sort);
	input->is_open = sort & SORT_OPEN;
	input->all_are_free = sort & SORT_ALL_FREE;
	if (sort & SORT_ROOM)
		journal_codec_size(codec, &input->max_bytes);
	return sort & SORT_ROOM;
}

static void code_room(struct journal_codec *codec, const struct input *input, GArray *tests)
{
	for (size_t i = 0; i < input->test_count; i++) {
		size_t bytes = codec->out ? input->tests[i].bytes : 0;
		journal_codec_size(codec, &bytes);
		if (!codec->out)
			g_array_index(tests, struct planned_test, i).bytes = (uint32_t)bytes;
	}
}

void journal_codec_listing(struct journal_codec *codec, struct input *input, GArray *tests,
			   GArray *repeats)
{
	cleared(listing_columns) columns = {0};

	bool has_room = code_sort(codec, input);
	journal_codec_size(codec, &input->test_count);
	/* Each has a byte at least. */
	if (!codec->out && input->test_count > codec->in.length) {
		codec->is_cut = true;
		input->test_count = 0;
	}
	listing_columns_init(&columns, input->test_count);
	if (codec->out)
		fill_columns(&columns, input);
	code_columns(codec, &columns);
	if (!codec->out)
		take_columns(codec, &columns, tests);
	code_durations(codec, &columns, input, tests);
	if (has_room)
		code_room(codec, input, tests);
	if (codec->out)
		return;
	g_array_append_vals(repeats, columns.repeats->data, columns.repeats->len);
	input->tests = (const struct planned_test *)(const void *)tests->data;
}
