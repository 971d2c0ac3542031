/*
 * What every use of the engine needs besides its task: the ledger, the guard of the command, and
 * somebody who listens to what it has to say.
 */
#ifndef TESTR_RUN_ENGINE_SESSION_H
#define TESTR_RUN_ENGINE_SESSION_H

#include "engine/engine.h"
#include "report/display.h"
#include "report/terminal.h"
#include "run/context.h"
#include "store/ledger.h"
#include "store/repository.h"

struct engine_session {
	const struct context *context; /* borrowed */
	const struct config *config;   /* borrowed */
	struct ledger *ledger;         /* NULL: there are no instances */
	struct instance_ledger hooks;
	GPtrArray *kept; /* of char *: the ids of the instances that the run has kept */
	struct display *display;
	bool is_stderr_terminal;
	struct terminal_stream child_errors; /* what children write there, if it is one */
	int64_t run;                         /* its number; negative if it is not stored */
};

/*
 * Prepares `session` for run `run`, or, if that is negative, for one that is not stored, by a
 * number that no other process uses. `context` has a guard. The ledger is that of `repository`, the
 * project's; if that is NULL, one of this command's own. False with an error.
 */
bool engine_session_init(struct engine_session *session, const struct context *context,
			 const struct config *config, const struct repository *repository,
			 int64_t run, GError **error);

/*
 * A request to the engine with everything of `session`, which it borrows, filled in; `data` goes
 * to its callbacks, and its first member must be a struct engine_session.
 */
struct engine_request engine_session_request(struct engine_session *session);

/*
 * To be called when the engine has come back: nothing more is to come of what was asked for,
 * unless the run was abandoned, which the guard is then told.
 */
void engine_session_settle(struct engine_session *session, const struct engine_report *report);

/*
 * Lists the tests, in one instance if there are any, as engine_list() does, for a run that is not
 * stored. `arguments` are TESTARGS (NULL-terminated). NULL with an error; fills `report` anyhow.
 */
GPtrArray *engine_session_list(const struct context *context, const struct config *config,
			       const struct repository *repository, char **arguments,
			       struct engine_report *report, GError **error);

/* Tells the user `line`, without newline, whatever the display shows. */
void engine_session_warn(struct engine_session *session, const char *line);

/* Frees what it holds. */
void engine_session_clear(struct engine_session *session);

#endif
