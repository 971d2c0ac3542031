/*
 * The directives of subunit v1: what one line of text says (docs/design/subunit.md, "Version 1").
 */
#ifndef TESTR_SUBUNIT_V1_DIRECTIVE_H
#define TESTR_SUBUNIT_V1_DIRECTIVE_H

#include "model/event.h"

enum directive_kind {
	DIRECTIVE_NONE, /* plain output */
	DIRECTIVE_TEST,
	DIRECTIVE_OUTCOME,
	DIRECTIVE_TAGS,
	DIRECTIVE_TIME,
	DIRECTIVE_PROGRESS,
};

struct directive {
	enum directive_kind kind;
	enum status status; /* DIRECTIVE_OUTCOME: the final status */
	bool has_colon;     /* `test: LABEL`, not `test LABEL`, which may be prose */
	int64_t time_ns;    /* DIRECTIVE_TIME: since 1970 UTC; TIME_NONE: no packet can tell it */
	struct bytes argument; /* what follows, without the line's end; any bytes, a view */
};

/* `line` without newline, or carriage return and newline. */
struct bytes directive_strip(struct bytes line);

/*
 * What `line`, with or without its newline, says. A tags, time or progress directive without
 * colon, a time that is none and a progress that is none are plain output.
 */
struct directive directive_parse(struct bytes line);

/*
 * Where in `line`, right after some text, a start with colon (`test: `) stands: the last one; 0 if
 * there is none. So C programs write it when what they had printed lacks a newline. After a blank
 * it is prose.
 */
size_t directive_find_start(struct bytes line);

/*
 * How long the outcome's keyword is that ends before `at` in `line`; 0 if none does. `line` has
 * a colon at `at`.
 */
size_t directive_outcome_before(struct bytes line, size_t at);

/* Where in `line`, after its beginning, the first outcome's keyword stands that `tail` follows; 0
 * if there is none. */
size_t directive_find_outcome(struct bytes line, struct bytes tail);

/*
 * Where in `bytes` a line begins that starts a test (`test: `) after a newline: how v1 is found
 * again among damaged bytes. If there is none, where such a line may begin that is cut off by the
 * end of `bytes`, at its newline; their length if there is none of these either. `*is_found` tells
 * which.
 */
size_t directive_find_test(struct bytes bytes, bool *is_found);

#endif
