/* Which tests `testr run` and `testr list-tests` were asked for: filters, and options. */
#ifndef TESTR_RUN_RUN_SELECTION_H
#define TESTR_RUN_RUN_SELECTION_H

#include "config/config.h"
#include "run/context.h"
#include "select/select.h"
#include "store/repository.h"

struct run_selection {
	struct selection selection;
	/* With --failing: what fails and is no test (static char *), so not in the selection. */
	GPtrArray *strays;
};

/* What is wrong with `request`, for the command line; NULL: nothing is. Static. */
const char *selection_request_fault(const struct selection_request *request);

/*
 * Fills `selection` from `request` and from the words of the command line (NULL-terminated),
 * which are filters. `request` has no fault. False with an error if a regular expression cannot be
 * used, a file cannot be read, or the repository fails, which may be NULL without --failing.
 */
bool run_selection_init(struct run_selection *selection, const struct selection_request *request,
			char **words, struct repository *repository, GError **error);

/* False with RUN_SETTINGS_ERROR_IMPOSSIBLE if `config` leaves no way to run what was chosen. */
bool run_selection_check(const struct run_selection *selection, const struct config *config,
			 GError **error);

/* True if only failing tests were asked for and there are none. */
bool run_selection_is_done(const struct run_selection *selection);

/*
 * Says that there is nothing to `verb` ("run"), because it is done. Returns the exit status: that
 * for no tests if something fails all the same.
 */
int run_selection_conclude(const struct run_selection *selection, const struct context *context,
			   const char *verb);

void run_selection_clear(struct run_selection *selection);

#endif
