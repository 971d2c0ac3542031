/*
 * The errors of the store. Whatever fails in it fails with one of these, unless a header says
 * otherwise.
 */
#ifndef TESTR_STORE_REPOSITORY_ERROR_H
#define TESTR_STORE_REPOSITORY_ERROR_H

#include <glib.h>

enum repository_error {
	REPOSITORY_ERROR_MISSING, /* there is none; the message says `testr init` */
	REPOSITORY_ERROR_EXISTS,
	REPOSITORY_ERROR_FORMAT, /* older (names `testr upgrade`) or newer than this program */
	REPOSITORY_ERROR_NO_RUN, /* no such run, or none yet */
	REPOSITORY_ERROR_DAMAGED,
	REPOSITORY_ERROR_IO,
	REPOSITORY_ERROR_UNSAFE, /* it has a link, a pipe, somebody else's file: see
				    repository_file.h */
};
GQuark repository_error_quark(void);
#define REPOSITORY_ERROR repository_error_quark()

#endif
