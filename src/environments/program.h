/*
 * Helper programs (cp, ssh, podman, ...), run to their end by argument vector, never through a
 * shell. They end with the process that started them.
 */
#ifndef TESTR_ENVIRONMENTS_PROGRAM_H
#define TESTR_ENVIRONMENTS_PROGRAM_H

#include <glib.h>
#include <stdbool.h>

/* Words for program_run: NULL-terminated copies of the arguments up to NULL. Free with
 * g_ptr_array_unref(). */
GPtrArray *program_words(const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Appends `word`, which `words` then owns. */
void program_add(GPtrArray *words, char *word);

/* Appends copies of the arguments up to NULL. */
void program_append(GPtrArray *words, ...) G_GNUC_NULL_TERMINATED;

/* Appends copies of all in `more`, which is NULL-terminated. */
void program_append_all(GPtrArray *words, const char *const *more);

/*
 * Runs `words`, with its stdin from the descriptor `input` (-1: empty). With `output` its stdout is
 * kept there, owned by the caller; else it is dropped. PROGRAM_ERROR_MISSING if it cannot be
 * started; PROGRAM_ERROR_FAILED for any status but 0, with `PROGRAM: how it ended: the end of its
 * stderr`.
 */
bool program_run_with(const GPtrArray *words, int input, char **output, GError **error);

/* program_run_with, without input. */
bool program_run(const GPtrArray *words, char **output, GError **error);

/* program_run, with all that it wrote to stderr in `*said`, owned by the caller; NULL if it could
 * not be started. */
bool program_run_told(const GPtrArray *words, char **said, GError **error);

/* program_run_with, with `text` as its input. */
bool program_feed(const GPtrArray *words, const char *text, char **output, GError **error);

/* What a program ends with that is held, when it has said all it has to say. */
#define PROGRAM_END "\n.\n"

/* Told what a program has said, which lives as long as the call. */
typedef void (*program_told_fn)(const char *said, void *data);

/*
 * Runs `words` with `text` as its input, which comes to its end only once the program has written
 * PROGRAM_END and `told` has been called with what came before it: until then the program is there
 * to be looked at. If it ends without, `told` is not called. Errors as above.
 */
bool program_hold(const GPtrArray *words, const char *text, program_told_fn told, void *data,
		  GError **error);

/* Runs `from` with its stdout going into the stdin of `to`, both to their end. Status `harmless` of
 * `from` is as good as 0. */
bool program_pipe(const GPtrArray *from, const GPtrArray *to, int harmless, GError **error);

/* True if `name` is on PATH; else PROGRAM_ERROR_MISSING: `NAME is not installed: REMEDY`. */
bool program_find(const char *name, const char *hint, GError **error);

/* "exit status 3", "killed by SIGTERM (Terminated)": from a status of waitpid(2). Owned by the
 * caller. */
char *program_ending(int wait_status);

/* Has the kernel kill this process when its parent ends, whatever ends it. For a child, right
 * after fork. Does nothing where the kernel offers no such thing. */
void program_end_with_parent(void);

enum program_error { PROGRAM_ERROR_MISSING, PROGRAM_ERROR_FAILED };
GQuark program_error_quark(void);
#define PROGRAM_ERROR program_error_quark()

#endif
