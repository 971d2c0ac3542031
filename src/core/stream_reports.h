/*
 * The reports of a run's stream: the events that say that a test began or ended. A sink that
 * collects them, for a journal to be read with.
 */
#ifndef TESTR_CORE_STREAM_REPORTS_H
#define TESTR_CORE_STREAM_REPORTS_H

#include <glib.h>

#include "base/scoped.h"
#include "model/sink.h"

struct stream_report {
	const char *test_id;
	enum status status;
	int execution; /* -1: the event names none */
	int64_t stamp_ns;
};

struct stream_reports {
	struct sink sink; /* takes any events; never fails */
	GArray *all;      /* of struct stream_report */
	GStringChunk *ids;
};

/* True if `event` is a report; not so what testr says of an attempt that was cut off. */
bool stream_reports_have(const struct event *event);

void stream_reports_init(struct stream_reports *reports);
void stream_reports_clear(struct stream_reports *reports);

/* Appends a report. Its id is copied. */
void stream_reports_add(struct stream_reports *reports, struct text test_id, enum status status,
			int execution, int64_t stamp_ns);

#endif
