#include "base/order.h"

#include <glib.h>

static void every_word_is_read_back(void)
{
	static const char *const words[] = {"listed", "slowest",  "failed-first",
					    "random", "random:0", "random:18446744073709551615"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		struct order order;
		g_assert_true(order_parse(words[i], &order));
		g_autofree char *word = order_format(&order);
		g_assert_cmpstr(word, ==, words[i]);
	}
}

static void what_is_no_order_is_refused(void)
{
	static const char *const words[] = {"",          "Listed",   "random:",
					    "random:-1", "random:x", "random:1.5",
					    "listed:17", "randomly", "random:18446744073709551616"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		struct order order = {.kind = ORDER_SLOWEST};
		g_assert_false(order_parse(words[i], &order));
		g_assert_cmpint(order.kind, ==, ORDER_SLOWEST);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/order/every word is read back", every_word_is_read_back);
	g_test_add_func("/order/what is no order is refused", what_is_no_order_is_refused);
	return g_test_run();
}
