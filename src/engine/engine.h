/*
 * The engine: carries out what the core decides. It starts the callouts as child processes, reads
 * what they say, keeps their times, and feeds the core with what happened. It sees neither
 * repository nor terminal: events go into a sink, instances into a ledger of function pointers,
 * words for the user to a callback.
 *
 * Every child has its own process group, /dev/null as stdin, the default disposition of SIGPIPE
 * and no descriptors but 0, 1 and 2.
 */
#ifndef TESTR_ENGINE_ENGINE_H
#define TESTR_ENGINE_ENGINE_H

#include <glib.h>

#include "config/config.h"
#include "core/coordinator.h"
#include "model/sink.h"

/*
 * The durable record of instances, as the engine needs it. Each function returns false with
 * `error` set when the record could not be made; the engine then stops the run, disposes and
 * fails. `self` is passed through.
 */
struct instance_ledger {
	void *self;
	/* Before a provisioning callout starts: this many are wanted. */
	bool (*intend)(void *self, int count, GError **error);
	/* These ids (NULL-terminated) were read from its stdout. Durable when it returns. */
	bool (*add)(void *self, const char *const *ids, GError **error);
	/* These have been disposed of (NULL-terminated). */
	bool (*strike)(void *self, const char *const *ids, GError **error);
	/* These could not be disposed of; they stay on record. */
	bool (*leave)(void *self, const char *const *ids, GError **error);
	/* These are kept, as the user asked; they stay on record. */
	bool (*keep)(void *self, const char *const *ids, GError **error);
};

/*
 * Is told of all that the coordinator is told and asks for, as it happens: core/journal_writer.h
 * has functions of these names, and says what they mean. None fails. `self` is passed through.
 */
struct journal_sink {
	void *self;
	void (*begin)(void *self, const struct coordinator_options *options, int64_t now_us,
		      int64_t real_us);
	void (*input)(void *self, int64_t now_us, const struct input *input);
	void (*report)(void *self, int64_t now_us, const struct input *input, size_t test,
		       int64_t stamp_ns);
	void (*action)(void *self, const struct action *action);
};

enum notice_kind {
	NOTICE_COMMAND, /* `running=COMMAND`: shown with -v */
	NOTICE_STDERR,  /* bytes that a child wrote to stderr, shown as they are: any bytes */
	NOTICE_WARNING, /* went wrong, or takes long: one line, and maybe more lines below it that
			   are indented; no newline at the end */
};

struct guardian;

struct engine_request {
	const struct config *config;
	const char *folder;           /* the project's: where commands run */
	const char *private_folder;   /* existing, 0700, made for this run: id files go there */
	int64_t run;                  /* its number, for TESTR_RUN; -1 when the run is not stored */
	const char *const *arguments; /* TESTARGS, NULL-terminated, or NULL */
	struct coordinator_options options;
	/* How long provisioning and disposing may take before a line says so; 0: 10 seconds. */
	int64_t patience_us;
	struct sink *sink; /* receives every event, tagged worker-N, with a time */
	/* Called when what came in at one time has been passed on to `sink`: what the sink has
	 * buffered is to be written now. False with `error` set fails the run. May be NULL. */
	bool (*flush)(void *data, GError **error);
	const struct instance_ledger *ledger;
	const struct journal_sink *journal; /* NULL: none is kept */
	struct guardian *guardian;          /* to be told of all children; NULL: there is none */
	/*
	 * Chooses from what was listed (char *): returns the tests to run, an array of
	 * struct planned_test which becomes the engine's, whose strings the callee keeps alive
	 * until the engine returns. `listed` is the engine's: who wants to keep its strings takes a
	 * reference. It is NULL when tests cannot be listed; then `*is_open` may be set: run
	 * whatever there is. Called at most once. NULL with `error` fails the run.
	 */
	GArray *(*plan)(void *data, GPtrArray *listed, bool *is_open, GError **error);
	/* Tells the user something. */
	void (*notice)(void *data, enum notice_kind kind, struct text text);
	/* Something has changed that a live display may want to show; also called 4 times a second.
	 * May be NULL. */
	void (*progress)(void *data, const struct coordinator *coordinator, int64_t now_us);
	void *data;
};

struct engine_report {
	enum verdict verdict;
	int signal;         /* the one that interrupted it; 0 if none */
	bool was_abandoned; /* by a third signal: children and instances may be left */
	size_t unloadable;  /* what could not be loaded for the listing: tests that have failed, of
			       those that were planned; the core knows nothing of them */
	struct coordinator_summary summary;
};

/*
 * Runs it all, from provisioning to disposal, and fills `report`. Returns false with an error
 * whose message is fit for the user (what failed, how, the end of stderr) when the run could not
 * be carried through: provisioning, listing, disposal or the sink failed. `report` is filled all
 * the same: results may have been recorded. Blocks; SIGINT, SIGTERM, SIGHUP and SIGTSTP are handled
 * while it runs, unless testr was started with them ignored.
 */
bool engine_run(const struct engine_request *request, struct engine_report *report, GError **error);

/*
 * Only lists: provisions at most one instance, lists in it, disposes of it. Returns the ids (char
 * *, owned by the caller), or NULL with an error as above. Fills `report`, also on failure. What
 * could not be loaded is not among them; notices tell of it.
 * `request->plan` and `sink` are unused.
 */
GPtrArray *engine_list(const struct engine_request *request, struct engine_report *report,
		       GError **error);

/*
 * The number that the callout test_run_concurrency prints, run in `folder`. Returns -1 with an
 * error if it fails or prints no integer of at least 0. `guardian`, which may be NULL, ends it if
 * testr dies.
 */
int engine_ask_concurrency(const struct config *config, const char *folder,
			   struct guardian *guardian, GError **error);

/* How many workers at a time the machine's limits allow; at least 1. Sets `*which`, static, to the
 * lowest limit, in words. */
int engine_workers_max(const char **which);

enum engine_error {
	ENGINE_ERROR_CALLOUT,     /* a callout failed */
	ENGINE_ERROR_SYSTEM,      /* the operating system refused something */
	ENGINE_ERROR_INTERRUPTED, /* the user stopped a listing */
};
GQuark engine_error_quark(void);
#define ENGINE_ERROR engine_error_quark()

#endif
