/* Which tests `testr run` was asked for: filters, --failing and --load-list. */
#ifndef TESTR_CMD_RUN_SELECTION_H
#define TESTR_CMD_RUN_SELECTION_H

#include "cmd/run_options.h"
#include "select/select.h"
#include "store/repository.h"

struct run_selection {
	struct selection selection;
};

/*
 * Fills `selection` from the options and words of the command line. False with an error if a
 * filter cannot be used, the list cannot be read, the repository fails, or `config` leaves no way
 * to run chosen tests.
 */
bool run_selection_init(struct run_selection *selection, const struct run_options *options,
			const struct arguments *arguments, const struct config *config,
			struct repository *repository, GError **error);

/* True if only failing tests were asked for and there are none. */
bool run_selection_is_done(const struct run_selection *selection);

void run_selection_clear(struct run_selection *selection);

#endif
