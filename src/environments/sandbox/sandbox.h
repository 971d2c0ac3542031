/* What the parts of the sandbox environment share. */
#ifndef TESTR_ENVIRONMENTS_SANDBOX_SANDBOX_H
#define TESTR_ENVIRONMENTS_SANDBOX_SANDBOX_H

#include <glib.h>

#include "environments/environments.h"

/*
 * The words that start bubblewrap for `request` in `instance`, which report on the descriptor
 * `report` how it went. Free with g_ptr_array_unref().
 */
GPtrArray *sandbox_words(const struct instance_record *instance, const struct request *request,
			 int report);

/* environment.execute */
int sandbox_execute(const struct instance_record *instance, const struct request *request,
		    GError **error);

/* Ends what still runs in `instance` and waits until it has ended. */
void sandbox_end_execution(const struct instance_record *instance);

/* Folders in the instance's folder that a sandbox sees elsewhere. */
#define SANDBOX_SOURCE "source"
#define SANDBOX_HOME "home"
#define SANDBOX_TMP "tmp"
#define SANDBOX_VAR_TMP "var-tmp"

#endif
