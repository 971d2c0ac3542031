/* One `testcase` of a JUnit report while it is being read. */
#ifndef TESTR_FORMATS_JUNIT_CASE_H
#define TESTR_FORMATS_JUNIT_CASE_H

#include "formats/emitter.h"

/* What an element within a testcase tells. */
enum junit_detail {
	JUNIT_NO_DETAIL,
	JUNIT_FAILURE, /* `failure` or `error` */
	JUNIT_SKIPPED,
	JUNIT_STDOUT,
	JUNIT_STDERR,
};

struct junit_case {
	char *id;
	bool has_failed;
	bool is_skipped;
	int64_t duration_ns; /* DURATION_NONE: not told */
	int64_t started_ns;  /* TIME_NONE: not told */
	char *location;      /* FILE:LINE or FILE; NULL: not told */
	GString *reason;     /* of the skip */
	enum junit_detail detail;
	char *message; /* of the detail; NULL: none */
	GString *text; /* of the detail, not yet attached */
	bool has_text; /* some was attached */
};

/* The detail that the element `name` tells. */
enum junit_detail junit_detail_of(const char *name);

/* A testcase of test `id`, with its `attributes`. Owned by the caller. */
struct junit_case *junit_case_new(char *id, const char **attributes);
void junit_case_free(struct junit_case *junit_case);

/* An element of it begins, which is `detail`, perhaps with a message. */
void junit_case_begin_detail(struct junit_case *junit_case, enum junit_detail detail,
			     const char *message);

/* Adds text of the detail; nothing if there is none. */
void junit_case_add_text(struct junit_case *junit_case, struct emitter *emitter, struct text text);

/* The detail ends. */
void junit_case_end_detail(struct junit_case *junit_case, struct emitter *emitter);

/* It ends: emits the outcome. `ended_ns`: when it ended, if it does not tell itself. */
void junit_case_emit(struct junit_case *junit_case, struct emitter *emitter, int64_t ended_ns);

#endif
