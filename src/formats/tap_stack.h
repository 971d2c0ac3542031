/*
 * The documents of a TAP stream that are open, the innermost last: the stream's own, and one for
 * each block of subtests around the place that has been read. Level 0 is the stream's own.
 */
#ifndef TESTR_FORMATS_TAP_STACK_H
#define TESTR_FORMATS_TAP_STACK_H

#include "formats/tap_document.h"

/* Most levels of subtests; deeper ones are output. */
#define TAP_DEPTH_MAX 32

/* Blanks for each level. */
#define TAP_INDENT 4

struct tap_stack {
	const struct tap_dialect *dialect; /* borrowed */
	struct emitter *emitter;           /* borrowed */
	GPtrArray *documents;              /* of struct tap_document * */
	struct tap_test *held;  /* the test whose result came last; NULL: it is emitted */
	char *announced;        /* NAME of the latest `# Subtest: NAME`, until it has begun */
	size_t announced_depth; /* the level of that line */
	bool is_incomplete;     /* documents that are over lacked tests */
	bool is_open;           /* a subtest was in progress at the end */
};

void tap_stack_init(struct tap_stack *stack, const struct tap_dialect *dialect,
		    struct emitter *emitter);
void tap_stack_clear(struct tap_stack *stack);

/* The level of the innermost document. */
size_t tap_stack_depth(const struct tap_stack *stack);

/* The document on level `depth`. Borrowed. */
struct tap_document *tap_stack_at(const struct tap_stack *stack, size_t depth);

/* The held test is complete: emits it. */
void tap_stack_settle(struct tap_stack *stack);

/*
 * True if a line on level `depth` may be of a document: of one that is open, or of one that has
 * been announced or, if it `is_plan`, begins now, which is then opened.
 */
bool tap_stack_reach(struct tap_stack *stack, size_t depth, bool is_plan);

/* Opens a document of the subtests of `name`, which is NULL for the test with the next number. */
void tap_stack_push_subtests(struct tap_stack *stack, const char *name);

/* The innermost document is over. */
void tap_stack_pop(struct tap_stack *stack);

/* The same for all that are within that of level `depth`. */
void tap_stack_pop_to(struct tap_stack *stack, size_t depth);

/* Puts a new document in the place of the innermost. */
void tap_stack_restart(struct tap_stack *stack);

/* The stream is over, and so are all documents. Returns true if it ends with a plan in force. */
bool tap_stack_end(struct tap_stack *stack);

#endif
