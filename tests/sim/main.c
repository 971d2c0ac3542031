/*
 * testr-sim: the core in simulated worlds.
 *
 *	testr-sim --seeds FROM-TO     runs each seed; prints those that break a rule
 *	testr-sim --seed N --trace    prints what happens in one
 *
 * Exits 1 if a rule was broken. With --expect-violation, 0 if one was and 1 if none.
 *
 * testr-sim-planted has --plant NUMBER besides: the bug to have in the core (core/planted_bugs.h).
 */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/planted_bugs.h"
#include "sim/run.h"

#ifdef PLANT_BUG_CHOSEN
enum planted_bug planted_bug;
#endif

/* After so many the point is made. */
#define VIOLATIONS_MAX 10

struct request {
	int64_t from, to;
	bool is_traced;
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
		g_autofree char *complaint = simulate((uint64_t)seed, trace);
		print_plain(seed, complaint, trace);
		violations += complaint != NULL;
		if (violations == (request->expects_violation ? 1 : VIOLATIONS_MAX))
			break;
	}
	return violations;
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
	gboolean is_traced = false, expects_violation = false;
	const GOptionEntry entries[] = {
		{"seeds", 0, 0, G_OPTION_ARG_STRING, &seeds, "Run these seeds", "FROM-TO"},
		{"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Run this seed", "N"},
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
	*request = (struct request){seed, seed, is_traced, expects_violation};
	if (seed < 0 && (!seeds || !parse_seeds(seeds, request))) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "give --seeds FROM-TO or --seed N");
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct request request;
	g_autoptr(GError) error = NULL;
	int violations;

	setlocale(LC_ALL, "");
	if (!parse(&argc, &argv, &request, &error)) {
		fprintf(stderr, "testr-sim: %s\n", error->message);
		return 2;
	}
	violations = run_seeds(&request);
	if (request.expects_violation)
		return violations > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	printf("%" G_GINT64_FORMAT " seeds, %d violations\n", request.to - request.from + 1,
	       violations);
	return violations == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
