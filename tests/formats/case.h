/* A case of the corpus: a file, how it is to be read, and what the reading gives. */
#ifndef TESTR_TESTS_FORMATS_CASE_H
#define TESTR_TESTS_FORMATS_CASE_H

#include "formats/format.h"

struct corpus_case {
	char *folder; /* of the corpus */
	char *name;   /* "tap/basic" */
	const struct format *format;
	enum stream_completeness completeness;
	char *suffix; /* of the file that is read */
	char *unit;
	char *id_template;
	char *report_marker;
	char *root;
	char **listed_ids; /* NULL: none */
};

/* The case of one line of `cases`; NULL for an empty line or a comment. Owned by the caller. */
struct corpus_case *corpus_case_parse(const char *folder, const char *line);
void corpus_case_free(struct corpus_case *corpus_case);

/* What is expected, line by line, sorted. Owned by the caller. */
GPtrArray *corpus_case_expected(const struct corpus_case *corpus_case);

/* The content of the file that is read. Owned by the caller. */
GByteArray *corpus_case_bytes(const struct corpus_case *corpus_case);

/* How the runner ended; false if that is not known. */
bool corpus_case_ending(const struct corpus_case *corpus_case, struct ending *ending);

/* Its options, which borrow from it. */
struct format_options corpus_case_options(const struct corpus_case *corpus_case);

#endif
