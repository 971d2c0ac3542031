/*
 * The gate between what a runner printed and its report, when both come in one stream: all lines up
 * to one that is the marker are printed text, all bytes after it are the report. Without a marker
 * all is report.
 */
#ifndef TESTR_FORMATS_REPORT_GATE_H
#define TESTR_FORMATS_REPORT_GATE_H

#include "formats/lines.h"

struct report_gate {
	const char *marker; /* borrowed; NULL: none */
	bool is_open;       /* the report has begun */
	struct line_cutter cutter;
	/* Takes lines before the marker. */
	line_fn printed;
	/* Takes bytes of the report. */
	void (*report)(struct bytes bytes, void *data);
	void *data;
};

void report_gate_init(struct report_gate *gate, const char *marker, line_fn printed,
		      void (*report)(struct bytes bytes, void *data), void *data);
void report_gate_clear(struct report_gate *gate);

/* Takes the next bytes. */
void report_gate_feed(struct report_gate *gate, struct bytes bytes);

/* The stream is over: hands out what is held. */
void report_gate_end(struct report_gate *gate);

#endif
