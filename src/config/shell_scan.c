#include "config/shell_scan.h"

#include "config/shell_word.h"
#include "config/simple_command.h"

/* More layers of code in code than anybody writes. */
#define DEPTH_MAX 16

struct shell_scan {
	const struct shell_unit *units;
	size_t count, at;
	const struct shell_finder *finder;
	int depth;                     /* of this code within other code */
	bool is_lost;                  /* how the shell reads the rest is not known */
	bool is_compound;              /* more than one simple command */
	struct simple_command command; /* the current one */
	GArray *evaluated; /* of struct shell_unit: the words behind its name if that is eval */
};

static void scan_text(struct shell_scan *scan, bool is_enclosed);

/* The byte `ahead` of the present one; 0 at the end and for a value. */
static char peek(const struct shell_scan *scan, size_t ahead)
{
	size_t at = scan->at + ahead;

	if (at >= scan->count)
		return '\0';
	return scan->units[at].byte;
}

static struct shell_place *peek_place(const struct shell_scan *scan, size_t ahead)
{
	size_t at = scan->at + ahead;

	return at < scan->count ? scan->units[at].place : NULL;
}

/* True if a backslash there joins this line to the next, and thereby what stands around it. */
static bool is_joined(const struct shell_scan *scan, size_t ahead)
{
	return peek(scan, ahead) == '\\' && peek(scan, ahead + 1) == '\n';
}

static void lose_places(const struct shell_scan *scan, const struct shell_unit *units, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (units[i].place)
			scan->finder->lose(units[i].place);
}

static const struct shell_unit *units_of(const GArray *units)
{
	return (const struct shell_unit *)(const void *)units->data;
}

/* Gives up on everything from `from` on. */
static void lose_rest(struct shell_scan *scan, size_t from)
{
	scan->is_lost = true;
	scan->at = scan->count;
	lose_places(scan, scan->units + from, scan->count - from);
	if (scan->evaluated)
		lose_places(scan, units_of(scan->evaluated), scan->evaluated->len);
	g_clear_pointer(&scan->evaluated, g_array_unref);
}

/* Moves the present unit into `word`. */
static void take_unit(struct shell_scan *scan, struct shell_word *word, enum shell_quoting quoting)
{
	shell_word_push(word, &scan->units[scan->at++], quoting);
}

/* Scans `units`, the code within a word or within backquotes. */
static void scan_inner(const struct shell_scan *scan, const GArray *units)
{
	struct shell_scan inner = {
		.units = units_of(units),
		.count = units->len,
		.finder = scan->finder,
		.depth = scan->depth + 1,
	};

	scan_text(&inner, false);
}

static void enter_places(const struct shell_scan *scan, const GArray *units)
{
	for (unsigned int i = 0; i < units->len; i++) {
		const struct shell_unit *unit = &g_array_index(units, struct shell_unit, i);
		if (unit->place)
			scan->finder->enter(unit->place, unit->quoting);
		if (unit->place && unit->is_touched)
			scan->finder->touch(unit->place, unit->is_redirected);
	}
}

/* `\` where it quotes any one of `special`, or, if that is NULL, everything. */
static void scan_backslash(struct shell_scan *scan, struct shell_word *word, const char *special,
			   enum shell_quoting quoting)
{
	if (scan->at + 1 == scan->count || peek_place(scan, 1)) {
		lose_rest(scan, scan->at);
	} else if (peek(scan, 1) == '\n') {
		scan->at += 2;
	} else {
		if (!special || shell_is_one_of(peek(scan, 1), special))
			scan->at++;
		take_unit(scan, word, quoting);
	}
}

/* `$(...)`: code of its own, in which the quotes around it do not count. */
static void scan_substitution(struct shell_scan *scan)
{
	struct shell_scan outer = *scan;

	scan->is_compound = outer.is_compound = true;
	scan->evaluated = NULL;
	scan->at += 2;
	scan->depth++;
	scan_text(scan, true);
	outer.at = scan->at;
	outer.is_lost = scan->is_lost;
	*scan = outer;
}

/* `${name}`, `${name:-word}` and so on, if the word is nothing but plain characters. */
static void scan_parameter(struct shell_scan *scan)
{
	size_t end = scan->at + 2;

	while (end < scan->count && scan->units[end].byte != '}' && !scan->units[end].place &&
	       !shell_is_one_of(scan->units[end].byte, "'\"\\`$(){\n"))
		end++;
	if (end < scan->count && scan->units[end].byte == '}')
		scan->at = end + 1;
	else
		lose_rest(scan, scan->at);
}

/* True if what `$` begins here is arithmetic, `$'...'`, or hidden by a joined line or a value. */
static bool is_dollar_unclear(const struct shell_scan *scan, enum shell_quoting quoting)
{
	char next = peek(scan, 1);

	return next == '[' || (next == '(' && peek(scan, 2) == '(') || is_joined(scan, 1) ||
	       (quoting == SHELL_BARE && shell_is_one_of(next, "'\"")) || peek_place(scan, 1);
}

static void scan_dollar(struct shell_scan *scan, struct shell_word *word,
			enum shell_quoting quoting)
{
	char next = peek(scan, 1);

	if (is_dollar_unclear(scan, quoting)) {
		lose_rest(scan, scan->at);
	} else if (next == '(') {
		scan_substitution(scan);
	} else if (next == '{') {
		scan_parameter(scan);
	} else {
		take_unit(scan, word, quoting);
		/* In `$$(x)` the second dollar sign is the name of a parameter. */
		if (next == '$')
			take_unit(scan, word, quoting);
	}
}

/* `...`: code of its own, from which one layer of backslashes has to be taken. */
static void scan_backquotes(struct shell_scan *scan, bool is_in_double)
{
	const char *special = is_in_double ? "$`\\\"" : "$`\\";
	enum shell_quoting quoting = is_in_double ? SHELL_BACKQUOTED_IN_DOUBLE : SHELL_BACKQUOTED;
	g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(struct shell_unit));
	struct shell_word code = {.units = units};
	size_t start = scan->at++;

	scan->is_compound = true;
	while (scan->at < scan->count && peek(scan, 0) != '`') {
		bool is_escape = peek(scan, 0) == '\\' && shell_is_one_of(peek(scan, 1), special);
		scan->at += is_escape;
		take_unit(scan, &code, quoting);
	}
	if (scan->at == scan->count) {
		lose_rest(scan, start);
		return;
	}
	scan->at++;
	scan_inner(scan, units);
	enter_places(scan, units);
}

static void scan_single_quotes(struct shell_scan *scan, struct shell_word *word)
{
	size_t start = scan->at++;

	word->is_quoted = true;
	while (scan->at < scan->count && peek(scan, 0) != '\'')
		take_unit(scan, word, SHELL_SINGLE);
	if (scan->at == scan->count)
		lose_rest(scan, start);
	else
		scan->at++;
}

static void scan_double_quotes(struct shell_scan *scan, struct shell_word *word)
{
	size_t start = scan->at++;

	word->is_quoted = true;
	while (scan->at < scan->count && peek(scan, 0) != '"') {
		if (peek(scan, 0) == '\\')
			scan_backslash(scan, word, "$`\"\\", SHELL_DOUBLE);
		else if (peek(scan, 0) == '$')
			scan_dollar(scan, word, SHELL_DOUBLE);
		else if (peek(scan, 0) == '`')
			scan_backquotes(scan, true);
		else
			take_unit(scan, word, SHELL_DOUBLE);
	}
	if (scan->at == scan->count)
		lose_rest(scan, start);
	else
		scan->at++;
}

static void scan_piece(struct shell_scan *scan, struct shell_word *word)
{
	switch (peek(scan, 0)) {
	case '\'':
		scan_single_quotes(scan, word);
		break;
	case '"':
		scan_double_quotes(scan, word);
		break;
	case '\\':
		scan_backslash(scan, word, NULL, SHELL_SINGLE);
		break;
	case '$':
		scan_dollar(scan, word, SHELL_BARE);
		break;
	case '`':
		scan_backquotes(scan, false);
		break;
	default:
		take_unit(scan, word, SHELL_BARE);
	}
}

/* True if the unit at `at` keeps apart what stands on its two sides. */
static bool is_apart(const struct shell_scan *scan, size_t at)
{
	return at >= scan->count || shell_is_one_of(scan->units[at].byte, SHELL_BLANKS "\n");
}

static void mark_touched_places(const struct shell_scan *scan, const struct shell_word *word)
{
	bool is_alone = word->units->len == 1 && is_apart(scan, scan->at) &&
			(word->start == 0 || is_apart(scan, word->start - 1));
	bool is_redirected = shell_is_one_of(peek(scan, 0), "<>");

	for (unsigned int i = 0; i < word->units->len; i++) {
		struct shell_unit *unit = &g_array_index(word->units, struct shell_unit, i);
		unit->is_touched = unit->quoting == SHELL_BARE && !is_alone;
		unit->is_redirected = is_redirected;
	}
}

/* Keeps an argument of eval until the command is over: only together are they code. */
static void keep_for_eval(struct shell_scan *scan, const struct shell_word *word)
{
	const struct shell_unit blank = {.byte = ' '};

	if (!scan->evaluated)
		scan->evaluated = g_array_new(FALSE, FALSE, sizeof(struct shell_unit));
	g_array_append_vals(scan->evaluated, word->units->data, word->units->len);
	g_array_append_val(scan->evaluated, blank);
}

/* Tells of the places in a word that has been scanned to its end. */
static void finish_word(struct shell_scan *scan, const struct shell_word *word)
{
	struct simple_command *command = &scan->command;
	bool is_redirected = shell_is_one_of(peek(scan, 0), "<>");
	bool is_argument = !simple_command_redirects(command, word, is_redirected);
	bool is_code = word->has_quoted_operators ||
		       (is_argument && simple_command_takes_code(command, word));

	mark_touched_places(scan, word);
	if (is_argument && command->is_eval) {
		keep_for_eval(scan, word);
	} else {
		if (word->has_places && is_code)
			scan_inner(scan, word->units);
		enter_places(scan, word->units);
	}
	command->follows_redirection = false;
	if (is_argument)
		simple_command_read(command, word);
}

/* In `$(...)` the patterns of `case` hold parentheses that this scanner cannot tell apart. */
static void scan_word(struct shell_scan *scan, bool is_enclosed)
{
	g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(struct shell_unit));
	struct shell_word word = {.start = scan->at, .units = units};

	while (scan->at < scan->count &&
	       !shell_is_one_of(peek(scan, 0), SHELL_BLANKS SHELL_OPERATORS))
		scan_piece(scan, &word);
	if (scan->is_lost || (is_enclosed && shell_word_is(&word, "case")))
		lose_rest(scan, word.start);
	else
		finish_word(scan, &word);
}

static void scan_comment(struct shell_scan *scan)
{
	scan->is_compound = true;
	for (; scan->at < scan->count && peek(scan, 0) != '\n'; scan->at++)
		if (peek_place(scan, 0))
			scan->finder->lose(peek_place(scan, 0));
}

/* What `eval` runs are its arguments, joined by spaces. */
static void end_simple_command(struct shell_scan *scan)
{
	if (scan->evaluated) {
		scan_inner(scan, scan->evaluated);
		enter_places(scan, scan->evaluated);
	}
	g_clear_pointer(&scan->evaluated, g_array_unref);
	scan->command = (struct simple_command){0};
}

/* `<<` begins a here-document, `<(` a substitution and `((` arithmetic in some shells. */
static void scan_operator(struct shell_scan *scan)
{
	char byte = peek(scan, 0), next = peek(scan, 1);
	bool is_redirection = shell_is_one_of(byte, "<>");

	scan->is_compound = true;
	if (is_joined(scan, 1) || (byte == '<' && next == '<') ||
	    ((is_redirection || byte == '(') && next == '(')) {
		lose_rest(scan, scan->at);
		return;
	}
	if (is_redirection)
		scan->command.follows_redirection = true;
	else
		end_simple_command(scan);
	/* In `>&` and `>|` the second character ends no command. */
	scan->at += is_redirection && shell_is_one_of(next, "&|") ? 2 : 1;
}

/* Scans to the end, or, if it `is_enclosed`, past the parenthesis that closes it. */
static void scan_text(struct shell_scan *scan, bool is_enclosed)
{
	int parentheses = 0;

	end_simple_command(scan);
	if (scan->depth > DEPTH_MAX)
		lose_rest(scan, scan->at);
	while (scan->at < scan->count) {
		char byte = peek(scan, 0);
		if (is_enclosed && byte == ')' && parentheses-- == 0) {
			scan->at++;
			end_simple_command(scan);
			return;
		}
		parentheses += byte == '(';
		if (is_joined(scan, 0))
			scan->at += 2;
		else if (shell_is_one_of(byte, SHELL_BLANKS))
			scan->at++;
		else if (byte == '#')
			scan_comment(scan);
		else if (shell_is_one_of(byte, SHELL_OPERATORS))
			scan_operator(scan);
		else
			scan_word(scan, is_enclosed);
	}
	end_simple_command(scan);
	if (is_enclosed)
		scan->is_lost = true;
}

bool shell_scan(const struct shell_unit *units, size_t count, const struct shell_finder *finder)
{
	struct shell_scan scan = {.units = units, .count = count, .finder = finder};

	scan_text(&scan, false);
	return !scan.is_compound && !scan.is_lost;
}
