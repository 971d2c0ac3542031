/*
 * The tests that a v1 stream has started and not ended, and the tags that hold now.
 *
 * There is usually one. More are open when a program died in a test and another goes on in the
 * same stream; beyond V1_TESTS_MAX the oldest is forgotten, and with it only that it could end.
 * Besides there may be one that is supposed: text that looks like a start, but may be prose.
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
	char *label;         /* mended where it is no UTF-8 */
	struct bytes marked; /* ": " and the label, as it was written; owned */
	GPtrArray *tags;     /* of char *, those that hold for it */
	int64_t started_ns;  /* TIME_NONE if untimed */
};

struct v1_tests {
	GPtrArray *open;          /* of struct v1_test *, oldest first */
	struct v1_test *supposed; /* or NULL */
	struct v1_test *ending;   /* one of these whose outcome is being read, or NULL */
	GPtrArray *tags;          /* of char *: those that hold outside of tests */
};

void v1_tests_init(struct v1_tests *tests);
void v1_tests_clear(struct v1_tests *tests);

/* Opens a test. Borrowed from `tests`, as long as it is open. */
const struct v1_test *v1_tests_start(struct v1_tests *tests, struct bytes label,
				     int64_t started_ns);

/* Supposes that a test started, in place of the one that was supposed. */
void v1_tests_suppose(struct v1_tests *tests, struct bytes label, int64_t started_ns);

/* Which details follow an outcome. */
enum v1_ending {
	V1_ENDING_NONE, /* it is no outcome: no test is called so */
	V1_ENDING_PLAIN,
	V1_ENDING_BRACKETED, /* ` [` */
	V1_ENDING_MULTIPART, /* ` [ multipart` */
	V1_ENDING_INLINE,    /* ` [ ` and text, as cmocka writes it for errors */
};

/*
 * An outcome came whose argument, label and beginning of details, is `argument`. Sets `ending` to
 * the test that it names, the newest open one or the supposed one, and `*text` to the text that
 * V1_ENDING_INLINE has.
 */
enum v1_ending v1_tests_end(struct v1_tests *tests, struct bytes argument, struct bytes *text);

/*
 * Where in `line`, after its beginning, an outcome with colon stands for a test that is open or
 * supposed; 0 if there is none. So it is written when what the test had printed lacks a newline.
 */
size_t v1_tests_find_outcome(const struct v1_tests *tests, struct bytes line);

/* The test that is ending is no longer open or supposed. */
void v1_tests_remove_ending(struct v1_tests *tests);

/* `A -B`: adds and removes tags, of the newest open test or, if there is none, of all to come. */
void v1_tests_tag(struct v1_tests *tests, struct bytes argument);

/* The tags of `test` as views: an array of struct text. Owned by the caller. */
GArray *v1_test_tags(const struct v1_test *test);

#endif
