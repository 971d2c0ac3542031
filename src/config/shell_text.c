#include "config/shell_text.h"

#include <string.h>

#include "base/excerpt.h"
#include "base/quote.h"
#include "config/command_template.h"
#include "config/shell_scan.h"

struct shell_place {
	const char *name;
	const char *const *words; /* or, if NULL, */
	const char *command;
	GString *code; /* the value for the layers entered so far; NULL before the first */
	bool is_lost;
};

struct shell_text {
	GArray *units;     /* of struct shell_unit */
	GPtrArray *places; /* of struct shell_place *, in order */
};

/* ---- commands ---- */

/* Means something to a shell only, so that another program cannot be told to run it. */
static const char *const shell_words[] = {
	"!",       ".",        ":",      "alias",  "break", "builtin", "cd",
	"command", "continue", "eval",   "exec",   "exit",  "export",  "local",
	"read",    "readonly", "return", "set",    "shift", "source",  "time",
	"times",   "trap",     "type",   "ulimit", "umask", "unset",   "wait",
};

static bool begins_with_shell_word(const char *command)
{
	size_t length = strcspn(command, " \t");

	for (size_t i = 0; i < G_N_ELEMENTS(shell_words); i++)
		if (strlen(shell_words[i]) == length &&
		    strncmp(shell_words[i], command, length) == 0)
			return true;
	return false;
}

static bool begins_with_assignment(const char *command)
{
	size_t name = 0;

	while (g_ascii_isalnum(command[name]) || command[name] == '_')
		name++;
	return name > 0 && (command[name] == '=' || strncmp(command + name, "+=", 2) == 0);
}

/*
 * True if `command` is one simple command whose words, as the shell reads them, can be handed to
 * a program that then runs it. If in doubt it is not.
 */
static bool is_simple_command(const char *command)
{
	scoped(shell_text) text = shell_text_new();

	command += strspn(command, " \t");
	shell_text_add(text, command, strlen(command));
	return !begins_with_assignment(command) && !begins_with_shell_word(command) &&
	       shell_scan((const void *)text->units->data, text->units->len, NULL);
}

/* ---- quoting a value for each layer ---- */

static void append_escaped_value(GString *code, const char *value, enum shell_quoting quoting)
{
	static const char *const specials[] = {
		[SHELL_DOUBLE] = "$`\"\\",
		[SHELL_BACKQUOTED] = "$`\\",
		[SHELL_BACKQUOTED_IN_DOUBLE] = "$`\"\\",
	};

	for (; *value; value++) {
		if (quoting == SHELL_SINGLE && *value == '\'')
			g_string_append(code, "'\\'");
		else if (quoting != SHELL_SINGLE && strchr(specials[quoting], *value))
			g_string_append_c(code, '\\');
		g_string_append_c(code, *value);
	}
}

static GString *bare_code(const struct shell_place *place)
{
	if (place->words) {
		g_autofree char *words = quote_words(place->words);
		return g_string_new(words);
	}
	GString *code = g_string_new(NULL);
	if (is_simple_command(place->command)) {
		g_string_append(code, place->command);
	} else {
		g_autofree char *quoted = quote_word(place->command);
		g_string_printf(code, "sh -c %s", quoted);
	}
	return code;
}

/* The value as it is, words joined by spaces. */
static char *plain_value(const struct shell_place *place)
{
	return place->words ? g_strjoinv(" ", (char **)place->words) : g_strdup(place->command);
}

static void shell_text_enter_place(struct shell_place *place, enum shell_quoting quoting)
{
	if (!place->code && quoting == SHELL_BARE) {
		place->code = bare_code(place);
		return;
	}
	g_autofree char *value =
		place->code ? g_string_free(place->code, FALSE) : plain_value(place);
	if (quoting == SHELL_BARE) {
		g_autofree char *quoted = quote_word(value);
		place->code = g_string_new(quoted);
		return;
	}
	place->code = g_string_new(NULL);
	append_escaped_value(place->code, value, quoting);
}

static void shell_text_touch_place(struct shell_place *place, bool is_redirected)
{
	bool is_number = strspn(place->code->str, "0123456789") == place->code->len;

	if (place->code->len == 0 || (is_redirected && is_number))
		g_string_append(place->code, "''");
}

static void shell_text_lose_place(struct shell_place *place)
{
	place->is_lost = true;
}

static const struct shell_finder finder = {shell_text_enter_place, shell_text_touch_place,
					   shell_text_lose_place};

/* ---- putting it together ---- */

struct shell_text *shell_text_new(void)
{
	struct shell_text *text = g_new(struct shell_text, 1);

	text->units = g_array_new(FALSE, TRUE, sizeof(struct shell_unit));
	text->places = g_ptr_array_new();
	return text;
}

void shell_text_add(struct shell_text *text, const char *code, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		struct shell_unit unit = {.byte = code[i]};
		g_array_append_val(text->units, unit);
	}
}

static void add_shell_place(struct shell_text *text, struct shell_place place)
{
	struct shell_unit unit = {.place = g_new(struct shell_place, 1)};

	*unit.place = place;
	g_array_append_val(text->units, unit);
	g_ptr_array_add(text->places, unit.place);
}

void shell_text_add_words(struct shell_text *text, const char *name, const char *const *words)
{
	add_shell_place(text, (struct shell_place){.name = name, .words = words});
}

void shell_text_add_command(struct shell_text *text, const char *name, const char *command)
{
	add_shell_place(text, (struct shell_place){.name = name, .command = command});
}

/* The part of the value that is not safe where the shell's reading is not known; NULL if none. */
static const char *find_unsafe(const struct shell_place *place)
{
	if (place->command)
		return strpbrk(place->command, "'\"\\\n") ? place->command : NULL;
	for (const char *const *word = place->words; *word; word++)
		if (!quote_is_needless(*word))
			return *word;
	return NULL;
}

static bool append_shell_place(GString *out, const struct shell_place *place, GError **error)
{
	if (!place->is_lost) {
		g_string_append(out, place->code->str);
		return true;
	}
	const char *unsafe = find_unsafe(place);
	if (unsafe) {
		g_autofree char *shown = excerpt(text_of(unsafe));
		g_set_error(error, COMMAND_TEMPLATE_ERROR, COMMAND_TEMPLATE_ERROR_UNSAFE,
			    "cannot quote '%s' for the place of %s: keep %s away from "
			    "here-documents, arithmetic, comments, backslashes and ${...}, and "
			    "close all quotes",
			    shown, place->name, place->name);
		return false;
	}
	g_autofree char *value = plain_value(place);
	g_string_append(out, value);
	return true;
}

char *shell_text_render(struct shell_text *text, GError **error)
{
	const struct shell_unit *units = (const void *)text->units->data;
	g_autoptr(GString) out = g_string_new(NULL);

	shell_scan(units, text->units->len, &finder);
	for (size_t i = 0; i < text->units->len; i++) {
		if (!units[i].place)
			g_string_append_c(out, units[i].byte);
		else if (!append_shell_place(out, units[i].place, error))
			return NULL;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void shell_place_free(struct shell_place *place)
{
	if (place->code)
		g_string_free(place->code, TRUE);
	g_free(place);
}

void shell_text_free(struct shell_text *text)
{
	if (!text)
		return;
	g_array_unref(text->units);
	for (unsigned int i = 0; i < text->places->len; i++)
		shell_place_free(g_ptr_array_index(text->places, i));
	g_ptr_array_unref(text->places);
	g_free(text);
}
