#include "engine/shared_output.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_id(void *data, const char *id)
{
	g_string_append_printf(data, "%s ", id);
}

/* What the guardian makes of it: the ids, and in brackets the word that has begun. */
static char *told(const struct shared_output *output)
{
	GString *all = g_string_new(NULL);
	struct id_scanner scanner;

	id_scanner_init(&scanner, on_id, all);
	shared_output_read(output, &scanner);
	g_string_append_printf(all, "[%s]", scanner.word->str);
	id_scanner_clear(&scanner);
	return g_string_free(all, FALSE);
}

static void assert_told(const struct shared_output *output, const char *expected)
{
	g_autofree char *all = told(output);

	g_assert_cmpstr(all, ==, expected);
}

/* As read(2) does: the length is nobody's to know. */
static void read_into(struct shared_output *output, const char *bytes)
{
	memcpy(shared_output_buffer(output), bytes, strlen(bytes));
}

static void settle(struct shared_output *output, const char *word)
{
	shared_output_settle(output, (struct bytes){(const uint8_t *)word, strlen(word)});
}

static struct shared_output *new_output(void)
{
	g_autoptr(GError) error = NULL;
	struct shared_output *output = shared_output_new(&error);

	g_assert_no_error(error);
	return output;
}

static void a_new_one_is_empty(void)
{
	scoped(shared_output) output = new_output();

	assert_told(output, "[]");
}

static void what_was_read_is_there_until_it_is_settled(void)
{
	scoped(shared_output) output = new_output();

	read_into(output, "i0 i1\ni");
	assert_told(output, "i0 i1 [i]");
	settle(output, "i");
	assert_told(output, "[i]");
}

static void a_word_that_has_begun_goes_on_with_what_is_read_next(void)
{
	scoped(shared_output) output = new_output();

	read_into(output, "i0 i");
	settle(output, "i");
	read_into(output, "1 ");
	assert_told(output, "i1 []");
	settle(output, "");
	assert_told(output, "[]");
}

static void the_longest_word_is_kept(void)
{
	scoped(shared_output) output = new_output();
	g_autofree char *word = g_strnfill(INSTANCE_ID_BYTES_MAX, 'x');
	g_autofree char *expected = g_strdup_printf("%sy []", word);

	settle(output, word + 1);
	read_into(output, "y\n");
	assert_told(output, expected + 1);
}

static void a_full_buffer_is_told_to_its_last_byte(void)
{
	scoped(shared_output) output = new_output();
	g_autofree char *word = g_strnfill(SHARED_OUTPUT_BYTES, 'x');
	g_autofree char *expected = g_strdup_printf("[%s]", word);

	read_into(output, word);
	assert_told(output, expected);
}

static void another_process_sees_it(void)
{
	scoped(shared_output) output = new_output();
	pid_t pid = fork();

	if (pid == 0) {
		settle(output, "i");
		read_into(output, "0 i1");
		_exit(0);
	}
	g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
	assert_told(output, "i0 [i1]");
}

#define ADD(test) g_test_add_func("/engine/shared_output/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(a_new_one_is_empty);
	ADD(what_was_read_is_there_until_it_is_settled);
	ADD(a_word_that_has_begun_goes_on_with_what_is_read_next);
	ADD(the_longest_word_is_kept);
	ADD(a_full_buffer_is_told_to_its_last_byte);
	ADD(another_process_sees_it);
	return g_test_run();
}
