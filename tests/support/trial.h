/*
 * A trial: a project in a folder of its own, run by the real engine with real processes, and all
 * that came of it.
 *
 * Its test command is tests/child/runner.c with the suite that the test gives. Its instances are
 * folders named instance-N: provisioning makes them, executing fails in one that is not there,
 * disposing removes them, so a test that removes its own folder kills its instance.
 */
#ifndef TESTR_SUPPORT_TRIAL_H
#define TESTR_SUPPORT_TRIAL_H

#include "engine/engine.h"
#include "model/result.h"
#include "transcript.h"

/* The test command, which runs chosen tests. */
#define TRIAL_TESTS                                                                                \
	"test_command=$RUNNER suite $LISTOPT $IDOPTION\n"                                          \
	"test_list_option=--list\n"                                                                \
	"test_id_option=--load-list $IDFILE\n"

#define TRIAL_PROVISION "instance_provision=./provision $INSTANCE_COUNT\n"
#define TRIAL_EXECUTE "instance_execute=./execute $INSTANCE_ID $FILES -- $COMMAND\n"
#define TRIAL_DISPOSE "instance_dispose=./dispose $INSTANCE_IDS\n"
#define TRIAL_INSTANCES TRIAL_PROVISION TRIAL_EXECUTE TRIAL_DISPOSE

struct trial {
	char *folder;
	struct config *config;
	struct engine_request request; /* to be changed before trial_run() */
	/* What came of it: */
	struct engine_report report;
	bool is_carried_through;
	GError *error;
	struct transcript transcript; /* of all events */
	GPtrArray *results;           /* of struct trial_result *, in the order of their ends */
	GString *ledger;              /* "intend 2\nadd a\nstrike a b\n" */
	GString *errors;              /* what the children wrote to stderr */
	GString *commands;            /* a line each */
	GString *warnings;            /* a line each */
	size_t flushes;
	/* For trials of what goes wrong: */
	const char *ledger_fails; /* the hook that fails: "intend", "add", ...; NULL: none */
	size_t sink_fails_after;  /* events that the sink takes; 0: all */
	GPtrArray *listed;        /* of char * */
	struct collector *collector;
	struct sink sink;
};

/* The answer of one test. */
struct trial_result {
	char *test_id;
	enum outcome outcome;
	char *tags;   /* joined by spaces */
	char *reason; /* the attachment `reason`, or NULL */
};

/* A project with configuration `config`, and a suite of the tests `suite`, one word each. */
void trial_init(struct trial *trial, const char *config, const char *suite);

/* Writes an executable file of shell commands into the project's folder. */
void trial_script(const struct trial *trial, const char *name, const char *commands);

/* Runs it with `concurrency` workers. */
void trial_run(struct trial *trial, int concurrency);

/* The only result of `test_id`. It must have one. */
const struct trial_result *trial_result(const struct trial *trial, const char *test_id);

/* The outcomes of all results, as "id outcome" lines sorted by id. Owned by the caller. */
char *trial_outcomes(const struct trial *trial);

/* The content of file `name` in the project's folder; "" if there is none. Owned by the caller. */
char *trial_read(const struct trial *trial, const char *name);

/* Asserts that each id in the ledger was struck once, and that no instance's folder is left. */
void trial_assert_all_gone(const struct trial *trial);

/* Removes the folder and frees the rest. All zeros are accepted. */
void trial_clear(struct trial *trial);

#endif
