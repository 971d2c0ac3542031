/*
 * What every use of the engine needs besides its task: the ledger, the guard of the command, and
 * somebody who listens to what it has to say.
 */
#ifndef TESTR_CMD_LAUNCH_H
#define TESTR_CMD_LAUNCH_H

#include "cmd/command.h"
#include "engine/engine.h"
#include "report/display.h"
#include "store/ledger.h"
#include "store/repository.h"

struct launch {
	const struct context *context; /* borrowed */
	const struct config *config;   /* borrowed */
	struct ledger *ledger;         /* NULL: there are no instances */
	struct instance_ledger hooks;
	GPtrArray *kept; /* of char *: the ids of the instances that the run has kept */
	struct display *display;
	int64_t run; /* its number; negative if it is not stored */
};

/*
 * Prepares `launch` for run `run`, or, if that is negative, for one that is not stored, by a
 * number that no other process uses. `context` has a guard. The ledger is that of `repository`, the
 * project's; if that is NULL, one of this command's own. False with an error.
 */
bool launch_init(struct launch *launch, const struct context *context, const struct config *config,
		 const struct repository *repository, int64_t run, GError **error);

/*
 * A request to the engine with everything of `launch`, which it borrows, filled in; `data` goes
 * to its callbacks, and its first member must be a struct launch.
 */
struct engine_request launch_request(struct launch *launch);

/*
 * To be called when the engine has come back: nothing more is to come of what was asked for,
 * unless the run was abandoned, which the guard is then told.
 */
void launch_settle(struct launch *launch, const struct engine_report *report);

/*
 * Lists the tests, in one instance if there are any, as engine_list() does, for a run that is not
 * stored. `arguments` are TESTARGS (NULL-terminated). NULL with an error; fills `report` anyhow.
 */
GPtrArray *launch_list(const struct context *context, const struct config *config,
		       const struct repository *repository, char **arguments,
		       struct engine_report *report, GError **error);

/* Tells the user `line`, without newline, whatever the display shows. */
void launch_warn(struct launch *launch, const char *line);

/* Frees what it holds. */
void launch_clear(struct launch *launch);

#endif
