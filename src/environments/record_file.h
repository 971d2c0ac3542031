/*
 * The file that holds the record of an instance, twice: `record`, and beside it `record.copy`, for
 * what is left of a damaged record may not tell how to be rid of the instance. Both end with a
 * mark, by which it is seen when they have been cut short.
 */
#ifndef TESTR_ENVIRONMENTS_RECORD_FILE_H
#define TESTR_ENVIRONMENTS_RECORD_FILE_H

#include <glib.h>
#include <stdbool.h>

/* True if a record can hold `text`: what is not UTF-8 could be written, but not read again. Else
 * false with INSTANCE_RECORD_ERROR_STATE. */
bool record_file_can_hold(const char *text, GError **error);

/* Writes `record` into `folder`; `is_lease`: without waiting for the disk, and once. Errors are
 * file_replace()'s. */
bool record_file_save(const char *folder, GKeyFile *record, bool is_lease, GError **error);

/*
 * Reads it into `record`, which is empty. Fails with G_FILE_ERROR_NOENT if there is none, and with
 * other errors of GLib's if it is damaged; `record` then holds what could be read.
 */
bool record_file_load(const char *folder, GKeyFile *record, GError **error);

/* The same from the copy. */
bool record_file_load_copy(const char *folder, GKeyFile *record, GError **error);

#endif
