/* Words for the user on stderr, each beginning with `testr: `. */
#ifndef TESTR_REPORT_MESSAGE_H
#define TESTR_REPORT_MESSAGE_H

#include <glib.h>

/* One line, without newline. */
void message(const char *format, ...) G_GNUC_PRINTF(1, 2);

/*
 * An error: its first line is what failed and why; the lines that follow are the evidence and
 * what to do, and are printed as they are, harmless (report/terminal.h) as all of this is.
 */
void message_error(const GError *error);

/* Wrong usage of `command` (NULL: of testr itself): why, and where help is to be had. */
void message_usage(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
