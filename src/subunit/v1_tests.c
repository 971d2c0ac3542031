#include "subunit/v1_tests.h"

static void test_free(void *data)
{
	struct v1_test *test = data;

	g_free(test->label);
	g_ptr_array_unref(test->tags);
	g_free(test);
}

void v1_tests_init(struct v1_tests *tests)
{
	*tests = (struct v1_tests){
		.open = g_ptr_array_new_with_free_func(test_free),
		.tags = g_ptr_array_new_with_free_func(g_free),
	};
}

void v1_tests_clear(struct v1_tests *tests)
{
	g_ptr_array_unref(tests->open);
	g_ptr_array_unref(tests->tags);
}

/* Owned by the caller. */
static char *mend(struct bytes text)
{
	return g_utf8_make_valid((const char *)text.data, (gssize)text.length);
}

static void *copy_tag(const void *tag, void *unused)
{
	(void)unused;
	return g_strdup(tag);
}

struct v1_test *v1_tests_start(struct v1_tests *tests, struct bytes label, int64_t started_ns)
{
	struct v1_test *test = g_new0(struct v1_test, 1);

	test->label = mend(label);
	test->tags = g_ptr_array_copy(tests->tags, copy_tag, NULL);
	g_ptr_array_set_free_func(test->tags, g_free);
	test->started_ns = started_ns;
	if (tests->open->len == V1_TESTS_MAX)
		g_ptr_array_remove_index(tests->open, 0);
	g_ptr_array_add(tests->open, test);
	return test;
}

bool v1_tests_is_newest(const struct v1_tests *tests, const struct v1_test *test)
{
	return tests->open->len > 0 && tests->open->pdata[tests->open->len - 1] == test;
}

static enum v1_ending match(const char *label, const char *argument)
{
	if (!g_str_has_prefix(argument, label))
		return V1_ENDING_NONE;
	const char *rest = argument + strlen(label);
	if (*rest == '\0')
		return V1_ENDING_PLAIN;
	if (strcmp(rest, " [") == 0)
		return V1_ENDING_BRACKETED;
	return strcmp(rest, " [ multipart") == 0 ? V1_ENDING_MULTIPART : V1_ENDING_NONE;
}

enum v1_ending v1_tests_end(struct v1_tests *tests, struct bytes argument)
{
	g_autofree char *mended = mend(argument);

	for (unsigned i = tests->open->len; i > 0; i--) {
		struct v1_test *test = tests->open->pdata[i - 1];
		enum v1_ending ending = match(test->label, mended);

		if (ending != V1_ENDING_NONE) {
			tests->ending = test;
			return ending;
		}
	}
	return V1_ENDING_NONE;
}

void v1_tests_remove_ending(struct v1_tests *tests)
{
	g_ptr_array_remove(tests->open, tests->ending);
	tests->ending = NULL;
}

/* ---- tags ---- */

static void remove_tag(GPtrArray *tags, const char *tag)
{
	unsigned index;

	if (g_ptr_array_find_with_equal_func(tags, tag, g_str_equal, &index))
		g_ptr_array_remove_index(tags, index);
}

void v1_tests_tag(struct v1_tests *tests, struct bytes argument)
{
	const struct v1_test *newest =
		tests->open->len > 0 ? tests->open->pdata[tests->open->len - 1] : NULL;
	GPtrArray *tags = newest ? newest->tags : tests->tags;
	g_autofree char *mended = mend(argument);
	g_auto(GStrv) words = g_strsplit_set(mended, " \t", -1);

	for (char **word = words; *word; word++) {
		const char *tag = **word == '-' ? *word + 1 : *word;

		remove_tag(tags, tag);
		if (tag == *word && *tag != '\0' && strlen(tag) <= V1_TAG_LENGTH_MAX &&
		    tags->len < V1_TAGS_MAX)
			g_ptr_array_add(tags, g_strdup(tag));
	}
}

static int compare_tags(const void *a, const void *b)
{
	const struct text *first = a;
	const struct text *second = b;

	return strcmp(first->data, second->data);
}

GArray *v1_test_tags(const struct v1_test *test)
{
	GArray *tags = g_array_new(false, false, sizeof(struct text));

	for (unsigned i = 0; i < test->tags->len; i++) {
		struct text tag = text_of(test->tags->pdata[i]);
		g_array_append_val(tags, tag);
	}
	g_array_sort(tags, compare_tags);
	return tags;
}
