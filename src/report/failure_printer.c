#include "report/failure_printer.h"

static void print_block(void *data, struct text block)
{
	output_text(data, block);
}

struct results *failure_printer_new(struct output *output, const struct style *style,
				    char **filter_tags)
{
	const struct results_options options = {
		.filter_tags = (const char *const *)filter_tags,
		.style = *style,
		.show = output ? print_block : NULL,
		.data = output,
	};
	return results_new(&options);
}
