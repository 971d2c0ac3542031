#include "subunit/v1_tests.h"

#include "subunit/v1_directive.h"

static void v1_test_free(void *data)
{
	struct v1_test *test = data;

	if (!test)
		return;
	g_free(test->label);
	g_free((void *)test->marked.data);
	g_ptr_array_unref(test->tags);
	g_free(test);
}

void v1_tests_init(struct v1_tests *tests)
{
	*tests = (struct v1_tests){
		.open = g_ptr_array_new_with_free_func(v1_test_free),
		.tags = g_ptr_array_new_with_free_func(g_free),
	};
}

void v1_tests_clear(struct v1_tests *tests)
{
	g_ptr_array_unref(tests->open);
	v1_test_free(tests->supposed);
	g_ptr_array_unref(tests->tags);
}

/* Owned by the caller. */
static char *mend_utf8(struct bytes text)
{
	return g_utf8_make_valid((const char *)text.data, (gssize)text.length);
}

static void *copy_tag(const void *tag, void *unused)
{
	(void)unused;
	return g_strdup(tag);
}

/* ": " before `label`. */
static struct bytes mark_label(struct bytes label)
{
	uint8_t *marked = g_malloc(label.length + 2);

	marked[0] = ':';
	marked[1] = ' ';
	memcpy(marked + 2, label.data, label.length);
	return (struct bytes){marked, label.length + 2};
}

static struct v1_test *v1_test_new(const struct v1_tests *tests, struct bytes label,
				   int64_t started_ns)
{
	struct v1_test *test = g_new0(struct v1_test, 1);

	test->label = mend_utf8(label);
	test->marked = mark_label(label);
	test->tags = g_ptr_array_copy(tests->tags, copy_tag, NULL);
	g_ptr_array_set_free_func(test->tags, g_free);
	test->started_ns = started_ns;
	return test;
}

const struct v1_test *v1_tests_start(struct v1_tests *tests, struct bytes label, int64_t started_ns)
{
	struct v1_test *test = v1_test_new(tests, label, started_ns);

	if (tests->open->len == V1_TESTS_MAX)
		g_ptr_array_remove_index(tests->open, 0);
	g_ptr_array_add(tests->open, test);
	return test;
}

void v1_tests_suppose(struct v1_tests *tests, struct bytes label, int64_t started_ns)
{
	v1_test_free(tests->supposed);
	tests->supposed = v1_test_new(tests, label, started_ns);
}

/* ---- outcomes ---- */

/* How the outcome whose argument is `argument` ends `test`. */
static enum v1_ending match_outcome(const struct v1_test *test, struct bytes argument,
				    struct bytes *text)
{
	size_t length = test->marked.length - 2;

	if (argument.length < length || memcmp(argument.data, test->marked.data + 2, length) != 0)
		return V1_ENDING_NONE;
	struct text rest = {(const char *)argument.data + length, argument.length - length};
	if (rest.length == 0)
		return V1_ENDING_PLAIN;
	if (text_is(rest, " ["))
		return V1_ENDING_BRACKETED;
	if (text_is(rest, " [ multipart"))
		return V1_ENDING_MULTIPART;
	if (rest.length < 3 || memcmp(rest.data, " [ ", 3) != 0)
		return V1_ENDING_NONE;
	*text = (struct bytes){argument.data + length + 3, rest.length - 3};
	return V1_ENDING_INLINE;
}

/* The tests that an outcome can be for, newest first; NULL after the last. */
static struct v1_test *candidate(const struct v1_tests *tests, unsigned index)
{
	unsigned open = tests->open->len;

	if (index < open)
		return tests->open->pdata[open - 1 - index];
	return index == open ? tests->supposed : NULL;
}

enum v1_ending v1_tests_end(struct v1_tests *tests, struct bytes argument, struct bytes *text)
{
	struct v1_test *test;

	for (unsigned i = 0; (test = candidate(tests, i)); i++) {
		enum v1_ending ending = match_outcome(test, argument, text);

		if (ending != V1_ENDING_NONE) {
			tests->ending = test;
			return ending;
		}
	}
	return V1_ENDING_NONE;
}

/* Where the outcome for `test` stands that `line` ends with, but for `end`; 0 if it does not. */
static size_t find_last_outcome(const struct v1_test *test, struct bytes line, const char *end)
{
	const struct bytes mark = test->marked;
	size_t end_length = strlen(end);

	if (line.length < mark.length + end_length)
		return 0;
	size_t at = line.length - end_length - mark.length;
	if (memcmp(line.data + at, mark.data, mark.length) != 0 ||
	    memcmp(line.data + at + mark.length, end, end_length) != 0)
		return 0;
	size_t keyword = directive_outcome_before(line, at);
	return keyword > 0 ? at - keyword : 0;
}

/* Where in `line` the first outcome for `test` stands that has inline details; 0 if nowhere. */
static size_t find_inline_outcome(const struct v1_test *test, struct bytes line)
{
	static const uint8_t inline_start[] = {' ', '[', ' '};
	g_autoptr(GByteArray) tail = g_byte_array_new();

	g_byte_array_append(tail, test->marked.data, (unsigned)test->marked.length);
	g_byte_array_append(tail, inline_start, sizeof inline_start);
	return directive_find_outcome(line, (struct bytes){tail->data, tail->len});
}

/* Where in `line` an outcome for `test` stands; 0 if nowhere. */
static size_t find_outcome_of(const struct v1_test *test, struct bytes line)
{
	size_t found;

	/* Most lines have none, and this tells it soonest. */
	if (!memmem(line.data, line.length, test->marked.data, test->marked.length))
		return 0;
	found = find_inline_outcome(test, line);
	if (found == 0)
		found = find_last_outcome(test, line, " [");
	return found > 0 ? found : find_last_outcome(test, line, "");
}

size_t v1_tests_find_outcome(const struct v1_tests *tests, struct bytes line)
{
	const struct v1_test *test;

	line = directive_strip(line);
	for (unsigned i = 0; (test = candidate(tests, i)); i++) {
		size_t found = find_outcome_of(test, line);

		if (found > 0)
			return found;
	}
	return 0;
}

void v1_tests_remove_ending(struct v1_tests *tests)
{
	if (tests->ending == tests->supposed) {
		v1_test_free(tests->supposed);
		tests->supposed = NULL;
	} else {
		g_ptr_array_remove(tests->open, tests->ending);
	}
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
	g_autofree char *mended = mend_utf8(argument);
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
