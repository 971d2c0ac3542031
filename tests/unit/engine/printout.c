#include "engine/printout.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_id(void *data, const char *id)
{
	g_string_append_printf(data, "%s ", id);
}

/* What the guardian makes of it: the ids, and in brackets the word that has begun. */
static char *told(const struct printout *printout)
{
	GString *all = g_string_new(NULL);
	struct ids ids;

	ids_init(&ids, on_id, all);
	printout_tell(printout, &ids);
	g_string_append_printf(all, "[%s]", ids.word->str);
	ids_clear(&ids);
	return g_string_free(all, FALSE);
}

static void assert_told(const struct printout *printout, const char *expected)
{
	g_autofree char *all = told(printout);

	g_assert_cmpstr(all, ==, expected);
}

/* As read(2) does: the length is nobody's to know. */
static void read_into(struct printout *printout, const char *bytes)
{
	memcpy(printout_buffer(printout), bytes, strlen(bytes));
}

static void settle(struct printout *printout, const char *word)
{
	printout_settle(printout, (struct bytes){(const uint8_t *)word, strlen(word)});
}

static struct printout *new_printout(void)
{
	g_autoptr(GError) error = NULL;
	struct printout *printout = printout_new(&error);

	g_assert_no_error(error);
	return printout;
}

static void a_new_one_is_empty(void)
{
	scoped(printout) printout = new_printout();

	assert_told(printout, "[]");
}

static void what_was_read_is_there_until_it_is_settled(void)
{
	scoped(printout) printout = new_printout();

	read_into(printout, "i0 i1\ni");
	assert_told(printout, "i0 i1 [i]");
	settle(printout, "i");
	assert_told(printout, "[i]");
}

static void a_word_that_has_begun_goes_on_with_what_is_read_next(void)
{
	scoped(printout) printout = new_printout();

	read_into(printout, "i0 i");
	settle(printout, "i");
	read_into(printout, "1 ");
	assert_told(printout, "i1 []");
	settle(printout, "");
	assert_told(printout, "[]");
}

static void the_longest_word_is_kept(void)
{
	scoped(printout) printout = new_printout();
	g_autofree char *word = g_strnfill(INSTANCE_ID_BYTES_MAX, 'x');
	g_autofree char *expected = g_strdup_printf("%sy []", word);

	settle(printout, word + 1);
	read_into(printout, "y\n");
	assert_told(printout, expected + 1);
}

static void a_full_buffer_is_told_to_its_last_byte(void)
{
	scoped(printout) printout = new_printout();
	g_autofree char *word = g_strnfill(PRINTOUT_BYTES, 'x');
	g_autofree char *expected = g_strdup_printf("[%s]", word);

	read_into(printout, word);
	assert_told(printout, expected);
}

static void another_process_sees_it(void)
{
	scoped(printout) printout = new_printout();
	pid_t pid = fork();

	if (pid == 0) {
		settle(printout, "i");
		read_into(printout, "0 i1");
		_exit(0);
	}
	g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
	assert_told(printout, "i0 [i1]");
}

#define ADD(test) g_test_add_func("/engine/printout/" #test, test)

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
