/*
 * An ordinary test that gives a fuzz target its corpus, and a thousand changed copies of each
 * file in it, always the same ones.
 *
 *	replay FOLDER
 */
#include <glib.h>

#include "target.h"

#define CHANGED_COPIES 1000

static void change(GByteArray *input, GRand *random)
{
	unsigned at = (unsigned)g_rand_int_range(random, 0, (int)input->len);
	unsigned length = (unsigned)g_rand_int_range(random, 1, (int)(input->len - at) + 1);
	g_autofree uint8_t *copy = g_memdup2(input->data + at, length);

	switch (g_rand_int_range(random, 0, 4)) {
	case 0:
		g_byte_array_remove_range(input, at, length);
		break;
	case 1:
		g_byte_array_append(input, copy, length);
		break;
	case 2:
		input->data[at] ^= (uint8_t)(1U << g_rand_int_range(random, 0, 8));
		break;
	default:
		input->data[at] = (uint8_t)g_rand_int(random);
	}
}

static void replay(const void *data)
{
	const char *path = data;
	g_autofree char *content = NULL;
	size_t length;

	g_assert_true(g_file_get_contents(path, &content, &length, NULL));
	LLVMFuzzerTestOneInput((const uint8_t *)content, length);
	for (unsigned seed = 0; seed < CHANGED_COPIES; seed++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		g_autoptr(GByteArray) input = g_byte_array_new();
		int changes = g_rand_int_range(random, 1, 6);

		g_byte_array_append(input, (const uint8_t *)content, (unsigned)length);
		for (int i = 0; i < changes && input->len > 0; i++)
			change(input, random);
		g_test_message("%s, copy %u", path, seed);
		LLVMFuzzerTestOneInput(input->data, input->len);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 2);
	g_autoptr(GDir) folder = g_dir_open(argv[1], 0, NULL);
	g_assert_nonnull(folder);
	for (const char *name; (name = g_dir_read_name(folder));) {
		g_autofree char *test = g_strconcat("/replay/", name, NULL);

		g_test_add_data_func_full(test, g_build_filename(argv[1], name, NULL), replay,
					  g_free);
	}
	return g_test_run();
}
