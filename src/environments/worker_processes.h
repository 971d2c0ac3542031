/*
 * Does the same work on several items, each in a process of its own, a few at a time. The work on
 * one item can be killed together with its helper programs, and cannot harm the others.
 */
#ifndef TESTR_ENVIRONMENTS_WORKER_PROCESSES_H
#define TESTR_ENVIRONMENTS_WORKER_PROCESSES_H

#include <glib.h>
#include <stdbool.h>

/* Works on `item`. Runs in a child: what it changes in memory is lost when it returns. */
typedef bool (*worker_processes_work_fn)(void *item, GError **error);

/* Told, in the calling process, that the work on `item` has ended: `failure` says why it failed,
 * NULL that it has not. False stops everything. */
typedef bool (*worker_processes_done_fn)(void *item, const char *failure, void *data);

/*
 * Works on all `items`, at most `at_once` at a time, and tells `done` of each in the order in which
 * they end. When `done` stops it, or a signal to end arrives and `heeds_signals`, work under way is
 * ended, helpers included, before it returns, without `done` being told. Returns that signal, else
 * 0.
 */
int worker_processes_run(const GPtrArray *items, int at_once, bool heeds_signals,
			 worker_processes_work_fn work, worker_processes_done_fn done, void *data);

#endif
