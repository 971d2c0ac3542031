#include "report/failure_printer.h"

#include "report/output.h"

static void print_block(void *data, struct text block)
{
	output_bytes(data, (struct bytes){(const uint8_t *)block.data, block.length});
}

struct results *failure_printer_new(const struct context *context, char **filter_tags,
				    bool is_shown)
{
	const struct results_options options = {
		.filter_tags = (const char *const *)filter_tags,
		.style = context->style,
		.show = is_shown ? print_block : NULL,
		.data = context->output,
	};
	return results_new(&options);
}
