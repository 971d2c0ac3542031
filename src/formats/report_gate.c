#include "formats/report_gate.h"

static void report_gate_take_line(const struct line_view *line, void *data)
{
	struct report_gate *gate = data;

	if (gate->is_open)
		gate->report(line->raw, gate->data);
	else if (line->is_whole && line->has_newline && text_is(line->text, gate->marker))
		gate->is_open = true;
	else
		gate->printed(line, gate->data);
}

void report_gate_init(struct report_gate *gate, const char *marker, line_fn printed,
		      void (*report)(struct bytes bytes, void *data), void *data)
{
	*gate = (struct report_gate){
		.marker = marker,
		.is_open = !marker,
		.printed = printed,
		.report = report,
		.data = data,
	};
	line_cutter_init(&gate->cutter, report_gate_take_line, gate);
}

void report_gate_clear(struct report_gate *gate)
{
	line_cutter_clear(&gate->cutter);
}

void report_gate_feed(struct report_gate *gate, struct bytes bytes)
{
	if (gate->marker)
		line_cutter_feed(&gate->cutter, bytes);
	else if (bytes.length > 0)
		gate->report(bytes, gate->data);
}

void report_gate_end(struct report_gate *gate)
{
	line_cutter_end(&gate->cutter);
}
