/*
 * testr-sim: the core in simulated worlds.
 *
 *	testr-sim --seeds FROM-TO     runs each seed; prints those that break a rule
 *	testr-sim --seed N --trace    prints what happens in one
 *	testr-sim --replay JOURNAL    runs the core over the journal of a real run
 *
 * JOURNAL is runs/N.journal.zst, with its stream beside it: the core must come to the same actions.
 * With --journals each simulated run keeps a journal, which is replayed, too.
 * Exits 1 if a rule was broken. With --expect-violation, 0 if one was and 1 if none.
 *
 * testr-sim-planted has --plant NUMBER besides: the bug to have in the core (core/planted_bugs.h).
 */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/planted_bugs.h"
#include "sim/replay.h"
#include "sim/run.h"

#ifdef PLANT_BUG_CHOSEN
enum planted_bug planted_bug;
#endif

/* After so many the point is made. */
#define VIOLATIONS_MAX 10

struct request {
	int64_t from, to;
	char *journal; /* owned: replay this one; NULL: simulate */
	bool is_traced;
	bool is_journalled;
	bool expects_violation;
};

static void print_plain(int64_t seed, const char *complaint, const GString *trace)
{
	if (trace)
		fputs(trace->str, stdout);
	if (complaint)
		printf("seed %" G_GINT64_FORMAT ": %s\n", seed, complaint);
}

/* Returns how many seeds broke a rule. */
static int run_seeds(const struct request *request)
{
	int violations = 0;

	for (int64_t seed = request->from; seed <= request->to; seed++) {
		g_autoptr(GString) trace = request->is_traced ? g_string_new(NULL) : NULL;
		g_autofree char *complaint =
			simulate((uint64_t)seed, request->is_journalled, trace);
		print_plain(seed, complaint, trace);
		violations += complaint != NULL;
		if (violations == (request->expects_violation ? 1 : VIOLATIONS_MAX))
			break;
	}
	return violations;
}

/* Returns how many differences there are: one at most. -1 with `error` if it is no journal. */
static int run_journal(const struct request *request, GError **error)
{
	g_autoptr(GString) trace = request->is_traced ? g_string_new(NULL) : NULL;
	GError *why = NULL;
	g_autofree char *difference = replay_file(request->journal, trace, &why);

	if (why) {
		g_propagate_error(error, why);
		return -1;
	}
	if (trace)
		fputs(trace->str, stdout);
	if (difference)
		printf("the core comes to other actions now:\n%s", difference);
	else
		printf("the core comes to the same actions\n");
	return difference != NULL;
}

static bool parse_seeds(const char *string, struct request *request)
{
	return sscanf(string, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, &request->from,
		      &request->to) == 2 &&
	       request->from <= request->to;
}

static bool parse(int *argc, char ***argv, struct request *request, GError **error)
{
	g_autofree char *seeds = NULL;
	int64_t seed = -1;
	g_autofree char *journal = NULL;
	gboolean is_traced = false, is_journalled = false, expects_violation = false;
	const GOptionEntry entries[] = {
		{"seeds", 0, 0, G_OPTION_ARG_STRING, &seeds, "Run these seeds", "FROM-TO"},
		{"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Run this seed", "N"},
		{"replay", 0, 0, G_OPTION_ARG_FILENAME, &journal, "Replay this journal", "JOURNAL"},
		{"journals", 0, 0, G_OPTION_ARG_NONE, &is_journalled,
		 "Replay the journal of each run", NULL},
		{"trace", 0, 0, G_OPTION_ARG_NONE, &is_traced, "Print what happens", NULL},
		{"expect-violation", 0, 0, G_OPTION_ARG_NONE, &expects_violation,
		 "Succeed if a rule is broken", NULL},
#ifdef PLANT_BUG_CHOSEN
		{"plant", 0, 0, G_OPTION_ARG_INT, &planted_bug, "Have this bug", "NUMBER"},
#endif
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, error))
		return false;
	*request = (struct request){.from = seed,
				    .to = seed,
				    .is_traced = is_traced,
				    .is_journalled = is_journalled,
				    .expects_violation = expects_violation};
	request->journal = g_steal_pointer(&journal);
	if (request->journal)
		return true;
	if (seed < 0 && (!seeds || !parse_seeds(seeds, request))) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "give --seeds FROM-TO, --seed N or --replay JOURNAL");
		return false;
	}
	return true;
}

/* Does what is asked; returns the status. */
static int carry_out(const struct request *request)
{
	g_autoptr(GError) error = NULL;
	int violations = request->journal ? run_journal(request, &error) : run_seeds(request);

	if (violations < 0) {
		fprintf(stderr, "testr-sim: cannot replay '%s': %s\n", request->journal,
			error->message);
		return 2;
	}
	if (request->expects_violation)
		return violations > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	if (!request->journal)
		printf("%" G_GINT64_FORMAT " seeds, %d violations\n",
		       request->to - request->from + 1, violations);
	return violations == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct request request;
	g_autoptr(GError) error = NULL;

	setlocale(LC_ALL, "");
	if (!parse(&argc, &argv, &request, &error)) {
		fprintf(stderr, "testr-sim: %s\n", error->message);
		return 2;
	}
	int status = carry_out(&request);
	g_free(request.journal);
	return status;
}
