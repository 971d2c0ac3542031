/*
 * A test of a TAP stream whose result has been read. It is held, for what follows may belong to it:
 * comments and indented text about a failure, a block of YAML, a block of subtests.
 */
#ifndef TESTR_FORMATS_TAP_TEST_H
#define TESTR_FORMATS_TAP_TEST_H

#include "formats/emitter.h"
#include "formats/tap_line.h"

struct tap_test {
	GString *name;       /* with those of the tests around it */
	char *id;            /* NULL until tap_test_id() has been asked */
	size_t indent;       /* of its line */
	bool may_open_block; /* its line ends in ` {`, which is not in `name` */
	struct test_end end; /* but for the id and the reason */
	char *reason;        /* of the directive */
	GString *text;       /* about it, not yet attached */
	char *location;      /* FILE:LINE; NULL: not told */
	size_t yaml_indent;  /* of the block that has begun; SIZE_MAX: none */
};

/*
 * The test that `line` tells of, at time `now_ns`. `prefix` stands before its name, and is all of
 * it with `number` if it has none. Owned by the caller.
 */
struct tap_test *tap_test_new(const struct tap_line *line, const struct tap_dialect *dialect,
			      const char *prefix, uint64_t number, int64_t now_ns);
void tap_test_free(struct tap_test *test);

/* Its id, which is settled from now on. Borrowed from `test`. */
const char *tap_test_id(struct tap_test *test, struct emitter *emitter);

/* True if text that follows is about it: it failed, as expected or not. */
bool tap_test_is_failure(const struct tap_test *test);

/* Adds a line of text about it, without its newline. */
void tap_test_add_text(struct tap_test *test, struct emitter *emitter, struct text line);

/* Adds a line of its block of YAML. Returns false if that ends the block. */
bool tap_test_add_yaml(struct tap_test *test, struct emitter *emitter, struct text line);

/* Emits it. */
void tap_test_emit(struct tap_test *test, struct emitter *emitter);

#endif
