/*
 * Planted bugs: so that the simulator can be shown to catch them. A build option (plant_bug in
 * meson_options.txt) compiles one of them into the core; `make check` builds a simulator apart that
 * is told which one to have (testr-sim-planted), and expects it to complain of each. In every other
 * build PLANTED() is false and leaves nothing behind.
 */
#ifndef TESTR_CORE_PLANTED_BUGS_H
#define TESTR_CORE_PLANTED_BUGS_H

#include <stdbool.h>

/* In the order of the option's choices. */
enum planted_bug {
	BUG_NONE,
	BUG_FORGETS_QUEUED,     /* tests that waited behind a crash are never handed out again */
	BUG_LEAKS_LOST,         /* a lost instance is not disposed of */
	BUG_DISPOSES_TWICE,     /* a lost instance is disposed of again at the end */
	BUG_OUTRUNS_STOP,       /* tests are handed out although the run is being stopped */
	BUG_TRUSTS_STATUS_0,    /* a test that was never reported passes if the runner exits 0 */
	BUG_BLAMES_LOSS,        /* a test fails when the first instance is lost under it */
	BUG_REPLACES_FOR_EVER,  /* lost instances are replaced without end */
	BUG_NEVER_KILLS,        /* no KILL follows a TERM that is not heeded */
	BUG_FORGETS_RETRIES,    /* what failed is not run again */
	BUG_RETRIES_IN_PLACE,   /* what failed is run again where it failed, though there is else */
	BUG_FORGIVES_SKIPS,     /* a failed test that is skipped when it is run again is flaky */
	BUG_DISPOSES_OF_KEPT,   /* what is kept is disposed of all the same */
	BUG_NEVER_HALVES,       /* a batch that got nowhere is tried test by test */
	BUG_LISTS_ONCE,         /* a listing that is lost is not tried in another instance */
	BUG_DECIDES_BY_CHANCE,  /* who is given work depends on what this process did before. That
				   breaks no rule: only the replay of a journal shows it */
	BUG_IGNORES_FIXTURES,   /* a fixture that fails says nothing of the tests below it */
	BUG_TRUSTS_CUT_STREAMS, /* a stream that is cut is all there is if the status is 0 */
	BUG_OVERFILLS_COMMANDS, /* a batch has more ids than one command can name */
	BUG_SPARES_UNNAMED,     /* a test that no command can name is handed out all the same */
};

#ifdef PLANT_BUG_CHOSEN
extern enum planted_bug planted_bug; /* testr-sim-planted's; set once, at its start */
#define PLANT_BUG planted_bug
#elif !defined PLANT_BUG
#define PLANT_BUG BUG_NONE
#endif

#define PLANTED(bug) (PLANT_BUG == (bug))

/* For BUG_DECIDES_BY_CHANCE only: what comes of it depends on how often this process has asked. */
static inline bool planted_chance(void)
{
	static unsigned asked;

	return ++asked % 3 == 0;
}

#endif
