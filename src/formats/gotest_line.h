/* One line of `go test -json`. */
#ifndef TESTR_FORMATS_GOTEST_LINE_H
#define TESTR_FORMATS_GOTEST_LINE_H

#include <glib.h>

#include "base/bytes.h"

/* Owned; NULL: the line does not have the field. */
struct gotest_line {
	char *action; /* "run", "output", "pass", ... */
	char *package;
	char *test;
	char *time;
	GString *output;
	double elapsed_s; /* -1: not told */
};

/* Reads `text`. False if it is no such line; `*line` is to be cleared in any case. */
bool gotest_line_parse(struct text text, struct gotest_line *line);
void gotest_line_clear(struct gotest_line *line);

#endif
