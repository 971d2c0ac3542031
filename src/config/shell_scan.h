/*
 * A scanner for shell code, as far as it takes to know how the shell reads each place in it:
 * words, quotes, substitutions, comments. It does not parse commands, and where it might go wrong
 * it says so: everything from there on is lost to it.
 */
#ifndef TESTR_CONFIG_SHELL_SCAN_H
#define TESTR_CONFIG_SHELL_SCAN_H

#include <glib.h>
#include <stdbool.h>

/* How the shell reads a character. */
enum shell_quoting {
	SHELL_BARE,
	SHELL_SINGLE, /* in '...', or behind a backslash */
	SHELL_DOUBLE, /* in "..." */
	SHELL_BACKQUOTED,
	SHELL_BACKQUOTED_IN_DOUBLE,
};

/* A place where a value stands. */
struct shell_place;

/* One byte of shell code, or one value. */
struct shell_unit {
	struct shell_place *place; /* NULL for a byte; borrowed */
	char byte;                 /* 0 for a value */
	/* Set by the scanner: */
	enum shell_quoting quoting;
	bool is_touched;    /* there is code right beside it */
	bool is_redirected; /* which is a redirection */
};

/* What a scan finds, told as it goes. */
struct shell_finder {
	/*
	 * `place` is read with `quoting`. Called once for each layer of shell code in which it
	 * stands, the innermost first.
	 */
	void (*enter)(struct shell_place *place, enum shell_quoting quoting);
	/*
	 * `place`, bare, has code right beside it: as nothing it would make its neighbours one,
	 * and digits before a redirection (`is_redirected`) would become a part of that.
	 */
	void (*touch)(struct shell_place *place, bool is_redirected);
	/* How the shell reads `place` is not known. */
	void (*lose)(struct shell_place *place);
};

/*
 * Scans `units` and tells `finder` of the values in them; it may be NULL if there are none. Returns
 * true if they are one simple command as far as the scanner can see: no operators, newlines,
 * comments or substitutions of commands, and nothing it lost.
 */
bool shell_scan(const struct shell_unit *units, size_t count, const struct shell_finder *finder);

#endif
