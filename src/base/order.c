#include "base/order.h"

#include <glib.h>
#include <string.h>

static const char *const words[] = {
	[ORDER_LISTED] = "listed",
	[ORDER_SLOWEST] = "slowest",
	[ORDER_FAILED_FIRST] = "failed-first",
	[ORDER_RANDOM] = "random",
};

static bool parse_seed(const char *text, uint64_t *seed)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, 0, UINT64_MAX, &number, NULL))
		return false;
	*seed = number;
	return true;
}

bool order_parse(const char *text, struct order *order)
{
	const size_t length = strlen(words[ORDER_RANDOM]);
	struct order parsed = {.kind = ORDER_RANDOM, .has_seed = true};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strcmp(text, words[i]) != 0)
			continue;
		*order = (struct order){.kind = (enum order_kind)i};
		return true;
	}
	if (strncmp(text, words[ORDER_RANDOM], length) != 0 || text[length] != ':' ||
	    !parse_seed(text + length + 1, &parsed.seed))
		return false;
	*order = parsed;
	return true;
}

char *order_format(const struct order *order)
{
	if (!order->has_seed)
		return g_strdup(words[order->kind]);
	return g_strdup_printf("%s:%" G_GUINT64_FORMAT, words[order->kind], order->seed);
}
