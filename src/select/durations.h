/*
 * Durations of tests as text: one a line, the test's id, a tab, and the seconds that it takes with
 * six digits behind the point. What is read is exactly what was written. In ids a backslash is
 * written \\, a newline \n, a carriage return \r and a tab \t.
 */
#ifndef TESTR_SELECT_DURATIONS_H
#define TESTR_SELECT_DURATIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* An empty table: char * to int64_t * (microseconds), freed with it. */
GHashTable *durations_new(void);

/* Appends all of `durations` (as above) in the order of the ids. */
void durations_append(GString *out, GHashTable *durations);

/*
 * Adds what is in `line`, without newline, to `durations`, in place of what it has for that test.
 * Fewer digits behind the point, or none, are understood too. False with DURATIONS_ERROR.
 */
bool durations_read_line(GHashTable *durations, struct text line, GError **error);

enum durations_error { DURATIONS_ERROR_FORM };
GQuark durations_error_quark(void);
#define DURATIONS_ERROR durations_error_quark()

#endif
