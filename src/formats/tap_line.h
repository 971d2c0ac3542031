/*
 * One line of TAP (versions 12 to 14, and what Test::More, bats, node, vitest, mocha, busted, Check
 * and cmocka make of them): what it says by itself. Whether that counts, its place decides
 * (tap_document.h).
 */
#ifndef TESTR_FORMATS_TAP_LINE_H
#define TESTR_FORMATS_TAP_LINE_H

#include <glib.h>

#include "base/bytes.h"

/* How the dialects differ. */
struct tap_dialect {
	bool awaits_version; /* what stands before the line `TAP version N` is output */
	bool has_escapes;    /* `\#` and `\\` in names stand for `#` and `\` */
	bool has_timing;     /* names end in ` in 12ms`, which is the duration */
};

enum tap_kind {
	TAP_OTHER, /* nothing of TAP; perhaps text about the test before */
	TAP_VERSION,
	TAP_PLAN,
	TAP_RESULT,
	TAP_BAIL_OUT,
	TAP_COMMENT,
	TAP_SUBTEST,   /* `# Subtest: NAME` */
	TAP_YAML,      /* `---`: a block of YAML begins */
	TAP_BLOCK_END, /* `}` */
};

enum tap_directive { TAP_NO_DIRECTIVE, TAP_SKIP, TAP_TODO };

/* No number, in `number`. */
#define TAP_UNNUMBERED UINT64_MAX

/* All texts are views into the line. */
struct tap_line {
	enum tap_kind kind;
	size_t indent;   /* blanks at the beginning */
	bool is_ok;      /* TAP_RESULT */
	uint64_t number; /* TAP_RESULT: its number; TAP_PLAN: N of `1..N` */
	/* TAP_RESULT and TAP_SUBTEST: the name as written; TAP_BAIL_OUT: why; TAP_COMMENT: it */
	struct text text;
	enum tap_directive directive; /* TAP_RESULT; TAP_SKIP: TAP_PLAN as well */
	struct text reason;           /* of the directive, may be empty */
	int64_t duration_ns;          /* DURATION_NONE: not told */
	bool may_open_block;          /* the line ends in ` {`, which is not in `text` */
};

/* What `line`, without newline, says. */
struct tap_line tap_line_parse(struct text line, const struct tap_dialect *dialect);

/* True if `line` ends in `TAP version N`; `*before` is then what stands before that. */
bool tap_line_ends_in_version(struct text line, struct text *before);

/*
 * Where in `line`, after its beginning, a result with number `number` stands that was written right
 * after other text; `line`'s length if there is none.
 */
size_t tap_line_find_glued(struct text line, uint64_t number);

/* The name as it is meant: with `\#` and `\\` resolved. Owned by the caller. */
GString *tap_unescape(struct text name, const struct tap_dialect *dialect);

#endif
