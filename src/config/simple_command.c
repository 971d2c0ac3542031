#include "config/simple_command.h"

static bool is_one_of_words(const struct shell_word *word, unsigned int start,
			    const char *const *words)
{
	for (; *words; words++)
		if (shell_word_is_from(word, start, *words))
			return true;
	return false;
}

/* The name of a command may still follow: behind `then`, `X=1` and their likes. */
static bool precedes_command(const struct shell_word *word)
{
	static const char *const words[] = {"!",     "{",     "builtin", "command", "do",
					    "elif",  "else",  "exec",    "if",      "then",
					    "until", "while", NULL};

	for (unsigned int i = 0; i < word->units->len; i++)
		if (shell_word_byte(word, i) == '=')
			return true;
	return is_one_of_words(word, 0, words);
}

/* Names a shell, by whatever path. */
static bool is_shell_name(const struct shell_word *word)
{
	static const char *const names[] = {"ash", "bash", "dash", "ksh", "mksh",
					    "sh",  "yash", "zsh",  NULL};
	unsigned int name = word->units->len;

	while (name > 0 && shell_word_byte(word, name - 1) != '/')
		name--;
	return is_one_of_words(word, name, names);
}

static bool is_option_word(const struct shell_word *word)
{
	return word->units->len > 0 && shell_word_byte(word, 0) == '-';
}

/* `-c`, `-ec`, `-lc`: what shells and their likes take code behind. */
static bool is_c_option(const struct shell_word *word)
{
	unsigned int length = word->units->len;

	return length >= 2 && shell_word_byte(word, 0) == '-' && shell_word_byte(word, 1) != '-' &&
	       shell_word_byte(word, length - 1) == 'c';
}

static bool is_number_word(const struct shell_word *word)
{
	for (unsigned int i = 0; i < word->units->len; i++)
		if (!g_ascii_isdigit(shell_word_byte(word, i)))
			return false;
	return true;
}

bool simple_command_redirects(const struct simple_command *command, const struct shell_word *word,
			      bool is_redirected)
{
	return command->follows_redirection || (is_redirected && is_number_word(word));
}

void simple_command_read(struct simple_command *command, const struct shell_word *word)
{
	/* The code need not follow at once: `sh -c -e CODE`. */
	bool is_between =
		command->follows_shell && command->follows_c_option && is_option_word(word);

	if (shell_word_may_vanish(word))
		return;
	command->follows_c_option = is_between || is_c_option(word);
	if (!is_option_word(word))
		command->follows_shell = is_shell_name(word);
	command->is_eval |= !command->is_begun && shell_word_is(word, "eval");
	command->is_begun |= !precedes_command(word);
}

bool simple_command_takes_code(const struct simple_command *command, const struct shell_word *word)
{
	return command->follows_c_option && (word->is_quoted || command->follows_shell);
}
