#include "model/unloadable.h"

static void what_is_known_of_one_is_in_lines(void)
{
	g_autoptr(GPtrArray) unloadables = unloadables_new();

	unloadables_add(unloadables, text_of("a"));
	unloadables_add(unloadables, text_of("b"));
	unloadables_explain(unloadables, text_of("no c"));
	unloadables_explain(unloadables, text_of(""));

	const struct unloadable *first = unloadables->pdata[0], *second = unloadables->pdata[1];
	g_assert_cmpstr(first->id, ==, "a");
	g_assert_cmpstr(first->why->str, ==, "");
	g_assert_cmpstr(second->why->str, ==, "no c\n\n");
}

static void what_is_kept_of_all_is_bounded(void)
{
	g_autoptr(GPtrArray) unloadables = unloadables_new();
	g_autofree char *line = g_strnfill(UNLOADABLE_BYTES_MAX / 4, 'x');
	size_t bytes = 0;

	for (int i = 0; i < 20; i++) {
		unloadables_add(unloadables, text_of("a"));
		for (int j = 0; j < 3; j++)
			unloadables_explain(unloadables, text_of(line));
	}
	for (guint i = 0; i < unloadables->len; i++)
		bytes += ((struct unloadable *)unloadables->pdata[i])->why->len;
	g_assert_cmpuint(bytes, <=, 3 * UNLOADABLE_BYTES_MAX);
}

#define ADD(test) g_test_add_func("/model/unloadable/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(what_is_known_of_one_is_in_lines);
	ADD(what_is_kept_of_all_is_bounded);
	return g_test_run();
}
