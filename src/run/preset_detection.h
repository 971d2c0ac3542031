/*
 * Which presets fit a project: by the names of its files, and what stands in some of them. Nothing
 * of the project is run.
 */
#ifndef TESTR_RUN_PRESET_DETECTION_H
#define TESTR_RUN_PRESET_DETECTION_H

#include <glib.h>
#include <stdbool.h>

#include "base/scoped.h"

/* A preset that fits. */
struct preset_match {
	char *name;
	char *why;  /* `found go.mod` */
	char *tool; /* the program that it needs and that is not on PATH; NULL: all is there */
	char *configuration; /* what to write into `.testr.conf` */
};

/*
 * The presets that fit the project in `folder`: struct preset_match *, by name. Presets that cannot
 * be read are told as messages. Owned by the caller.
 */
GPtrArray *preset_detection_run(const char *folder);

/*
 * The one of `matches` to take: there is no other, and its tool is there. NULL, with `*why` set to
 * what to tell the user (several lines, owned by the caller), if none is.
 */
const struct preset_match *preset_detection_choose(const GPtrArray *matches, char **why);

#endif
