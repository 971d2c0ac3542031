/*
 * The tests that a v1 stream has started and not ended, and the tags that hold now.
 *
 * There is usually one. More are open when a program died in a test and another goes on in the
 * same stream; beyond V1_TESTS_MAX the oldest is forgotten, and with it only that it could end.
 */
#ifndef TESTR_SUBUNIT_V1_TESTS_H
#define TESTR_SUBUNIT_V1_TESTS_H

#include <glib.h>

#include "model/event.h"

#define V1_TESTS_MAX 16

/* Most tags that hold at one time, and most bytes in one; others are passed over. */
#define V1_TAGS_MAX 256
#define V1_TAG_LENGTH_MAX 1024

struct v1_test {
	char *label;
	GPtrArray *tags;    /* of char *, those that hold for it */
	int64_t started_ns; /* TIME_NONE if untimed */
	bool is_announced;  /* `inprogress` has been emitted */
};

struct v1_tests {
	GPtrArray *open;        /* of struct v1_test *, oldest first */
	GPtrArray *tags;        /* of char *: those that hold outside of tests */
	struct v1_test *ending; /* one of `open` whose outcome is being read, or NULL */
};

void v1_tests_init(struct v1_tests *tests);
void v1_tests_clear(struct v1_tests *tests);

/* Opens a test, not announced. Borrowed from `tests`, as long as it is open. */
struct v1_test *v1_tests_start(struct v1_tests *tests, struct bytes label, int64_t started_ns);

bool v1_tests_is_newest(const struct v1_tests *tests, const struct v1_test *test);

/* Which details follow an outcome. */
enum v1_ending {
	V1_ENDING_NONE, /* it is no outcome: no open test is called so */
	V1_ENDING_PLAIN,
	V1_ENDING_BRACKETED,
	V1_ENDING_MULTIPART,
};

/*
 * An outcome came whose argument is `argument`, a label or a label and ` [` or ` [ multipart`.
 * Sets `ending` to the newest test that it names.
 */
enum v1_ending v1_tests_end(struct v1_tests *tests, struct bytes argument);

/* The test that is ending is no longer open. */
void v1_tests_remove_ending(struct v1_tests *tests);

/* `A -B`: adds and removes tags, of the newest open test or, if there is none, of all to come. */
void v1_tests_tag(struct v1_tests *tests, struct bytes argument);

/* The tags of `test` as views: an array of struct text. Owned by the caller. */
GArray *v1_test_tags(const struct v1_test *test);

#endif
